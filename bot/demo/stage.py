"""Everything the demo consists of, started together on loopback and stopped together."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.demo.app_process import AppProcess
from bot.demo.drawer.ledger import LedgerReader
from bot.demo.drawer.routes import Drawer
from bot.demo.drawer.switches import Switches
from bot.demo.drawer.taps import tap_slack
from bot.demo.drawer.wire_log import WireLog
from bot.demo.keeping.cellar import Cellar
from bot.demo.keeping.keeper import Keeper
from bot.demo.service_pair import ServicePair
from bot.demo.slack.cast import ADA
from bot.demo.workspace import Workspace

# Slack repeats a failed event after a minute and after five; nobody watches that long.
RETRY_DELAYS_SECONDS = (0.5, 3.0, 10.0)
_STORES = {"DATABASE_URL": "sqlite:///retouch.db", "PICTURES_URL": "pictures"}
_PACKAGE = Path(__file__).resolve().parents[1]

MoreRoutes = Callable[["Stage"], Sequence[web.RouteDef]]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The workspace, the app that lives in it, and the drawer that shows what both are not meant to show."""

    workspace: Workspace
    app: AppProcess
    drawer: Drawer


@asynccontextmanager
async def open_stage(
    cellar: Cellar, *, port: int = 0, delay_seconds: float = 1.5, more_routes: MoreRoutes | None = None
) -> AsyncIterator[Stage]:
    """Start everything; the open ``cellar`` keeps what happens and the app's own files beside it.

    ``port`` is the workspace's. All other ports are those of the last start where they are still free, so
    that links and addresses of results in older messages still lead somewhere.

    Raises:
        AppFailed: the app does not come up.
        CellarFailed: what an earlier start left cannot be read.
        OSError: the port is taken.
    """
    workspace = Workspace(
        manifest=find_manifest(),
        retry_delays_seconds=RETRY_DELAYS_SECONDS,
        posts_per_second=1.0,
        minds_tiers=True,
    )
    log = WireLog(clock=time.time, tell_change=workspace.changes.tell)
    services = ServicePair.build(log, delay_seconds=delay_seconds)
    keeper = Keeper(cellar, hub=workspace.hub, services=services.workshops)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(keeper.stop)
        keeper.start()
        settings = await services.open(stack, cellar) | _STORES
        app = AppProcess(
            settings, folder=cellar.folder, port=cellar.port("app"), tell_change=workspace.changes.tell
        )
        drawer = Drawer(
            wire_log=log,
            switches=Switches(services.faults, workspace.hub.faults),
            ledger=LedgerReader(app, changes=workspace.changes),
            app=app,
            changes=workspace.changes,
        )
        stage = Stage(workspace=workspace, app=app, drawer=drawer)
        stack.push_async_callback(workspace.stop)
        routes = [*drawer.routes(), *more_routes(stage)] if more_routes else ()
        await workspace.start(port=port, more_routes=routes, middlewares=[tap_slack(log, workspace)])
        app.add_settings(_slack_settings(workspace))
        workspace.send_to(f"{app.url}/slack/events")
        stack.push_async_callback(app.stop)
        await app.start()
        keeping = asyncio.create_task(app.keep(), name="keep-app")
        stack.push_async_callback(_cancel, keeping)
        yield stage


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def find_manifest() -> Path:
    """The app's manifest: inside the package where it was installed, beside it in a checkout."""
    installed = _PACKAGE / "manifest.yml"
    return installed if installed.exists() else _PACKAGE.parent / "manifest.yml"


def _slack_settings(workspace: Workspace) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "SLACK_API_URL": workspace.api_url,
        "SLACK_FILE_HOSTS": "127.0.0.1",
        "ADMIN_USERS": ADA.user_id,
    }
