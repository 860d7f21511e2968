"""``retouch serve`` whose jobs stand still at some steps, or at the first: what arrives is then all it has to do."""

import asyncio
import sys

from bot.app import run_app
from bot.engine import Following, Step
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.steps.chain import bind_steps
from bot.workshop import Workshop

# Not ``-m``: every pixel worker would import the whole app again, as its parent's main module.
COMMAND = ("-c", "from tests.benchmarks.still import run; run()")
# From where on a job only waits for its service.
AT_SERVICE = (*COMMAND, "ask", "watch")


def run() -> None:
    """Run until killed; the arguments name the steps, and none means all."""
    asyncio.run(_serve(sys.argv[1:]))


async def _serve(names: list[str]) -> None:
    def bind(workshop: Workshop) -> Step:
        run_step = bind_steps(workshop)

        async def run_or_stand(name: str, subject: str) -> Following | None:
            if not names or name in names:
                await asyncio.Event().wait()
            return await run_step(name, subject)

        return run_or_stand

    settings = Settings(_env_file=None)
    set_up_logs(level=settings.log_level, log_format=settings.log_format)
    async with run_app(settings, aws={}, bind=bind):
        await asyncio.Event().wait()
