"""Everything the demo consists of, started together on loopback and stopped together."""

import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.demo.app_process import AppProcess
from bot.demo.drawer.routes import Drawer
from bot.demo.drawer.switches import Switches
from bot.demo.drawer.taps import tap_service, tap_slack
from bot.demo.drawer.wire_log import Party, WireLog
from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.demo.services.faults import Faults
from bot.demo.slack.cast import ADA
from bot.demo.workspace import Workspace

# Slack repeats a failed event after a minute and after five; nobody watches that long.
RETRY_DELAYS_SECONDS = (0.5, 3.0, 10.0)
DATABASE = "retouch.db"
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
    folder: Path, *, port: int = 0, delay_seconds: float = 1.5, more_routes: MoreRoutes | None = None
) -> AsyncIterator[Stage]:
    """Start everything; ``folder`` keeps the app's database, pictures and log, ``port`` is the workspace's.

    Raises:
        AppFailed: the app does not come up.
        OSError: the port is taken.
    """
    workspace = Workspace(manifest=find_manifest(), retry_delays_seconds=RETRY_DELAYS_SECONDS)
    log = WireLog(clock=time.time, tell_change=workspace.changes.tell)
    faults = Faults()
    async with AsyncExitStack() as stack:
        settings = await _open_services(stack, log, faults=faults, delay_seconds=delay_seconds)
        app = AppProcess(settings, folder=folder, tell_change=workspace.changes.tell)
        drawer = Drawer(
            wire_log=log,
            switches=Switches(faults, workspace.hub.faults),
            database=folder / DATABASE,
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
        yield stage


def find_manifest() -> Path:
    """The app's manifest: inside the package where it was installed, beside it in a checkout."""
    installed = _PACKAGE / "manifest.yml"
    return installed if installed.exists() else _PACKAGE.parent / "manifest.yml"


async def _open_services(
    stack: AsyncExitStack, log: WireLog, *, faults: Faults, delay_seconds: float
) -> dict[str, str]:
    """Start both services, overheard and misbehaving by the same orders; returns the app's settings."""
    keys = {name: secrets.token_hex(16) for name in ("runware", "magnific", "webhook")}
    runware = build_runware(api_key=keys["runware"], delay_seconds=delay_seconds, faults=faults)
    magnific = build_magnific(
        api_key=keys["magnific"], webhook_secret=keys["webhook"], delay_seconds=delay_seconds, faults=faults
    )
    tap_service(log, Party.RUNWARE, runware)
    tap_service(log, Party.MAGNIFIC, magnific)
    return {
        "RUNWARE_API_KEY": keys["runware"],
        "RUNWARE_API_URL": f"{await _serve(stack, runware)}/v1",
        "MAGNIFIC_API_KEY": keys["magnific"],
        "MAGNIFIC_API_URL": await _serve(stack, magnific),
        "MAGNIFIC_WEBHOOK_SECRET": keys["webhook"],
        "DATABASE_URL": f"sqlite:///{DATABASE}",
        "PICTURES_URL": "pictures",
    }


async def _serve(stack: AsyncExitStack, application: web.Application) -> str:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


def _slack_settings(workspace: Workspace) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "SLACK_API_URL": workspace.api_url,
        "SLACK_FILE_HOSTS": "127.0.0.1",
        "ADMIN_USERS": ADA.user_id,
    }
