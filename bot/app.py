"""The one place that sees all packages: builds everything from the settings, starts it, stops it in order."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from pydantic import SecretStr

from bot.checkup import doctor
from bot.checkup.check import Check
from bot.databases import open_database
from bot.doors.jobs import Jobs
from bot.engine import Step
from bot.errors import BotError
from bot.images.pool import PixelWorker
from bot.installing.installations import Installations
from bot.installing.opening import list_installed
from bot.installing.sealing import Seal, derive_key
from bot.line import Line
from bot.meters import Meters
from bot.opening import open_doors, open_pool, open_workshop
from bot.pace import SharedPace
from bot.providers.http import Patience
from bot.secret_keys import read_secret_key, read_secret_keys
from bot.settings import Settings
from bot.steps.chain import bind_steps
from bot.sweeper import sweep_forever
from bot.web.links import MaskLinks
from bot.web.mask_page import mask_routes
from bot.web.site import listen
from bot.workshop import Timing, Workshop
from handlers.checkup import examine_slack
from handlers.checkup_installs import examine_installs
from handlers.ids import USAGE_COMMAND, slash_command
from handlers.installing import SlackApp
from handlers.slack import Slack, SlackSettings, open_slack
from handlers.warming import warm_up
from storage import Database

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 10
# So long a load balancer has to notice that we are not ready any more, before anything is refused.
LEAVE_SECONDS = 5


class NotConfigured(BotError):
    """A setting without which nothing can work is missing."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A started app: where it listens, and its parts for whoever started it."""

    port: int
    workshop: Workshop
    jobs: Jobs
    leaving: asyncio.Event  # once set, ``/readyz`` sends a load balancer elsewhere; all else is still served


