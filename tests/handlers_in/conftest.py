"""A local workspace in front of the real listeners; only the middle behind them is made by hand."""

import io
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from PIL import Image

from bot.demo.workspace import Workspace
from bot.doors import Doors
from bot.doors.conversation import Conversation
from bot.manifest import manifest_text
from handlers import build_app
from handlers.access import Access
from handlers.clients import listener_client, open_session
from handlers.http import slack_routes
from tests.handlers_in.recorded import (
    NoChannels,
    NoHistory,
    NoPreferences,
    RecordedJobs,
    RecordedMaskPages,
    RecordedOffice,
    RecordedSpending,
    UnknownThreads,
)

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"


@pytest.fixture(autouse=True)
def no_misspelt_argument(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Bolt only warns where a listener asks for an argument that is not there, and hands it None."""
    yield
    warnings = [
        record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING
    ]
    assert [warning for warning in warnings if "not a valid argument" in warning] == []


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
async def workspace(tmp_path: Path, command_prefix: str) -> AsyncIterator[Workspace]:
    """With the app installed as its own manifest says."""
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(
        manifest_text(public_url="https://retouch.example", prefix=command_prefix), encoding="utf-8"
    )
    async with Workspace(
        manifest=manifest, processing_seconds=0.01, retry_delays_seconds=(0.0, 0.01)
    ) as opened:
        yield opened


@pytest.fixture
def jobs() -> RecordedJobs:
    return RecordedJobs()


@pytest.fixture
def mask_pages() -> RecordedMaskPages:
    return RecordedMaskPages()


@pytest.fixture
def command_prefix() -> str:
    return ""


@pytest.fixture
def access() -> Access:
    return Access(allow_guests=False)


@pytest.fixture
async def address(
    workspace: Workspace,
    jobs: RecordedJobs,
    mask_pages: RecordedMaskPages,
    session: aiohttp.ClientSession,
    access: Access,
    command_prefix: str,
) -> AsyncIterator[str]:
    """Where the app listens to Slack."""
    doors = Doors(
        jobs=jobs,  # type: ignore[arg-type]
        results=jobs,  # type: ignore[arg-type]
        conversation=Conversation(
            replies=UnknownThreads(),  # type: ignore[arg-type]
            showings=jobs,  # type: ignore[arg-type]
            preferences=NoPreferences(),  # type: ignore[arg-type]
            channels=NoChannels(),  # type: ignore[arg-type]
            history=NoHistory(),  # type: ignore[arg-type]
        ),
        spending=RecordedSpending(),  # type: ignore[arg-type]
        office=RecordedOffice(),  # type: ignore[arg-type]
        privacy=RecordedOffice(),  # type: ignore[arg-type]
        removal=RecordedOffice(),  # type: ignore[arg-type]
        mask_pages=mask_pages,  # type: ignore[arg-type]
    )
    app = build_app(
        client=listener_client(workspace.bot_token, session=session, api_url=workspace.api_url),
        signing_secret=workspace.signing_secret,
        doors=doors,
        access=access,
        command_prefix=command_prefix,
    )
    application = web.Application()
    application.add_routes(slack_routes(app, signing_secret=workspace.signing_secret))
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@pytest.fixture
async def slack(workspace: Workspace, address: str) -> Workspace:
    """The workspace with the app in it."""
    workspace.send_to(address)
    return workspace


@pytest.fixture
def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "WEBP")
    return out.getvalue()


@pytest.fixture
def snapshot() -> Callable[[str, object], None]:
    """Compare with ``tests/snapshots/forms_<name>.json``, which is written where it is missing."""

    def compare(name: str, shown: object) -> None:
        path = SNAPSHOTS / f"forms_{name}.json"
        if not path.exists():
            path.write_text(json.dumps(shown, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            pytest.fail(f"{path.name} was missing and is written now: read it, then run again")
        assert shown == json.loads(path.read_text(encoding="utf-8"))

    return compare
