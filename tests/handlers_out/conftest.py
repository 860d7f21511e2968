"""What the tests of Slack out share: a scripted Slack behind the real clients, and snapshots."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import aiohttp
import httpx
import pytest
from aiohttp.test_utils import TestServer
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

from handlers.addresses import FileHosts
from handlers.calls import SlackCalls
from handlers.clients import announcer_client, open_session
from handlers.pacing import OwnPace, Pacer
from handlers.threads import SlackAnnouncer
from tests.handlers_out.scripted_slack import ScriptedSlack

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"


@pytest.fixture
def snapshot() -> Callable[[str, str, Sequence[Block]], None]:
    """Compare a message with ``tests/snapshots/out_<name>.json``, which is written where it is missing."""

    def compare(name: str, text: str, blocks: Sequence[Block]) -> None:
        path = SNAPSHOTS / f"out_{name}.json"
        shown = {"text": text, "blocks": [block.to_dict() for block in blocks]}
        if not path.exists():
            path.write_text(json.dumps(shown, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            pytest.fail(f"{path.name} was missing and is written now: read it, then run again")
        assert shown == json.loads(path.read_text(encoding="utf-8"))

    return compare


class FakeTime:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture
async def slack() -> AsyncIterator[ScriptedSlack]:
    scripted = ScriptedSlack()
    server = TestServer(scripted.application(), host="127.0.0.1")
    await server.start_server()
    scripted.url = str(server.make_url("")).rstrip("/")
    yield scripted
    await server.close()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=5, trust_env=False) as opened:
        yield opened


@pytest.fixture
def calls(slack: ScriptedSlack, session: aiohttp.ClientSession, fake_time: FakeTime) -> SlackCalls:
    client = announcer_client("xoxb-secret", session=session, api_url=slack.api_url)

    async def client_for(team_id: str) -> AsyncWebClient:
        return client

    return SlackCalls(client_for, pacer=Pacer(pace=OwnPace(fake_time.clock), sleep=fake_time.sleep))


@pytest.fixture
def announcer(calls: SlackCalls, http: httpx.AsyncClient) -> SlackAnnouncer:
    async def admins_of(team_id: str) -> Sequence[str]:
        return ["U0ADA", "U0BOB"]

    return SlackAnnouncer(calls, http=http, file_hosts=FileHosts(patterns=["127.0.0.1"]), admins_of=admins_of)
