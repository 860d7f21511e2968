"""Pixel work in processes of its own: it cannot block the event loop, nor take the machine down with it."""

import asyncio
import os
import resource
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from importlib import import_module
from multiprocessing import connection, get_context, parent_process
from typing import ParamSpec, TypeVar

import structlog

from bot.errors import BotError

log = structlog.get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

# A hundred megapixels take under two gigabytes; what wants more is broken or means harm.
_MAX_WORKER_BYTES = 2_500_000_000
# Where there are no more cores than workers, whoever answers Slack goes before pixels.
_YIELD = 10


class PixelWorkFailed(BotError):
    """The worker died over this work more than once, or the work took too long."""

    user_text = (
        "This picture was more than we could process. Nothing was charged for that. "
        "Try again, or use a smaller picture."
    )


class PixelPool:
    """Runs picklable functions in its workers, one piece of work in each at a time.

    Every worker is a pool of one, so that a picture that kills its process takes no other work along.
    """

    def __init__(self, workers: "Sequence[PixelWorker]", *, max_seconds: float = 120.0) -> None:
        self._workers = workers
        self._max_seconds = max_seconds
        # The last one used comes first: it is the warm one.
        self._idle: asyncio.LifoQueue[PixelWorker] = asyncio.LifoQueue()
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def warm(self) -> None:
        """Start every process and let it import what pixel work needs."""
        await asyncio.gather(*(self._warm(worker) for worker in self._workers))

    async def run(self, fn: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of ``fn`` called in a worker; waits while all are busy.

        Work whose process died is tried once more: it may have died over somebody else's greed for memory.

        Raises:
            PixelWorkFailed: the process died twice, or the work took longer than allowed.
            Exception: whatever ``fn`` raises.
        """
        work = partial(fn, *args, **kwargs)
        try:
            return await self._run_once(work)
        except BrokenProcessPool:
            log.warning("A pixel worker died and is replaced.")
        try:
            return await self._run_once(work)
        except BrokenProcessPool as error:
            raise PixelWorkFailed("A pixel worker died twice over the same work.") from error

    async def close(self) -> None:
        """End the processes once their current work is done."""
        for worker in self._workers:
            await asyncio.to_thread(worker.executor.shutdown, wait=True, cancel_futures=True)

    async def _warm(self, worker: "PixelWorker") -> None:
        try:
            await asyncio.wrap_future(worker.submit(_load))
        except BrokenProcessPool:
            log.warning("A pixel worker died while it was warmed up; its first work starts another.")

    async def _run_once(self, work: Callable[[], R]) -> R:
        loop = asyncio.get_running_loop()
        worker = await self._idle.get()
        future = worker.submit(work)
        # Both outlive a caller that is cancelled: the process is busy until its work ends.
        timer = loop.call_later(self._max_seconds, worker.kill)
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._release, worker, timer))
        try:
            return await asyncio.wrap_future(future)
        except BrokenProcessPool as error:
            if timer.when() <= loop.time():
                raise PixelWorkFailed("Pixel work took too long.") from error
            raise

    def _release(self, worker: "PixelWorker", timer: asyncio.TimerHandle) -> None:
        timer.cancel()
        self._idle.put_nowait(worker)


class PixelWorker:
    """One process, started by its first work and replaced when it dies."""

    def __init__(self) -> None:
        self.executor = _new_executor()
        self._process_id: Future[int] | None = None

    def submit(self, work: Callable[[], R]) -> Future[R]:
        """Begin work; a process that is not there, or no longer there, is started."""
        try:
            return self._submit(work)
        except BrokenProcessPool:
            self.executor.shutdown(wait=False)
            self.executor = _new_executor()
            self._process_id = None
            return self._submit(work)

    def kill(self) -> None:
        """End the process at once; its work fails with ``BrokenProcessPool``."""
        if self._process_id is not None and self._process_id.done():
            with suppress(ProcessLookupError, BrokenProcessPool):
                os.kill(self._process_id.result(), signal.SIGKILL)

    def _submit(self, work: Callable[[], R]) -> Future[R]:
        if self._process_id is None:
            self._process_id = self.executor.submit(os.getpid)
        return self.executor.submit(work)


def hire(count: int) -> list[PixelWorker]:
    """As many workers, none of them started yet."""
    return [PixelWorker() for _ in range(count)]


def _new_executor() -> ProcessPoolExecutor:
    # A forked child would keep the database's lock file open after its parent was killed.
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=_begin_worker)


def _begin_worker() -> None:
    """What a worker does first: leave stopping and going first to its parent, bound its memory, end with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(_YIELD)
    # numpy's threads would each reserve memory out of our bound, and we multiply no matrices.
    os.putenv("OPENBLAS_NUM_THREADS", "1")
    with suppress(OSError, ValueError):  # not every system bounds address space
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_WORKER_BYTES, _MAX_WORKER_BYTES))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """The parent may die without a word; its end of this pipe closes all the same."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _load() -> None:
    import_module("bot.images.lock")
