"""The job engine behind a narrow port: start a chain of named steps, wake it, see how it is, drain.

A chain is durable: after a crash it goes on with the step that was interrupted. Its body below never
changes, because DBOS replays bodies; what a job does lives in the steps, and which one comes next is
their answer. A step name that was ever released stays in the table of steps.
"""

import asyncio
import contextlib
import contextvars
import os
import socket
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4
from weakref import WeakValueDictionary

import structlog
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from dbos import error as dbos_errors

from bot.engine.bell import Bell
from bot.engine.minder import Minder
from bot.engine.peers import PeerGuard
from bot.engine.serializer import JsonSerializer
from bot.engine.sqlite_file import lock_beside, turn_on_wal
from storage import DatabaseAway, is_away

log = structlog.get_logger(__name__)

T = TypeVar("T")

# Constant on purpose: the default, a hash of the source, strands the work in flight at every deploy.
WORKFLOW_VERSION = "chain-1"
WAKE = "wake"
# How long what no bell tells of in this process, as a place that came free elsewhere, may have to wait.
LOOK_SECONDS = 1.0
AGAIN_SECONDS = 5.0
# Of one file, which has one writer: more would only keep more pages of it in memory, and sleep where they wait.
# And a file does not go away between two uses of a connection, as a server does.
_FEW_CONNECTIONS = {"pool_size": 4, "pool_pre_ping": False}
# A job that merely waits is counted at every restart; poison is counted in the job's own row.
MAX_RECOVERY_ATTEMPTS = 1000
FORGET_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Following:
    """What comes after a step: the name of the next one and how long to wait for a wake-up before it."""

    step: str
    after_seconds: float = 0.0


Step = Callable[[str, str], Awaitable[Following | None]]
Chain = Callable[[str, str], Coroutine[Any, Any, None]]


