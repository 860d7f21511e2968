"""Lets go on what stands still in the engine: dropped and stopped chains, and whatever a bell was not heard for.

A step never raises, so what stops a chain is a database that goes away while the engine reads or writes
its own tables; the same trouble can swallow a word that a message is there or a place in a queue.
"""

import asyncio
import contextlib
import time
from collections.abc import Collection, Mapping, Sequence

import structlog
from dbos import DBOS
from dbos import error as dbos_errors

from bot.engine.bell import Bell
from storage.chains import Sight, Stopped, look

log = structlog.get_logger(__name__)

# For which a chain has to run nowhere: one that was taken on just now has its row before it runs.
_UNSEEN_SECONDS = 4.0
_PATIENCE_SECONDS = 60.0  # with a chain that stops again and again


class Minder:
    """Looks after the chains of this process, which are those in ``running``, and after stopped ones of any."""

    def __init__(
        self,
        executor_id: str,
        *,
        running: Collection[str],
        queues: Mapping[str, int],
        topic: str,
        look_seconds: float,
    ) -> None:
        """``queues`` maps a queue's name to how many of its chains may be under way; ``topic`` is what chains wait for.

        ``look_seconds`` pass between two looks.
        """
        self._executor_id = executor_id
        self._running = running
        self._queues = queues
        self._topic = topic
        self._look_seconds = look_seconds
        self._missing_since: dict[str, float] = {}  # by chain
        self._resumed_at: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None

    def watch(self, dbos: DBOS, bell: Bell) -> None:
        """Until ``close``; after the engine is launched."""
        self._task = asyncio.create_task(self._watch(dbos, bell), name="chain-minder")

    async def close(self) -> None:
        """Stop looking; before the engine drains."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self, dbos: DBOS, bell: Bell) -> None:
        while True:
            await asyncio.sleep(self._look_seconds)
            try:
                sight = await asyncio.to_thread(self._look, dbos)
                self._ring_for(sight, bell)
                await self._resume_dropped(sight.ours)
                await self._resume_stopped(sight.stopped)
            except Exception as error:
                log.warning("The chains could not be looked at.", cause=type(error).__name__)

    def _look(self, dbos: DBOS) -> Sight:
        system = dbos._sys_db
        return look(
            system.engine,
            system.tables.workflow_status,
            system.tables.notifications,
            executor_id=self._executor_id,
            topic=self._topic,
        )

    def _ring_for(self, sight: Sight, bell: Bell) -> None:
        """Tell again of what is there to be taken."""
        for chain_id in sight.called:
            bell.notify(chain_id, topic=self._topic)
        for queue in sight.lines:
            # Where the engine itself puts what it takes up again, there is always room.
            if queue not in self._queues or sight.under_way.get(queue, 0) < self._queues[queue]:
                bell.ring(queue)

    async def _resume_dropped(self, ours: Mapping[str, str | None]) -> None:
        """Start again what is ours by its row and has run nowhere for a while.

        Such a row says for ever that we run it, and no peer takes over from the living.
        """
        now, missing_before = time.monotonic(), self._missing_since
        self._missing_since = {}
        for chain_id in ours.keys() - set(self._running):
            since = missing_before.get(chain_id, now)
            if now - since < _UNSEEN_SECONDS:
                self._missing_since[chain_id] = since
                continue
            log.warning("The engine had dropped a chain; it goes on.", chain_id=chain_id)
            await DBOS.resume_workflow_async(chain_id, queue_name=ours[chain_id])

    async def _resume_stopped(self, stopped: Sequence[Stopped]) -> None:
        """Run again, from what failed, the chains that ended in an error or were given up, whoever ran them."""
        now = time.monotonic()
        self._resumed_at = {
            chain_id: resumed_at
            for chain_id, resumed_at in self._resumed_at.items()
            if now - resumed_at < _PATIENCE_SECONDS
        }
        for chain in stopped:
            if chain.chain_id not in self._resumed_at:
                self._resumed_at[chain.chain_id] = now
                log.error("A chain had stopped; it goes on.", chain_id=chain.chain_id, status=chain.status)
                await _rewind(chain)


async def _rewind(chain: Stopped) -> None:
    """To what failed: kept as a step's outcome, a failure would be replayed; one that was not left no outcome."""
    steps = await DBOS.list_workflow_steps_async(chain.chain_id)
    failed = [step["function_id"] for step in steps if step["error"] is not None]
    # Behind the last step, not behind so many: one that was interrupted half way leaves a gap in the numbers.
    start = min(failed) if failed else max((step["function_id"] for step in steps), default=0) + 1
    with contextlib.suppress(dbos_errors.DBOSException):  # a peer was first
        await DBOS.rewind_workflow_async(chain.chain_id, start_step=start, queue_name=chain.queue)
