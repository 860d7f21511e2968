"""On PostgreSQL: notice that another process has died and take over its chains.

Every process holds an advisory lock under its own executor id for life. Whoever gets a peer's lock knows
that the peer is dead, because the server frees the lock as soon as the connection is gone.
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

WATCH_SECONDS = 2.0
# After trouble with our own connection every peer looks dead for a moment: judge nobody for a while.
GRACE_SECONDS = 15.0


class PeerGuard:
    """Holds our lock and watches the others. Needs a direct connection, not one through PgBouncer."""

    def __init__(self, database_url: str, *, executor_id: str) -> None:
        self._url = database_url
        self._executor_id = executor_id
        self._connection: psycopg.AsyncConnection | None = None
        self._task: asyncio.Task[None] | None = None

    async def take_lock(self) -> None:
        """Connect and take our own lock; before the engine is launched."""
        connection = await psycopg.AsyncConnection.connect(
            self._url,
            autocommit=True,
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
        quiet_until = 0.0
        while True:
            try:
                if self._connection is None or self._connection.closed:
                    await self.take_lock()
                if time.monotonic() >= quiet_until:
                    await self._take_over_dead_peers()
            except Exception as error:
                # Also the engine's trouble while it takes chains over: a guard that had stopped watching
                # would leave the jobs of the next dead peer lying.
                log.warning("The peer guard had trouble and judges nobody for a while.", cause=repr(error))
                quiet_until = time.monotonic() + GRACE_SECONDS
                await self._drop_connection()
            await asyncio.sleep(WATCH_SECONDS)

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error, OSError):
                await connection.close()

    async def _take_over_dead_peers(self) -> None:
        assert self._connection is not None
        for peer in await _list_peers(self._connection, but=self._executor_id):
            if not await _try_lock(self._connection, peer):
                continue
            try:
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
