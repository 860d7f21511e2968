"""People delete, lock, archive and leave while jobs are under way: each ends clearly, at whatever point it was."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.announcer import Stage
from bot.demo.services.faults import Fault
from storage.jobs import JobRow
from tests.flows.house import QUICK, House, open_house
from tests.flows.money import ask, check_books, see_status, told_privately

pytestmark = pytest.mark.long


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """Something that people do to a thread, and how a job of it ends, by the point where it was.

    "working": at the service; "in line": waiting for its turn there; "taken in": its pictures on the way in.
    """

    name: str
    do: Callable[[House, str, str], None]
    ends: Mapping[str, Stage]
    user: str = "ada"


def delete_file(house: House, channel: str, ts: str) -> None:
    [head] = [message for message in house.thread(channel, ts) if message["ts"] == ts]
    for file in head["files"]:
        house.workspace.hub.delete_file(file["id"])


def delete_message(house: House, channel: str, ts: str) -> None:
    place = house.workspace.hub.conversations.get_channel(channel)
    message = house.workspace.hub.conversations.find(place.channel_id, ts)
    assert message is not None
    house.workspace.hub.delete(place, message)


DELIVERED, KEPT, REFUSED = Stage.DELIVERED, Stage.FAILED, Stage.REFUSED
CHANGES = (
    # The thread stands as long as it has a reply, and what was taken in is kept.
    Change(name="message", do=delete_message, ends={"working": DELIVERED, "taken in": REFUSED}),
    Change(name="file", do=delete_file, ends={"working": DELIVERED, "taken in": REFUSED}),
    Change(
        name="archive",
        do=lambda house, channel, ts: house.workspace.admin.archive(channel),
        ends={"working": KEPT, "in line": REFUSED, "taken in": REFUSED},
    ),
    # Without us a channel still takes changes of what we said, so that nothing tells before the end.
    Change(
        name="removal",
        do=lambda house, channel, ts: house.workspace.admin.remove_app(channel),
        ends={"working": KEPT, "in line": KEPT, "taken in": REFUSED},
    ),
    Change(
        name="lock",
        do=lambda house, channel, ts: house.workspace.admin.lock_thread(ts),
        ends={"working": KEPT, "taken in": REFUSED},
    ),
    Change(
        name="leaving",
        do=lambda house, channel, ts: house.workspace.admin.deactivate("mia"),
        ends={"working": DELIVERED, "taken in": DELIVERED},
        user="mia",
    ),
)


async def test_whatever_people_change_underneath_every_job_ends_clearly(tmp_path: Path) -> None:
    timing = replace(QUICK, long_in_line_seconds=0.0)
    async with open_house(tmp_path, timing=timing, RUNWARE_CONCURRENCY=str(len(CHANGES))) as house:
        house.arm(Fault.STALL, times=len(CHANGES))
        for change in CHANGES:
            house.workspace.admin.add_channel(change.name)
        heads = await _ask_at(house, "working")
        await _see_all(house, heads, "is working")
        heads |= (in_line := await _ask_at(house, "in line"))
        await _see_all(house, in_line, "in line")
        house.workspace.fault("files.info", "ratelimited", seconds=6)
        heads |= await _ask_at(house, "taken in")

        for (change, _), ts in heads.items():
            change.do(house, change.name, ts)
        house.runware.faults.clear()

        await _see_ended(house, set(heads.values()))
        books = await check_books(house)
        ends = {job.thread_ts: job.stage for job in books.jobs}
        assert {(change.name, point): ends[ts] for (change, point), ts in heads.items()} == {
            (change.name, point): end for change in CHANGES for point, end in change.ends.items()
        }
        for job in books.jobs:
            if job.stage != DELIVERED:
                assert job.sentence is not None
                await house.wait_for(lambda sentence=job.sentence: _is_told(house, sentence))
        kept = [result for result in books.results if result.state == "kept"]
        assert len(kept) == sum(end is KEPT for change in CHANGES for end in change.ends.values())


async def _ask_at(house: House, point: str) -> dict[tuple[Change, str], str]:
    """A job for each change that is made at this point; the ts of their messages."""
    changes = [change for change in CHANGES if point in change.ends]
    heads = await asyncio.gather(*(ask(house, user=change.user, channel=change.name) for change in changes))
    return {(change, point): ts for change, ts in zip(changes, heads, strict=True)}


async def _see_ended(house: House, heads: set[str]) -> None:
    """Once the jobs of these threads are over; asked rarely, because a dozen of them are busy meanwhile."""
    async with asyncio.timeout(120):
        while True:
            async with house.running.workshop.database.transaction(read_only=True) as session:
                over = await session.scalars(
                    select(JobRow.thread_ts).where(
                        JobRow.finished_at.is_not(None), JobRow.thread_ts.in_(heads)
                    )
                )
                if set(over) == heads:
                    return
            await asyncio.sleep(0.5)


async def _see_all(house: House, heads: Mapping[tuple[Change, str], str], words: str) -> None:
    for (change, _), ts in heads.items():
        await see_status(house, ts, words, channel=change.name)


def _is_told(house: House, sentence: str) -> bool:
    """In private, or by the status message where that may still be changed."""
    everywhere = [
        text for change in CHANGES for text in map(str, house.workspace.messages(change.name, user="ada"))
    ]
    return any(sentence[:60] in text for text in [*told_privately(house), *everywhere])
