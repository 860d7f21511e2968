"""A local workspace behind the real clients, and a thread in it."""

from collections.abc import AsyncIterator, Sequence

import aiohttp
import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace
from bot.people import Thread
from handlers.addresses import FileHosts
from handlers.calls import SlackCalls
from handlers.clients import announcer_client
from handlers.pacing import OwnPace, Pacer
from handlers.threads import SlackAnnouncer
from tests.handlers_out.conftest import FakeTime
from tests.handlers_out.in_workspace.places import GENERAL


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace(processing_seconds=0.02) as opened:
        yield opened


@pytest.fixture
def admins() -> list[str]:
    return ["U0ADA0001", "U0MIA0003"]


@pytest.fixture
def calls(workspace: Workspace, session: aiohttp.ClientSession, fake_time: FakeTime) -> SlackCalls:
    client = announcer_client(workspace.bot_token, session=session, api_url=workspace.api_url)

    async def client_for(team_id: str) -> AsyncWebClient:
        return client

    return SlackCalls(client_for, pacer=Pacer(pace=OwnPace(fake_time.clock), sleep=fake_time.sleep))


@pytest.fixture
def announcer(calls: SlackCalls, http: httpx.AsyncClient, admins: list[str]) -> SlackAnnouncer:
    async def admins_of(team_id: str) -> Sequence[str]:
        return admins

    return SlackAnnouncer(calls, http=http, file_hosts=FileHosts(patterns=["127.0.0.1"]), admins_of=admins_of)


@pytest.fixture
async def thread(workspace: Workspace) -> Thread:
    message = await workspace.say("ben", "general", "look at this")
    return Thread(team_id=GENERAL.team_id, channel_id=GENERAL.channel_id, thread_ts=message["ts"])
