"""On PostgreSQL: notice that another process has died and take over its chains.

Every process holds an advisory lock under its own executor id for life, and the server frees it as soon as the
connection is gone. A living process whose connection broke, alone or with all others because the server was
restarted, hears of it at once and has its lock again within moments; a lock that stays free is a dead one's.
"""

import asyncio
import contextlib
import hashlib
import time
from collections.abc import Sequence

import psycopg
import structlog
from dbos import DBOS

log = structlog.get_logger(__name__)

WATCH_SECONDS = 1.0
AGAIN_SECONDS = 0.3
# How long a lock has to be free. Too early, and steps of the living run twice; work goes on elsewhere within
# this, a look, and the engine's own look at its queues.
DEAD_SECONDS = 2.0
# How long one has to be free that we found free so soon after an outage of ours: it may have been everybody's
# outage, and who is busy comes back late.
OUTAGE_SECONDS = 6.0


class PeerGuard:
    """Holds our lock and watches the others. Needs a direct connection, not one through PgBouncer."""

    def __init__(self, database_url: str, *, executor_id: str) -> None:
        self._url = database_url
        self._executor_id = executor_id
        self._connection: psycopg.AsyncConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._free_since: dict[str, float] = {}  # by whose lock nobody holds
        self._outage_at = -OUTAGE_SECONDS

    async def take_lock(self) -> None:
        """Connect and take our own lock; before the engine is launched."""
        connection = await psycopg.AsyncConnection.connect(
            self._url,
            autocommit=True,
            application_name="retouch_guard",  # to be told from the engine's in pg_stat_activity
            connect_timeout=5,
            keepalives_idle=5,
            keepalives_interval=5,
            keepalives_count=3,
            tcp_user_timeout=15000,
        )
        for name, value in (("idle", 5), ("interval", 5), ("count", 3)):
            await connection.execute(f"set tcp_keepalives_{name} = {value}")
        if not await _try_lock(connection, self._executor_id):
            await connection.close()
            raise RuntimeError("another process already uses our executor id")
        self._connection = connection

    def watch(self) -> None:
        """Look after the peers until ``close``; after the engine is launched."""
        self._task = asyncio.create_task(self._watch(), name="peer-guard")

    async def close(self) -> None:
        """Stop watching and give up our lock, so that peers take over what is left; after the drain."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()

    async def _watch(self) -> None:
        while True:
            try:
                if self._connection is None:
                    await self.take_lock()
                await self._take_over_dead_peers()
                await self._listen(WATCH_SECONDS)
            except Exception as error:
                # Also the engine's trouble while it takes chains over: a guard that had stopped watching
                # would leave the jobs of the next dead peer lying.
                if self._connection is not None:  # once for each outage
                    log.warning("The peer guard had trouble and tries again.", cause=repr(error))
                self._free_since.clear()  # what we saw is no evidence: theirs may have broken with ours
                self._outage_at = time.monotonic()
                await self._drop_connection()
                await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self, seconds: float) -> None:
        """Wait; nobody notifies us, but listening raises as soon as the connection breaks."""
        assert self._connection is not None
        async for _ in self._connection.notifies(timeout=seconds):
            pass

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error, OSError):
                await connection.close()

    async def _take_over_dead_peers(self) -> None:
        """Recover the chains of those whose lock was free at every look for long enough."""
        assert self._connection is not None
        now, seen_before = time.monotonic(), self._free_since
        self._free_since = {}
        for peer in await _list_peers(self._connection, but=self._executor_id):
            if not await _try_lock(self._connection, peer):
                continue
            try:
                since = seen_before.get(peer, now)
                is_doubtful = since - self._outage_at < OUTAGE_SECONDS
                if now - since < (OUTAGE_SECONDS if is_doubtful else DEAD_SECONDS):
                    self._free_since[peer] = since
                    continue
                log.warning("A process has died; its jobs go on here.", peer=peer)
                await asyncio.to_thread(recover_chains, [peer])
            finally:
                await self._connection.execute("select pg_advisory_unlock(%s)", (_lock_key(peer),))


def recover_chains(executor_ids: Sequence[str]) -> None:
    """Queue the pending chains of dead executors again. A private call of DBOS, held in this one place."""
    DBOS._recover_pending_workflows(list(executor_ids))


async def _list_peers(connection: psycopg.AsyncConnection, *, but: str) -> list[str]:
    cursor = await connection.execute(
        "select distinct executor_id from dbos.workflow_status where status = 'PENDING' and executor_id <> %s",
        (but,),
    )
    return [str(row[0]) for row in await cursor.fetchall()]


async def _try_lock(connection: psycopg.AsyncConnection, executor_id: str) -> bool:
    cursor = await connection.execute("select pg_try_advisory_lock(%s)", (_lock_key(executor_id),))
    row = await cursor.fetchone()
    return bool(row is not None and row[0])


def _lock_key(executor_id: str) -> int:
    digest = hashlib.sha256(f"retouch:{executor_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
