"""One job, and a ``kill -9`` at every boundary of every step it takes."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from aiohttp import ClientSession

from bot.steps.records import job_id_of
from storage import Database
from storage.ledger import EntryKind, lock_entries
from tests.crash.victim import COMMAND
from tests.flows.house import Street, changed_outside, mask, open_street, picture

# Every step of a job that goes well; "ask" comes again and again, and dies once before and once after.
STEPS = (
    "take_in",
    "decide",
    "read_mask",
    "reserve",
    "announce",
    "plan",
    "watch",
    "submit",
    "ask",
    "finish_task",
    "fetch_result",
    "render_result",
    "share_result",
    "close",
)
BOUNDARIES = {f"{moment} {step}" for step in STEPS for moment in ("before", "after")}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'retouch.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@asynccontextmanager
async def restarted_whenever_it_dies(street: Street, reached: Path) -> AsyncIterator[list[int]]:
    """The app as a process of its own, started again after each death; the list has the exit codes."""
    codes: list[int] = []
    process: asyncio.subprocess.Process | None = None

    async def keep_alive() -> None:
        nonlocal process
        while True:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *COMMAND,
                str(reached),
                env={**os.environ, **street.environment},
            )
            codes.append(await process.wait())

    keeper = asyncio.create_task(keep_alive())
    try:
        yield codes
    finally:
        keeper.cancel()
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()


async def ready(url: str) -> None:
    """The app answers; refused connections are tried again until then."""
    async with ClientSession() as session, asyncio.timeout(120):
        while True:
            try:
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                await asyncio.sleep(0.05)


async def test_a_job_killed_at_every_boundary_is_delivered_once_and_charged_once(
    tmp_path: Path, database_url: str
) -> None:
    reached = tmp_path / "reached"
    reached.write_text("")
    original, marked = picture(), mask()

    async with open_street(tmp_path, database_url=database_url) as street:
        async with restarted_whenever_it_dies(street, reached) as codes:
            await ready(street.app_url)
            asked = await street.workspace.say(
                "ada",
                "design",
                "<@retouch> edit a red door",
                files=[("a.png", original), ("mask.png", marked)],
            )
            await street.wait_for(lambda: set(reached.read_text().split("\n")) >= BOUNDARIES, seconds=480)
            await street.wait_for(lambda: street.is_over("design", asked["ts"]), seconds=60)
        results = street.results("design", asked["ts"])
        delivered = street.workspace.file(results[0]["files"][0]["id"])

    assert set(codes) == {-9}
    assert len(results) == 1
    assert changed_outside(original, delivered, marked) == 0
    assert street.submits() == 1
    job_id = job_id_of(f"message:{street.workspace.team_id}:C0DESIGN1:{asked['ts']}")
    assert await kinds_in_ledger(database_url, job_id) == [EntryKind.RESERVATION, EntryKind.SETTLEMENT]


async def kinds_in_ledger(url: str, job_id: UUID) -> list[EntryKind]:
    database = Database.open(url)
    async with database.transaction() as session:
        entries = await lock_entries(session, job_id)
    await database.close()
    return [entry.kind for entry in entries]
