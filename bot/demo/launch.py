"""``retouch demo``: the page, kept open until somebody stops it, with one job played first."""

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path

from bot.demo.app_process import AppFailed
from bot.demo.keeping.cellar import Cellar, CellarFailed
from bot.demo.once import NOTICE, read_wish, run_once, show_line
from bot.demo.page import page_routes
from bot.demo.play import CHANNEL, CannotRun, play
from bot.demo.signals import run_until_signal
from bot.demo.stage import Stage, open_stage

# Below the folder the demo was started in.
FOLDER = Path("retouch-demo")


@dataclass(frozen=True, kw_only=True)
class DemoOptions:
    """What ``retouch demo`` can be told; ``port`` is the page's, 0 for any free one.

    ``is_fresh`` forgets what happened in the demos before.
    """

    once: bool = False
    image: Path | None = None
    mask: Path | None = None
    prompt: str | None = None
    model: str = "3"
    out: Path | None = None
    port: int = 8080
    is_fresh: bool = False


def run_demo(options: DemoOptions) -> int:
    """Run the demo, or one job of it; returns the exit code."""
    if options.once:
        return run_once(
            image=options.image,
            mask=options.mask,
            prompt=options.prompt,
            model=options.model,
            out=options.out,
        )
    try:
        asyncio.run(run_until_signal(_stay_open(options)))
    except (AppFailed, CellarFailed) as error:
        show_line(str(error))
        return 1
    except OSError as error:
        show_line(f"Port {options.port} cannot be used: {error.strerror}. Try --port 0 for any free one.")
        return 1
    show_line("Closed.")
    return 0


async def _stay_open(options: DemoOptions) -> int:
    show_line(NOTICE)
    cellar = Cellar(FOLDER)
    cellar.open(is_fresh=options.is_fresh)
    with contextlib.closing(cellar):
        async with open_stage(cellar, port=options.port, more_routes=page_routes) as stage:
            show_line(f"The workspace is open at {stage.workspace.url}/ (Ctrl-C ends it)")
            show_line(f"What happens is kept in {FOLDER}/; --fresh forgets it.")
            if not stage.workspace.messages(CHANNEL):
                await _play_first(stage)
            await asyncio.get_running_loop().create_future()
    return 0


async def _play_first(stage: Stage) -> None:
    """One job without anybody's doing, so that there is a finished thread to look at."""
    try:
        await play(stage.workspace, read_wish(), show=show_line)
    except CannotRun as error:
        show_line(str(error))
