"""``retouch serve`` with shorter waits, so that what takes minutes in the product takes seconds here."""

import asyncio
import signal

from bot.app import run_app
from bot.logs import set_up_logs
from bot.providers.http import Patience
from bot.settings import Settings
from bot.workshop import Timing

# Not ``-m``: every pixel worker would import the whole app again, as its parent's main module.
COMMAND = ("-c", "from tests.crash.app import run; run()")
TIMING = Timing(
    first_poll_seconds=2.0,
    max_poll_seconds=3.0,
    job_timeout_seconds=60.0,
    settling_seconds=8.0,
    watch_seconds=1.0,
    pause_seconds=0.3,
    late_poll_seconds=2.0,
    late_limit_seconds=120.0,
    unseen_seconds=3.0,
    first_retry_seconds=0.2,
    max_retry_seconds=3.0,
)
# A submit is given up well before the settling time has passed, as in the product.
PATIENCE = Patience(
    connect_seconds=2.0,
    silence_seconds=5.0,
    total_seconds=6.0,
    first_pause_seconds=0.1,
    longest_pause_seconds=1.0,
)


def run() -> None:
    """Run until told to stop, politely or not."""
    asyncio.run(_serve())


async def _serve() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = Settings(_env_file=None)
    set_up_logs(level=settings.log_level, log_format="text")
    async with run_app(settings, aws={}, timing=TIMING, patience=PATIENCE):
        await stop.wait()
