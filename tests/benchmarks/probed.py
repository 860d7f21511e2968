"""The product's process with a probe in its event loop: how late is what should come every five milliseconds."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path

from bot.app import run_app
from bot.settings import Settings

COMMAND = ("-c", "from tests.benchmarks.probed import run; run()")
EVERY_SECONDS = 0.005


def run() -> None:
    """Serve until told to stop; then the delays, in seconds, are in the file ``PROBE_FILE``."""
    delays = asyncio.run(_serve())
    Path(os.environ["PROBE_FILE"]).write_text(json.dumps(delays))


async def _serve() -> list[float]:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    delays: list[float] = []
    async with run_app(Settings(_env_file=None), aws={}):
        while not stop.is_set():
            due_at = time.perf_counter() + EVERY_SECONDS
            await asyncio.sleep(EVERY_SECONDS)
            delays.append(max(0.0, time.perf_counter() - due_at))
    return delays
