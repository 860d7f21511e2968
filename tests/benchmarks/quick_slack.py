"""A Slack that answers everything at once and holds files back, so that the app's own work is what is measured."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp import web

APP, TEAM, CHANNEL = "A0QUICK", "T0QUICK", "C0QUICK"
_ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT", "user": "retouch"},
    "conversations.info": {"channel": {"id": CHANNEL, "is_member": True}},
    "users.info": {"user": {"team_id": TEAM}},
    "views.open": {"view": {"id": "V0QUICK", "hash": "1"}},
}


@asynccontextmanager
async def quick_slack() -> AsyncIterator[str]:
    """Serve it; the base of its methods' addresses."""
    numbers = count()
    held = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        given = _ANSWERS.get(request.match_info["method"], {})
        return web.json_response({"ok": True, "ts": f"1700000000.{next(numbers):06}", **given})

    async def hold(_: web.Request) -> web.Response:
        await held.wait()
        return web.Response(status=404)

    site_app = web.Application()
    site_app.add_routes([web.route("*", "/api/{method}", answer), web.get("/files/{name}", hold)])
    runner = web.AppRunner(site_app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    held.set()
    await runner.cleanup()
