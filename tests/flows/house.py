"""The whole product on loopback: the real app in this process, the local workspace, the stand-in services."""

import asyncio
import io
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from PIL import Image

from bot.app import Running, run_app
from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.demo.services.faults import Armed, Fault
from bot.demo.services.routes import WORKSHOP
from bot.demo.services.tasks import Workshop as Service
from bot.demo.workspace import Workspace
from bot.images.pool import hire
from bot.providers.http import Patience
from bot.settings import Settings
from bot.workshop import Timing

Found = TypeVar("Found")
MANIFEST = Path(__file__).parents[2] / "manifest.yml"
# Starting these takes longer than most tests: every house of a test process works with the same two.
WORKERS = hire(2)
WEBHOOK_SECRET = "a-webhook-secret-for-tests"
QUICK = Timing(
    first_poll_seconds=0.3,
    max_poll_seconds=0.5,
    job_timeout_seconds=20.0,
    settling_seconds=0.5,
    watch_seconds=0.5,
    pause_seconds=0.3,
    late_poll_seconds=0.3,
    unseen_seconds=0.1,
    first_retry_seconds=0.05,
    max_retry_seconds=0.2,
)


@dataclass(frozen=True, kw_only=True)
class Street:
    """Everything around the app: a workspace, two services, and what the app has to be told about them."""

    workspace: Workspace
    runware: Service
    magnific: Service
    app_url: str
    environment: Mapping[str, str]

    def arm(self, fault: Fault, *, service: str = "runware", **options: Any) -> None:
        """Let a service misbehave once."""
        getattr(self, service).faults.arm(Armed(fault=fault, **{"times": 1, **options}))

    async def wait_for(self, find: Callable[[], Found], seconds: float = 60.0) -> Found:
        """What ``find`` returns once it is true; asked often, because the services tell nobody what they do."""
        deadline = time.monotonic() + seconds
        while not (found := find()):
            if time.monotonic() > deadline:
                return await self.workspace.wait_for(find, 0.01)  # complains with what went over the wire
            await asyncio.sleep(0.05)
        return found

    def thread(self, channel: str, thread_ts: str) -> list[dict[str, Any]]:
        return self.workspace.messages(channel, thread_ts=thread_ts)

    def results(self, channel: str, thread_ts: str) -> list[dict[str, Any]]:
        """The results in a thread: replies of ours with a file and an Again button."""
        return [message for message in self.thread(channel, thread_ts) if has_button(message, "again")]

    def is_over(self, channel: str, thread_ts: str) -> bool:
        """Whether the job that the thread shows has ended: a status message without a Cancel button."""
        replies = [reply for reply in self.thread(channel, thread_ts) if is_status(reply)]
        return bool(replies) and not any(has_button(reply, "cancel") for reply in replies)

    def said(self, channel: str, thread_ts: str) -> str:
        """Everything that is to be read in a thread."""
        return "\n".join(text_of(message) for message in self.thread(channel, thread_ts))

    def submits(self, service: str = "runware") -> int:
        """How many tasks a service has taken on."""
        return len(getattr(self, service).tasks)

    def billed_micros(self) -> int:
        return sum(self.runware.billed.values()) + sum(self.magnific.billed.values())


@dataclass(frozen=True, kw_only=True)
class House(Street):
    """The street with the app in it, in this process."""

    running: Running


def is_status(message: Mapping[str, Any]) -> bool:
    """Whether this is a job's status message, told by its metadata."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return payload.get("kind") == "status"


def text_of(message: Mapping[str, Any]) -> str:
    """The text of a message and of all its blocks."""
    parts: list[str] = [str(message.get("text") or "")]

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                parts.append(value["text"])
            for child in value.values():
                walk(child)
        elif isinstance(value, list):
            for child in value:
                walk(child)

    walk(message.get("blocks") or [])
    return "\n".join(parts)


def has_button(message: Mapping[str, Any], name: str) -> bool:
    """Whether a message has a button of this name."""
    return any(
        str(element.get("action_id", "")).partition(":")[0] == name
        for block in message.get("blocks") or []
        for element in block.get("elements") or []
    )


def picture(size: tuple[int, int] = (640, 480), *, colour: str = "teal") -> bytes:
    """A PNG that is not flat, so that a changed pixel shows."""
    image = Image.new("RGB", size, colour)
    image.paste(Image.linear_gradient("L").resize((size[0], size[1] // 2)), (0, size[1] // 2))
    return encode(image)


def mask(size: tuple[int, int] = (640, 480), box: tuple[int, int, int, int] = (100, 100, 300, 220)) -> bytes:
    """White where the picture may change."""
    image = Image.new("L", size, 0)
    image.paste(255, box)
    return encode(image)


def encode(image: Image.Image, file_format: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, file_format)
    return out.getvalue()


def changed_outside(before: bytes, after: bytes, mask_png: bytes) -> int:
    """Pixels outside the mask that differ, counted without any of the app's code."""
    first, second = (Image.open(io.BytesIO(content)).convert("RGBA") for content in (before, after))
    assert first.size == second.size
    kept = Image.open(io.BytesIO(mask_png)).convert("L").tobytes()
    pairs = zip(kept, _pixels(first), _pixels(second), strict=True)
    return sum(may_change == 0 and one != other for may_change, one, other in pairs)