async def serve(settings: Settings, *, aws: Mapping[str, str]) -> None:
    """Run until the process is told to stop.

    Raises:
        BotError: it cannot start; the sentence says why.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with run_app(settings, aws=aws) as running:
        log.info("Retouch is ready.", host=settings.host, port=running.port)
        await stop.wait()
        log.info("Retouch is stopping.")
        running.leaving.set()
        if not settings.is_embedded:  # others are there to go to
            await asyncio.sleep(LEAVE_SECONDS)


async def examine(settings: Settings, *, aws: Mapping[str, str], named: Collection[str]) -> list[Check]:
    """Every check of ``retouch doctor``; nothing is started, changed or charged."""
    slack = _examine_slack(settings)
    return await doctor.examine(settings, slack=slack, aws=aws, named=named, now=_now())


def _examine_slack(settings: Settings) -> Awaitable[Sequence[Check]]:
    """The one workspace, or all that installed us."""
    app = _slack_app(settings, state_secret="")
    if app is None:
        return examine_slack(
            bot_token=_text(settings.slack_bot_token),
            signing_secret=_text(settings.slack_signing_secret),
            app_token=_text(settings.slack_app_token),
            api_url=settings.slack_api_url,
            admin_user_ids=settings.admin_users,
            now=_now(),
        )
    return examine_installs(
        app,
        list_installed(settings),
        signing_secret=_text(settings.slack_signing_secret),
        app_token=_text(settings.slack_app_token),
        api_url=settings.slack_api_url,
        admin_user_ids=settings.admin_users,
        now=_now(),
    )


def _text(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def run_app(
    settings: Settings,
    *,
    aws: Mapping[str, str],
    clock: Callable[[], datetime] = _now,
    timing: Timing | None = None,
    patience: Patience | None = None,
    workers: Sequence[PixelWorker] | None = None,
    bind: Callable[[Workshop], Step] = bind_steps,
) -> AsyncIterator[Running]:
    """Everything started, and stopped again in the opposite order: intake first, the engine's lock last.

    What stands behind ``aws`` is the product's own unless a test has another in its place.
    """
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings))
        meters = Meters()
        installations = await _open_installations(settings, database, clock=clock)
        slack = await stack.enter_async_context(
            _open_slack(settings, database, meters=meters, installations=installations, clock=clock)
        )
        workshop = await open_workshop(
            stack,
            settings,
            database=database,
            announcer=slack.announcer,
            meters=meters,
            aws=aws,
            clock=clock,
            timing=timing,
            patience=patience,
            pool=open_pool(stack, workers),
            usage_command=slash_command(USAGE_COMMAND, settings.command_prefix),
        )
        warming = _begin(stack, workshop.pool.warm(), name="warm-pixels")
        await workshop.engine.launch(bind(workshop))
        stack.push_async_callback(workshop.engine.drain, timeout_seconds=DRAIN_SECONDS)
        links = MaskLinks(read_secret_key(settings))
        doors = open_doors(settings, workshop, links=links, installations=installations)
        listeners = slack.listen(doors)
        await warm_up(doors)
        routes = [*listeners.routes, *mask_routes(doors.mask_pages, links=links, clock=clock)]
        leaving = asyncio.Event()
        port = await listen(
            stack, settings, routes=routes, workshop=workshop, warming=warming, leaving=leaving
        )
        _begin_rounds(stack, workshop)
        if settings.slack_app_token is not None:
            await stack.enter_async_context(listeners.socket(settings.slack_app_token.get_secret_value()))
        yield Running(port=port, workshop=workshop, jobs=doors.jobs, leaving=leaving)


async def _open_installations(
    settings: Settings, database: Database, *, clock: Callable[[], datetime]
) -> Installations:
    """Where workspaces are kept.

    Raises:
        SealBroken: with these keys nobody could be served.
    """
    installations = Installations(database, seal=Seal(read_secret_keys(settings)), clock=clock)
    await installations.list_all()
    return installations


def _open_slack(
    settings: Settings,
    database: Database,
    *,
    meters: Meters,
    installations: Installations,
    clock: Callable[[], datetime],
) -> AbstractAsyncContextManager[Slack]:
    """Slack, while the context is open."""
    return open_slack(
        _slack_settings(settings),
        pace=None if settings.is_embedded else SharedPace(database),
        note_error=meters.slack_error,
        installations=installations,
        clock=clock,
    )


def _slack_settings(settings: Settings) -> SlackSettings:
    """Slack's part of the settings.

    Raises:
        NotConfigured: without a token or a way to get tokens, or without a way for Slack to prove itself.
    """
    if settings.slack_bot_token is None and not settings.serves_many:
        raise NotConfigured(
            "no bot token", user_text="Set SLACK_BOT_TOKEN; `retouch doctor` says how to get it."
        )
    if settings.slack_signing_secret is None and settings.slack_app_token is None:
        raise NotConfigured(
            "no signing secret",
            user_text="Set SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode); see `retouch doctor`.",
        )
    return SlackSettings(
        bot_token=_text(settings.slack_bot_token),
        signing_secret=_text(settings.slack_signing_secret) or "",
        api_url=settings.slack_api_url,
        file_hosts=settings.slack_file_hosts,
        admin_user_ids=settings.admin_users,
        allow_guests=settings.allow_guests,
        command_prefix=settings.command_prefix,
        app=_slack_app(
            settings, state_secret=derive_key(read_secret_key(settings), purpose="install state").hex()
        ),
    )


def _slack_app(settings: Settings, *, state_secret: str) -> SlackApp | None:
    """What workspaces install, where many may."""
    if settings.slack_client_id is None:
        return None
    return SlackApp(
        client_id=settings.slack_client_id,
        client_secret=_text(settings.slack_client_secret) or "",
        public_url=settings.public_url or "",
        state_secret=state_secret,
    )


def _begin_rounds(stack: AsyncExitStack, workshop: Workshop) -> None:
    """What nobody asks for, and is done again and again."""
    _begin(stack, sweep_forever(workshop), name="sweeper")
    _begin(stack, Line(workshop).watch_forever(), name="line")


def _begin(stack: AsyncExitStack, work: Coroutine[None, None, None], *, name: str) -> "asyncio.Task[None]":
    """Beside everything else, until it ends or the stack does."""
    task = asyncio.create_task(work, name=name)
    stack.push_async_callback(_cancel, task)
    return task


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
