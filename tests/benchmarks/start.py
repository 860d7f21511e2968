"""How long the app takes from its start until it says that it is ready, against a Python that imports its libraries."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bot.demo.app_process import AppProcess
from tests.benchmarks.figure import Figure, under
from tests.flows.house import open_street

STARTS = 5
LIBRARIES = (
    "aiohttp.web, alembic.command, cryptography.fernet, dbos, httpx, obstore, PIL.Image, prometheus_client, "
    "pydantic_settings, slack_bolt.async_app, sqlalchemy.ext.asyncio, stamina, structlog, typer"
)


async def measure() -> list[Figure]:
    """First start (with all migrations) and later ones on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_street(Path(folder)) as street:
            app = AppProcess(street.environment, folder=Path(folder))
            seconds = [await _start_seconds(app) for _ in range(STARTS)]
    bare = await _bare_seconds()
    baseline = f"Python importing the same libraries: {bare:.2f} s"
    return [
        under("first start to ready, empty database", seconds[0], bound=2, unit="s", baseline=baseline),
        under(
            f"start to ready, best of {STARTS - 1}", min(seconds[1:]), bound=2, unit="s", baseline=baseline
        ),
    ]


async def _start_seconds(app: AppProcess) -> float:
    began_at = time.monotonic()
    await app.start()
    seconds = time.monotonic() - began_at
    await app.stop()
    return seconds


async def _bare_seconds() -> float:
    began_at = time.monotonic()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", f"import {LIBRARIES}")
    await process.wait()
    return time.monotonic() - began_at
