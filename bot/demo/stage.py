"""Everything the demo consists of, started together on loopback and stopped together."""

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.demo.app_process import AppProcess
from bot.demo.magnific_service import build_magnific
from bot.demo.runware_service import build_runware
from bot.demo.slack.cast import ADA
from bot.demo.workspace import Workspace

# Slack repeats a failed event after a minute and after five; nobody watches that long.
RETRY_DELAYS_SECONDS = (0.5, 3.0, 10.0)
_PACKAGE = Path(__file__).resolve().parents[1]

MoreRoutes = Callable[["Stage"], Sequence[web.RouteDef]]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The workspace, the stand-in services' addresses and the app between them."""

    workspace: Workspace
    app: AppProcess
    runware_url: str
    magnific_url: str


@asynccontextmanager
async def open_stage(
    folder: Path, *, port: int = 0, delay_seconds: float = 1.5, more_routes: MoreRoutes | None = None
) -> AsyncIterator[Stage]:
    """Start everything; ``folder`` keeps the app's database, pictures and log, ``port`` is the workspace's.

    Raises:
        AppFailed: the app does not come up.
        OSError: the port is taken.
    """
    keys = {name: secrets.token_hex(16) for name in ("runware", "magnific", "webhook")}
    async with AsyncExitStack() as stack:
        runware = build_runware(api_key=keys["runware"], delay_seconds=delay_seconds)
        magnific = build_magnific(
            api_key=keys["magnific"], webhook_secret=keys["webhook"], delay_seconds=delay_seconds
        )
        runware_url = await _serve(stack, runware)
        magnific_url = await _serve(stack, magnific)
        workspace = Workspace(manifest=find_manifest(), retry_delays_seconds=RETRY_DELAYS_SECONDS)
        app = AppProcess(_service_settings(keys, runware_url, magnific_url=magnific_url), folder=folder)
        stage = Stage(workspace=workspace, app=app, runware_url=runware_url, magnific_url=magnific_url)
        stack.push_async_callback(workspace.stop)
        await workspace.start(port=port, more_routes=more_routes(stage) if more_routes else ())
        app.add_settings(_slack_settings(workspace))
        workspace.send_to(f"{app.url}/slack/events")
        stack.push_async_callback(app.stop)
        await app.start()
        yield stage


def find_manifest() -> Path:
    """The app's manifest: inside the package where it was installed, beside it in a checkout."""
    installed = _PACKAGE / "manifest.yml"
    return installed if installed.exists() else _PACKAGE.parent / "manifest.yml"


async def _serve(stack: AsyncExitStack, application: web.Application) -> str:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


def _service_settings(keys: dict[str, str], runware_url: str, *, magnific_url: str) -> dict[str, str]:
    return {
        "RUNWARE_API_KEY": keys["runware"],
        "RUNWARE_API_URL": f"{runware_url}/v1",
        "MAGNIFIC_API_KEY": keys["magnific"],
        "MAGNIFIC_API_URL": magnific_url,
        "MAGNIFIC_WEBHOOK_SECRET": keys["webhook"],
        "DATABASE_URL": "sqlite:///retouch.db",
        "PICTURES_URL": "pictures",
    }


def _slack_settings(workspace: Workspace) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "SLACK_API_URL": workspace.api_url,
        "SLACK_FILE_HOSTS": "127.0.0.1",
        "ADMIN_USERS": ADA.user_id,
    }
