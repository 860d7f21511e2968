"""What the doctor's tests put on the other side, and the settings that lead there."""

import json
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from bot.settings import Settings
from tests.loopback import answering_all

NOWHERE = "http://127.0.0.1:9"


def make_settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]  # settings read from texts


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def answering(handler: Callable[[web.Request], web.Response]) -> web.Application:
    """An application that gives every request to one function."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return handler(request)

    return answering_all(answer)


def runware_without(*gone: str, code: str = "modelNotFound") -> web.Application:
    """An account with money, to which some models are not offered."""

    async def answer(request: web.Request) -> web.Response:
        task = json.loads(await request.read())[0]
        if task["taskType"] == "accountManagement":
            return web.json_response({"data": [{"taskUUID": task["taskUUID"], "balance": 12.5}]})
        if task["model"] not in gone:
            return web.json_response({"data": [{"taskUUID": task["taskUUID"], "cost": 0.05}]})
        error = {"code": code, "message": "No.", "taskUUID": task["taskUUID"]}
        return web.json_response({"errors": [error]}, status=400)

    app = web.Application(client_max_size=2**20)
    app.router.add_post("/v1", answer)
    return app


def as_we_do(request: web.Request) -> web.Response:
    """What Retouch answers to somebody whom it does not know."""
    if request.path == "/healthz":
        return web.Response(text="ok\n")
    return web.Response(status=401 if request.path == "/slack/events" else 404)
