"""``retouch serve`` whose jobs stand still before their first step, to measure alone how what arrives is taken in."""

import asyncio

from bot.app import run_app
from bot.engine import Following
from bot.logs import set_up_logs
from bot.settings import Settings

# Not ``-m``: every pixel worker would import the whole app again, as its parent's main module.
COMMAND = ("-c", "from tests.benchmarks.still import run; run()")


def run() -> None:
    """Run until killed."""
    asyncio.run(_serve())


async def _serve() -> None:
    async def stand_still(name: str, subject: str) -> Following | None:
        await asyncio.Event().wait()
        return None

    settings = Settings(_env_file=None)
    set_up_logs(level=settings.log_level, log_format="text")
    async with run_app(settings, aws={}, bind=lambda _: stand_still):
        await asyncio.Event().wait()
