"""Lets chains go on that the engine has dropped or stopped, which only trouble of its own can make it do.

A step never raises, so what stops a chain is a database that goes away while the engine reads or writes
its own tables.
"""

import asyncio
import contextlib
import time
from collections.abc import Collection, Mapping

import structlog
from dbos import DBOS, WorkflowStatus
from dbos import error as dbos_errors

log = structlog.get_logger(__name__)

MIND_SECONDS = 1.5
_SHARE = 0.02  # of the time, at most, is spent on looking, however many chains there are
LOOKS = 3  # at which a chain has to run nowhere: one that was taken on just now has its row before it runs
PATIENCE_SECONDS = 60.0  # with a chain that stops again and again
_STOPPED = ("ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED")


class Minder:
    """Looks after the chains of this process, which are those in ``running``, and after stopped ones of any."""

    def __init__(self, executor_id: str, *, running: Collection[str]) -> None:
        self._executor_id = executor_id
        self._running = running
        self._resumed_at: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None

    def watch(self) -> None:
        """Until ``close``; after the engine is launched."""
        self._task = asyncio.create_task(self._watch(), name="chain-minder")

    async def close(self) -> None:
        """Stop looking; before the engine drains."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        suspects: Mapping[str, int] = {}
        took_seconds = 0.0
        while True:
            await asyncio.sleep(max(MIND_SECONDS, took_seconds / _SHARE))
            began_at = time.monotonic()
            try:
                suspects = await self._resume_dropped(suspects)
                await self._resume_stopped()
            except Exception as error:
                log.warning("The chains could not be looked at.", cause=type(error).__name__)
            took_seconds = time.monotonic() - began_at

    async def _resume_dropped(self, suspects: Mapping[str, int]) -> Mapping[str, int]:
        """Start again what is ours by its row and runs nowhere; returns at how many looks what looked like it.

        Such a row says for ever that we run it, and no peer takes over from the living.
        """
        ours = await DBOS.list_workflows_async(
            status="PENDING", executor_id=self._executor_id, load_input=False, load_output=False
        )
        dropped = {chain.workflow_id: chain for chain in ours if chain.workflow_id not in self._running}
        looks = {chain_id: suspects.get(chain_id, 0) + 1 for chain_id in dropped}
        for chain_id in [chain_id for chain_id, count in looks.items() if count == LOOKS]:
            log.warning("The engine had dropped a chain; it goes on.", chain_id=chain_id)
            await DBOS.resume_workflow_async(chain_id, queue_name=dropped[chain_id].queue_name)
            del looks[chain_id]
        return looks

    async def _resume_stopped(self) -> None:
        """Run again, from what failed, the chains that ended in an error or were given up, whoever ran them."""
        stopped = await DBOS.list_workflows_async(status=list(_STOPPED), load_input=False, load_output=False)
        now = time.monotonic()
        self._resumed_at = {
            chain_id: resumed_at
            for chain_id, resumed_at in self._resumed_at.items()
            if now - resumed_at < PATIENCE_SECONDS
        }
        for chain in stopped:
            if chain.workflow_id not in self._resumed_at:
                self._resumed_at[chain.workflow_id] = now
                log.error("A chain had stopped; it goes on.", chain_id=chain.workflow_id, status=chain.status)
                await _rewind(chain)


async def _rewind(chain: WorkflowStatus) -> None:
    """To what failed: kept as a step's outcome, a failure would be replayed; one that was not left no outcome."""
    steps = await DBOS.list_workflow_steps_async(chain.workflow_id)
    failed = [step["function_id"] for step in steps if step["error"] is not None]
    # Behind the last step, not behind so many: one that was interrupted half way leaves a gap in the numbers.
    start = min(failed) if failed else max((step["function_id"] for step in steps), default=0) + 1
    with contextlib.suppress(dbos_errors.DBOSException):  # a peer was first
        await DBOS.rewind_workflow_async(chain.workflow_id, start_step=start, queue_name=chain.queue_name)