def _pixels(image: Image.Image) -> list[bytes]:
    raw = image.tobytes()
    return [raw[start : start + 4] for start in range(0, len(raw), 4)]


@asynccontextmanager
async def open_street(
    folder: Path,
    *,
    database_url: str | None = None,
    with_callbacks: bool = True,
    over_sockets: bool = False,
    delay_seconds: float = 0.05,
    posts_per_second: float | None = None,
    retry_delays_seconds: Sequence[float] = (0.05, 0.1, 0.2),
    **settings: str,
) -> AsyncIterator[Street]:
    """Start the workspace and the services, and write down the environment of an app among them."""
    async with AsyncExitStack() as stack:
        workspace = await stack.enter_async_context(
            Workspace(
                manifest=MANIFEST,
                processing_seconds=0.01,
                posts_per_second=posts_per_second,
                retry_delays_seconds=retry_delays_seconds,
            )
        )
        services = await open_services(stack, delay_seconds=delay_seconds)
        app_url = f"http://127.0.0.1:{free_port()}"
        door = {"SLACK_SIGNING_SECRET": workspace.signing_secret}
        if over_sockets:
            door = {"SLACK_APP_TOKEN": workspace.use_socket_mode()}
        else:
            workspace.send_to(f"{app_url}/slack/events")
        environment = {
            **app_environment(folder, app_url=app_url, services=services),
            "SLACK_BOT_TOKEN": workspace.bot_token,
            **door,
            "SLACK_API_URL": workspace.api_url,
            **({} if with_callbacks else {"PUBLIC_URL": ""}),
            **({} if database_url is None else {"DATABASE_URL": database_url}),
            **settings,
        }
        yield Street(
            workspace=workspace,
            runware=services.runware,
            magnific=services.magnific,
            app_url=app_url,
            environment=environment,
        )


@dataclass(frozen=True, kw_only=True)
class Services:
    """Both stand-in services, and what the app has to be told about them."""

    runware: Service
    magnific: Service
    environment: Mapping[str, str]


async def open_services(stack: AsyncExitStack, *, delay_seconds: float = 0.05) -> Services:
    """Start them, for as long as the stack is open."""
    pace = {"delay_seconds": delay_seconds, "retry_seconds": 0.05}
    runware, runware_url = await _serve(stack, build_runware(api_key="rw-key", **pace))
    magnific, magnific_url = await _serve(
        stack, build_magnific(api_key="mg-key", webhook_secret=WEBHOOK_SECRET, **pace)
    )
    environment = {
        "RUNWARE_API_KEY": "rw-key",
        "RUNWARE_API_URL": f"{runware_url}/v1",
        "MAGNIFIC_API_KEY": "mg-key",
        "MAGNIFIC_API_URL": magnific_url,
        "MAGNIFIC_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }
    return Services(runware=runware, magnific=magnific, environment=environment)


def app_environment(folder: Path, *, app_url: str, services: Services) -> dict[str, str]:
    """What every app of a test is told, wherever its Slack is."""
    return {
        **services.environment,
        "SLACK_FILE_HOSTS": "127.0.0.1",
        "PUBLIC_URL": app_url,
        "DATABASE_URL": f"sqlite:///{folder / 'retouch.db'}",
        "SECRET_KEY": "a-secret-key-for-tests",
        "PICTURES_URL": str(folder / "pictures"),
        "USER_MONTHLY_BUDGET_USD": "20",
        "PORT": app_url.rpartition(":")[2],
        "LOG_LEVEL": "warning",
    }


class Clock:
    """The app's time, which a test may put forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, *, seconds: float) -> None:
        """Let this much time have passed; what sleeps in between sleeps on."""
        self._ahead += timedelta(seconds=seconds)


@asynccontextmanager
async def open_house(
    folder: Path,
    *,
    timing: Timing = QUICK,
    clock: Clock | None = None,
    patience: Patience | None = None,
    **options: Any,
) -> AsyncIterator[House]:
    """The street, and the app in this process; ``patience`` is what it has with the services."""
    async with (
        open_street(folder, **options) as street,
        move_in(street, timing=timing, clock=clock, patience=patience) as house,
    ):
        yield house


@asynccontextmanager
async def move_in(
    street: Street,
    *,
    timing: Timing = QUICK,
    clock: Clock | None = None,
    patience: Patience | None = None,
) -> AsyncIterator[House]:
    """The app in a street that is there already, with whatever lies in its folder."""
    values = {name.lower(): value for name, value in street.environment.items() if value}
    settings = Settings(_env_file=None, **values)
    async with run_app(
        settings, aws={}, timing=timing, clock=clock or Clock(), patience=patience, workers=WORKERS
    ) as running:
        yield House(**{name: getattr(street, name) for name in Street.__dataclass_fields__}, running=running)


async def _serve(stack: AsyncExitStack, application: web.Application) -> tuple[Service, str]:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return application[WORKSHOP], f"http://127.0.0.1:{runner.addresses[0][1]}"


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
