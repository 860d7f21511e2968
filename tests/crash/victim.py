"""``retouch serve`` in which some job stands still at every step boundary, until somebody kills it."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from bot.app import run_app
from bot.engine import Following, Step
from bot.settings import Settings
from bot.steps.chain import bind_steps
from bot.workshop import Workshop
from tests.flows.house import QUICK

# Not ``-m``: every pixel worker would import the whole app again, as its parent's main module.
COMMAND = ("-c", "from tests.crash.victim import run; run()")
# Standing still must not count as a service's silence.
TIMING = replace(QUICK, job_timeout_seconds=600.0)


class Boundaries:
    """The boundaries where nobody stood yet, one a line; at any other, whoever comes passes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def reach(self, boundary: str) -> None:
        """Stand still for ever if it is one of them, as the only one."""
        left = self._path.read_text().splitlines()
        if boundary not in left:
            return
        left.remove(boundary)
        beside = self._path.with_name("left.new")
        beside.write_text("\n".join(left))
        beside.replace(self._path)  # nobody reads a file half written
        await asyncio.Event().wait()


def run() -> None:
    """Run until dead; the file of boundaries left is the first argument."""
    asyncio.run(_serve(Path(sys.argv[1])))


async def _serve(path: Path) -> None:
    boundaries = Boundaries(path)

    def bind(workshop: Workshop) -> Step:
        run_step = bind_steps(workshop)

        async def run_or_stand(name: str, subject: str) -> Following | None:
            await boundaries.reach(f"before {name}")
            following = await run_step(name, subject)
            await boundaries.reach(f"after {name}")
            return following

        return run_or_stand

    async with run_app(Settings(_env_file=None), aws={}, timing=TIMING, bind=bind):
        await asyncio.Event().wait()
