"""A Runware that has every picture ready at once, so that the app's own work is what is measured."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aiohttp
from aiohttp import web

_LARGEST_REQUEST = 64 * 1024 * 1024


class QuickRunware:
    """Answers each order with the same picture; ``answered_at`` has a reading of the clock for each."""

    def __init__(self, picture: bytes, *, session: aiohttp.ClientSession) -> None:
        self.url = ""
        self.answered_at: list[float] = []
        self._picture = picture
        self._session = session
        self._items: dict[str, dict[str, Any]] = {}
        self._letters: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Orders and questions at one address, as Runware has it, and the picture."""
        return [web.post("/v1", self._answer), web.get("/picture.png", self._show)]

    async def _answer(self, request: web.Request) -> web.Response:
        [task] = await request.json()
        asked = {"taskType": task["taskType"], "taskUUID": task["taskUUID"]}
        if task["taskType"] == "getResponse":
            item = self._items[task["taskUUID"]]
            return web.json_response({"data": [item | {"status": "success"}]})
        self._items[task["taskUUID"]] = item = {
            **asked,
            "imageUUID": str(uuid4()),
            "imageURL": self.url.replace("/v1", "/picture.png"),
            "seed": 1,
            "cost": 0.06,
        }
        letter = asyncio.create_task(self._call_back(task["webhookURL"], item))
        self._letters.add(letter)
        letter.add_done_callback(self._letters.discard)
        return web.json_response({"data": [asked]})

    async def _call_back(self, url: str, item: Mapping[str, Any]) -> None:
        self.answered_at.append(time.perf_counter())
        async with self._session.post(url, json={"data": [item]}) as answer:
            assert answer.status == 200, f"{answer.status} to a callback"

    async def _show(self, _: web.Request) -> web.Response:
        return web.Response(body=self._picture, content_type="image/png")


@asynccontextmanager
async def quick_runware(picture: bytes) -> AsyncIterator[QuickRunware]:
    """Serve it; ``url`` is what the app has to be told."""
    async with aiohttp.ClientSession() as session:
        service = QuickRunware(picture, session=session)
        site_app = web.Application(client_max_size=_LARGEST_REQUEST)
        site_app.add_routes(service.routes())
        runner = web.AppRunner(site_app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        service.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield service
        await runner.cleanup()
