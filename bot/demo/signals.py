"""Ending by signal: the work is cancelled once, so that it can put everything away in peace."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

INTERRUPTED = 130
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_until_signal(work: Coroutine[Any, Any, int]) -> int:
    """What the work returns, or ``INTERRUPTED`` where a signal ended it first."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)

    def end() -> None:
        # A second Ctrl-C must not cut the tidying up short and leave the app behind.
        for name in _ENDINGS:
            loop.remove_signal_handler(name)
            signal.signal(name, signal.SIG_IGN)
        task.cancel()

    for name in _ENDINGS:
        loop.add_signal_handler(name, end)
    try:
        return await task
    except asyncio.CancelledError:
        return INTERRUPTED