class Engine:
    """DBOS with our rules. One instance a process; ``launch`` it in the loop that will run the jobs."""

    def __init__(
        self, *, engine_url: str, queues: Mapping[str, int], look_seconds: float = LOOK_SECONDS
    ) -> None:
        """``engine_url`` is ``sqlite:///…`` (a file of its own, never the app's) or ``postgresql://…``.

        ``queues`` maps a queue's name to how many of its chains may be under way everywhere at once;
        ``look_seconds`` pass between two looks for what has not been told of.
        """
        self._engine_url = engine_url
        self._queues = queues
        self._is_sqlite = engine_url.startswith("sqlite")
        self._executor_id = (
            "local" if self._is_sqlite else f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
        )
        self._lock_file: TextIO | None = None
        self._guard: PeerGuard | None = None
        self._dbos: DBOS | None = None
        self._bell: Bell | None = None
        self._chain: Chain | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # by chain
        self._minder = Minder(
            self._executor_id, running=self._running, queues=queues, topic=WAKE, look_seconds=look_seconds
        )
        self._is_draining = False
        self._steps_under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def launch(self, run_step: Step) -> None:
        """Take the lock, migrate the engine's tables, go on with interrupted chains through ``run_step``.

        Raises:
            AlreadyRunning: the SQLite files belong to a living process.
        """
        if self._is_sqlite:
            path = Path(urlsplit(self._engine_url).path.removeprefix("/"))
            self._lock_file = lock_beside(path)
            turn_on_wal(path)
        else:
            self._guard = PeerGuard(self._engine_url, executor_id=self._executor_id)
            await self._guard.take_lock()
        self._dbos = DBOS(config=self._config())
        self._chain = self._register_chain(run_step)
        DBOS.launch()
        self._bell = Bell(self._dbos)
        for name, limit in self._queues.items():
            await DBOS.register_queue_async(name, global_concurrency=limit, on_conflict="always_update")
        if self._guard is not None:
            self._guard.watch()
        self._minder.watch(self._dbos, self._bell)

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name="retouch",
            system_database_url=self._engine_url,
            executor_id=self._executor_id,
            application_version=WORKFLOW_VERSION,
            # Here the engine looks for nobody and notifies nobody, but at its end both are slept out.
            notification_listener_polling_interval_sec=0.1,
            notification_coalesce_sec=0.2,
            db_engine_kwargs=_FEW_CONNECTIONS if self._is_sqlite else {},
            log_level="WARNING",
            serializer=JsonSerializer(),
        )

    async def start(self, chain_id: str, *, step: str, subject: str) -> None:
        """Start a chain at once; the same ``chain_id`` a second time is the same chain."""

        async def start() -> None:
            with SetWorkflowID(chain_id):
                await DBOS.start_workflow_async(self._launched_chain, step, subject)

        await _apart(start())

    async def start_or_wake(self, chain_id: str, *, step: str, subject: str, key: str) -> None:
        """Start a chain; wake it by ``key`` where it is under way; after its end, start the next of its name."""
        name, number = chain_id, 1
        while (status := await self.status(name)) == "SUCCESS":
            number += 1
            name = f"{chain_id}:{number}"
        await self.start(name, step=step, subject=subject)
        if status is not None:
            await self.wake(name, key=key)

    async def enqueue(self, chain_id: str, *, queue: str, turn: int, step: str, subject: str) -> None:
        """Start a chain when its queue has a slot and no chain of a smaller ``turn`` (from 1) waits."""

        async def enqueue() -> None:
            with SetWorkflowID(chain_id), SetEnqueueOptions(priority=turn):
                await DBOS.enqueue_workflow_async(queue, self._launched_chain, step, subject)

        await _apart(enqueue())
        self._ring(queue)

    async def wake(self, chain_id: str, *, key: str) -> bool:
        """End the chain's present wait early. Durable; the same ``key`` counts once; False if no such chain."""
        try:
            await _apart(DBOS.send_async(chain_id, {}, topic=WAKE, idempotency_key=f"{chain_id}:{key}"))
        except dbos_errors.DBOSNonExistentWorkflowError:
            return False
        self._launched_bell.notify(chain_id, topic=WAKE)
        return True

    async def status(self, chain_id: str) -> str | None:
        """The engine's word for the chain (PENDING, ENQUEUED, SUCCESS, ERROR …), None if it knows none."""
        return (await self.statuses([chain_id])).get(chain_id)

    async def statuses(self, chain_ids: Sequence[str]) -> Mapping[str, str]:
        """``status`` of all that the engine knows."""
        if not chain_ids:
            return {}
        known = await _apart(
            DBOS.list_workflows_async(workflow_ids=list(chain_ids), load_input=False, load_output=False)
        )
        return {chain.workflow_id: chain.status for chain in known}

    def _forget(self, chain_id: str, ended: "asyncio.Task[None]", *, queue: str | None) -> None:
        if self._running.get(chain_id) is ended:
            del self._running[chain_id]
        if queue is not None:
            self._ring(queue)

    def _ring(self, queue: str) -> None:
        """Let the queue be looked at; not while draining, for what would be taken from it then is cut at once."""
        if not self._is_draining:
            self._launched_bell.ring(queue)

    async def forget_finished(self, *, before: datetime) -> None:
        """Delete some of the chains that ended before then, with their messages; the engine keeps all by itself."""
        finished = await _apart(
            DBOS.list_workflows_async(
                status="SUCCESS",
                completed_before=before.isoformat(),
                limit=FORGET_AT_ONCE,
                load_input=False,
                load_output=False,
            )
        )
        if finished:
            await _apart(DBOS.delete_workflows_async([chain.workflow_id for chain in finished]))

    @property
    def _launched_chain(self) -> Chain:
        assert self._chain is not None, "launch the engine first"
        return self._chain

    @property
    def _launched_bell(self) -> Bell:
        assert self._bell is not None, "launch the engine first"
        return self._bell

    async def drain(self, *, timeout_seconds: float) -> None:
        """Let steps under way end, begin no more, then cut every chain; the rest goes on elsewhere or later."""
        self._is_draining = True
        await self._minder.close()  # it would take more from the queues
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                await self._idle.wait()
        chains = list(self._running.values())
        for chain in chains:
            chain.cancel()
        await asyncio.gather(*chains, return_exceptions=True)
        # In a thread: called on the loop it would freeze what it waits for.
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        # It had made its own thread pool the loop's and has shut it down.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        # Released last, so that peers take over what was cut.
        if self._guard is not None:
            await self._guard.close()
        if self._lock_file is not None:
            self._lock_file.close()

    def _turn(self) -> asyncio.Lock:
        """Held for a step: one that is merely slow may be taken for dropped, and then its chain runs twice for a while.

        Twice after each other is what every step is made for; at the same time neither would see what the other does.
        """
        return self._turns.setdefault(_current_chain(), asyncio.Lock())

    async def _run_counted(self, run_step: Step, name: str, subject: str) -> Following | None:
        """A step, and while it runs, what a drain waits for."""
        self._steps_under_way += 1
        self._idle.clear()
        try:
            return await run_step(name, subject)
        except Exception:
            # What leaves a step is kept as its outcome for good: every replay would fail again.
            log.exception("A step could not say what comes next; it comes again.", step=name)
            return Following(step=name, after_seconds=AGAIN_SECONDS)
        finally:
            self._steps_under_way -= 1
            if not self._steps_under_way:
                self._idle.set()

    def _register_chain(self, run_step: Step) -> Chain:
        async def step(name: str, subject: str) -> dict[str, Any] | None:
            async with self._turn():
                if self._is_draining:
                    await asyncio.Event().wait()  # until it is cut
                following = await self._run_counted(run_step, name, subject)
            return None if following is None else {"step": following.step, "after": following.after_seconds}

        async def chain(first: str, subject: str) -> None:
            task = asyncio.current_task()
            assert task is not None, "a chain runs in a task"
            chain_id = _current_chain()
            queue = self._launched_bell.queue_of(chain_id)
            self._running[chain_id] = task
            task.add_done_callback(lambda ended: self._forget(chain_id, ended, queue=queue))
            following: dict[str, Any] | None = {"step": first, "after": 0}
            while following is not None:
                if following["after"] > 0:
                    await DBOS.recv_async(WAKE, timeout_seconds=following["after"])
                name = following["step"]
                following = await DBOS.run_step_async({"name": name}, step, name, subject)

        return DBOS.workflow(name="chain.v1", max_recovery_attempts=MAX_RECOVERY_ATTEMPTS)(chain)


def _current_chain() -> str:
    chain_id = DBOS.workflow_id
    assert chain_id is not None, "called within a chain or its step"
    return chain_id


async def _apart(work: Coroutine[Any, Any, T]) -> T:
    """Talk to the engine as from outside: within a step it would take the call for a part of that step.

    Raises:
        DatabaseAway: its tables cannot be reached now.
    """
    try:
        return await asyncio.create_task(work, context=contextvars.Context())
    except Exception as error:
        if is_away(error):
            raise DatabaseAway("the engine's database is away") from error
        raise
