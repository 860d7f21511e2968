"""What the same server does without us: Bolt listeners and a route that do the least that the figure needs."""

import asyncio
import os
from uuid import uuid4

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from storage import Database

COMMAND = ("-c", "from tests.benchmarks.bare import run; run()")
FORM = {"type": "modal", "title": {"type": "plain_text", "text": "Bare"}, "blocks": [{"type": "divider"}]}


def run() -> None:
    """Serve until killed."""
    asyncio.run(_serve())


async def _serve() -> None:
    database = Database.open(os.environ["DATABASE_URL"])
    async with database.transaction() as session:
        await session.execute(text("create table line (id text primary key)"))
    site_app = web.Application()
    async with aiohttp.ClientSession() as session:
        site_app.add_routes(_routes(_bolt(database, session), database))
        runner = web.AppRunner(site_app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"])).start()
        await asyncio.Event().wait()


def _bolt(database: Database, session: aiohttp.ClientSession) -> AsyncApp:
    client = AsyncWebClient(
        token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"], session=session
    )
    app = AsyncApp(
        client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"], process_before_response=True
    )

    async def only_acknowledge(ack: AsyncAck) -> None:
        await ack()

    async def open_a_form(ack: AsyncAck, body: dict[str, str], client: AsyncWebClient) -> None:
        await client.conversations_info(channel=body["channel_id"])
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    async def commit_a_row() -> None:
        await _commit(database)

    app.command("/bare")(only_acknowledge)
    app.command("/bare-form")(open_a_form)
    app.event("app_mention")(commit_a_row)
    return app


def _routes(app: AsyncApp, database: Database) -> list[web.RouteDef]:
    async def from_slack(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async def callback(request: web.Request) -> web.Response:
        await request.read()
        await _commit(database)
        return web.Response()

    async def ready(_: web.Request) -> web.Response:
        return web.Response()

    return [
        web.post("/slack/events", from_slack),
        web.post("/callbacks/bare", callback),
        web.get("/readyz", ready),
    ]


async def _commit(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("insert into line values (:id)"), {"id": uuid4().hex})
