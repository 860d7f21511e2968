"""Several processes on one PostgreSQL: the dead are told from those who lost their connection only."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from bot.engine import Following
from tests.engine.launching import launched

_HOLDERS = """
    SELECT pid FROM pg_stat_activity JOIN pg_locks USING (pid)
    WHERE application_name = 'retouch_guard' AND datname = current_database() AND locktype = 'advisory' AND granted
"""


@asynccontextmanager
async def stuck_process(url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process in the middle of a step that never ends; killed at the latest on leaving."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.engine.victim", url, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"stuck\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def wait_for_holder(connection: psycopg.AsyncConnection, *, but: int | None = None) -> int:
    """Which connection holds the process's lock."""
    async with asyncio.timeout(60):
        while True:
            cursor = await connection.execute(_HOLDERS)
            holders = {int(row[0]) for row in await cursor.fetchall()}
            if others := holders - {but}:
                return others.pop()
            await asyncio.sleep(0.05)


async def test_the_chains_of_a_process_that_was_killed_go_on_in_another(postgres_url: str) -> None:
    went_on = asyncio.Event()

    async def run_step(name: str, subject: str) -> Following | None:
        assert (name, subject) == ("stuck", "victim's")
        went_on.set()
        return None

    async with stuck_process(postgres_url) as victim, launched(postgres_url, run_step, queues={}):
        was_spared = not went_on.is_set()
        victim.kill()
        async with asyncio.timeout(60):
            await went_on.wait()

    assert was_spared


async def test_a_living_process_whose_connection_broke_has_its_lock_again(postgres_url: str) -> None:
    async with (
        stuck_process(postgres_url),
        await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as connection,
    ):
        before = await wait_for_holder(connection)
        await connection.execute("SELECT pg_terminate_backend(%s)", (before,))

        after = await wait_for_holder(connection, but=before)

    assert after != before
