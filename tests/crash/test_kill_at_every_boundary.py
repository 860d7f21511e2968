"""Many jobs, one standing at every boundary of every step there is, and a ``kill -9`` for all of them.

What dies again and again, at random moments, is tested by ``python -m tests.crash``.
"""

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
from tests.databases import database_url
from tests.flows.house import Street, changed_outside, mask, open_street, picture

__all__ = ["database_url"]

pytestmark = pytest.mark.long

# Every step of a job that goes well.
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
    "fetch_result",
    "render_result",
    "share_result",
    "close",
)
SIZE = (160, 120)
ORIGINAL, MARKED = picture(SIZE), mask(SIZE, (40, 30, 120, 90))
ONCE = [EntryKind.RESERVATION, EntryKind.SETTLEMENT]
BOUNDARIES = {f"{moment} {step}" for step in STEPS for moment in ("before", "after")}


@asynccontextmanager
async def alive(street: Street, left: Path) -> AsyncIterator[None]:
    """The app as a process of its own, and a ``kill -9`` at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, str(left), env={**os.environ, **street.environment}
    )
    try:
        await ready(street.app_url)
        yield
        assert process.returncode is None, "it ended by itself"
    finally:
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


async def ask(street: Street, channel: str) -> str:
    """One edit in a channel of its own; the ts of its thread."""
    message = await street.workspace.say(
        "ada",
        street.workspace.admin.add_channel(channel),
        "@retouch edit a red door",
        files=[("a.png", ORIGINAL), ("mask.png", MARKED)],
    )
    return str(message["ts"])


async def test_jobs_killed_at_every_boundary_are_each_delivered_once_and_charged_once(
    tmp_path: Path, database_url: str
) -> None:
    left = tmp_path / "left"
    left.write_text("\n".join(BOUNDARIES))
    roomy = {"RUNWARE_CONCURRENCY": str(len(BOUNDARIES))}

    async with open_street(tmp_path, database_url=database_url, **roomy) as street:
        async with alive(street, left):
            threads = {f"c-{n}": await ask(street, f"c-{n}") for n in range(len(BOUNDARIES))}
            await street.wait_for(lambda: not left.read_text(), seconds=240)
        over_before = [place for place in threads.items() if street.is_over(*place)]
        async with alive(street, left):
            await street.wait_for(
                lambda: all(street.is_over(*place) for place in threads.items()), seconds=240
            )

        assert len(over_before) < len(BOUNDARIES) // 2
        assert street.submits() == len(BOUNDARIES)
        for place in threads.items():
            [result] = street.results(*place)
            delivered = street.workspace.file(result["files"][0]["id"])
            assert changed_outside(ORIGINAL, delivered, MARKED) == 0
            assert await kinds_in_ledger(database_url, job_of(street, *place)) == ONCE


def job_of(street: Street, channel: str, ts: str) -> UUID:
    channel_id = street.workspace.hub.conversations.get_channel(channel).channel_id
    return job_id_of(f"message:{street.workspace.team_id}:{channel_id}:{ts}")


async def kinds_in_ledger(url: str, job_id: UUID) -> list[EntryKind]:
    database = Database.open(url)
    async with database.transaction() as session:
        entries = await lock_entries(session, job_id)
    await database.close()
    return [entry.kind for entry in entries]
