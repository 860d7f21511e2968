"""An engine for as long as a test needs it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from bot.engine import Engine, Following
from bot.engine.engine import LOOK_SECONDS

QUEUES = {"service": 2}


@asynccontextmanager
async def launched(
    url: str,
    run_step: Callable[[str, str], Awaitable[Following | None]],
    *,
    queues: Mapping[str, int] = QUEUES,
    look_seconds: float = LOOK_SECONDS,
) -> AsyncIterator[Engine]:
    """Launched with ``run_step``; drained at the end without patience."""
    engine = Engine(engine_url=url, queues=queues, look_seconds=look_seconds)
    await engine.launch(run_step)
    try:
        yield engine
    finally:
        await engine.drain(timeout_seconds=0)
