"""``retouch serve`` that kills itself with SIGKILL at the first step boundary that is not in the file yet."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.app import run_app
from bot.engine import Following, Step
from bot.settings import Settings
from bot.steps.chain import bind_steps
from bot.workshop import Workshop
from tests.flows.house import QUICK

# Not ``-m``: every pixel worker would import the whole app again, as its parent's main module.
COMMAND = ("-c", "from tests.crash.victim import run; run()")


class Boundaries:
    """The boundaries already died at, one a line; a run may reach each only once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def reach(self, boundary: str) -> None:
        """Die here, unless an earlier run has."""
        reached = self._path.read_text().split("\n")
        if boundary in reached:
            return
        with self._path.open("a") as file:
            file.write(f"{boundary}\n")
            file.flush()
            os.fsync(file.fileno())
        os.kill(os.getpid(), signal.SIGKILL)


def run() -> None:
    """Run until dead; the file of boundaries is the first argument."""
    asyncio.run(_serve(Path(sys.argv[1])))


async def _serve(path: Path) -> None:
    boundaries = Boundaries(path)

    def bind(workshop: Workshop) -> Step:
        run_step = bind_steps(workshop)

        async def run_or_die(name: str, subject: str) -> Following | None:
            boundaries.reach(f"before {name}")
            following = await run_step(name, subject)
            boundaries.reach(f"after {name}")
            return following

        return run_or_die

    async with run_app(Settings(_env_file=None), aws={}, timing=QUICK, bind=bind):
        await asyncio.Event().wait()
