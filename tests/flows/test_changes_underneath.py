"""People delete, lock, archive and leave while jobs are under way: each ends clearly, at whatever point it was."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bot.announcer import Stage
from bot.demo.services.faults import Fault
from storage.jobs import JobRow
from tests.flows.house import House, open_house
from tests.flows.money import ask, check_books, see_status, told_privately

POINTS = ("working", "taken in")


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something that people do to a thread, and how a job of it ends at each point."""

    name: str
    do: Callable[[House, str, str], None]
    ends: tuple[Stage, Stage]
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
    Change(name="message", do=delete_message, ends=(DELIVERED, REFUSED)),
    Change(name="file", do=delete_file, ends=(DELIVERED, REFUSED)),
    Change(
        name="archive",
        do=lambda house, channel, ts: house.workspace.archive(channel),
        ends=(KEPT, REFUSED),
    ),
    Change(
        name="removal",
        do=lambda house, channel, ts: house.workspace.remove_app(channel),
        ends=(KEPT, REFUSED),
    ),
    Change(
        name="lock",
        do=lambda house, channel, ts: house.workspace.lock_thread(ts),
        ends=(KEPT, REFUSED),
    ),
    Change(
        name="leaving",
        do=lambda house, channel, ts: house.workspace.deactivate("mia"),
        ends=(DELIVERED, DELIVERED),
        user="mia",
    ),
)


async def test_whatever_people_change_underneath_every_job_ends_clearly(tmp_path: Path) -> None:
    async with open_house(tmp_path, RUNWARE_CONCURRENCY=str(len(CHANGES))) as house:
        house.arm(Fault.STALL, times=len(CHANGES))
        for change in CHANGES:
            house.workspace.add_channel(change.name)
        heads = {"working": await _ask_all(house)}
        await _see_all(house, heads["working"], "is working")
        house.workspace.fault("files.info", "ratelimited", seconds=6)
        heads["taken in"] = await _ask_all(house)

        for point in POINTS:
            for change, ts in zip(CHANGES, heads[point], strict=True):
                change.do(house, change.name, ts)
        house.runware.faults.clear()

        await _see_ended(house, {ts for point in POINTS for ts in heads[point]})
        books = await check_books(house)
        ends = {job.thread_ts: job for job in books.jobs}
        for number, change in enumerate(CHANGES):
            found = tuple(ends[heads[point][number]].stage for point in POINTS)
            assert found == change.ends, change.name
        for job in books.jobs:
            if job.stage != DELIVERED:
                assert job.sentence is not None
                await house.wait_for(lambda sentence=job.sentence: _is_told(house, sentence))
        kept = [result for result in books.results if result.state == "kept"]
        assert len(kept) == sum(change.ends.count(KEPT) for change in CHANGES)


async def _ask_all(house: House) -> list[str]:
    return await asyncio.gather(*(ask(house, user=change.user, channel=change.name) for change in CHANGES))


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


async def _see_all(house: House, heads: list[str], words: str) -> None:
    for change, ts in zip(CHANGES, heads, strict=True):
        await see_status(house, ts, words, channel=change.name)


def _is_told(house: House, sentence: str) -> bool:
    """In private, or by the status message where that may still be changed."""
    everywhere = [
        text for change in CHANGES for text in map(str, house.workspace.messages(change.name, user="ada"))
    ]
    return any(sentence[:60] in text for text in [*told_privately(house), *everywhere])
