"""What tests about threads share: a first version, replies, and every version of a thread as it is stored."""

from collections.abc import Sequence

from sqlalchemy import select

from storage.jobs import JobRow
from storage.versions import VersionRow
from tests.flows.house import House, mask, picture
from tests.rows import load_rows

PICTURE, MASK = picture(), mask()


async def begin(
    house: House, *, text: str = "edit a red door", user: str = "ada", channel: str = "design"
) -> str:
    """A thread with its first version in it; its ts."""
    files = [("shop.png", PICTURE), ("mask.png", MASK)]
    said = await house.workspace.say(user, channel, f"@retouch {text}", files=files)
    await see_versions(house, said["ts"], 1, channel=channel)
    ts: str = said["ts"]
    return ts


async def reply(
    house: House,
    thread_ts: str,
    text: str,
    *,
    user: str = "ada",
    channel: str = "design",
    files: Sequence[tuple[str, bytes]] = (),
) -> str:
    """Say something in the thread; the ts of what was said."""
    said = await house.workspace.say(user, channel, text, thread_ts=thread_ts, files=files)
    ts: str = said["ts"]
    return ts


async def see_versions(
    house: House, thread_ts: str, count: int, *, channel: str = "design"
) -> list[VersionRow]:
    """The thread's versions but the original, once there are so many and every job has ended."""
    await house.wait_for(lambda: len(house.results(channel, thread_ts)) >= count)
    await house.wait_for(lambda: house.is_over(channel, thread_ts))
    found = await versions_of(house, thread_ts)
    assert len(found) == count + 1
    return found[1:]


async def versions_of(house: House, thread_ts: str) -> list[VersionRow]:
    """Every numbered version, the original first."""
    async with house.running.workshop.database.transaction(read_only=True) as session:
        return await load_rows(
            session,
            select(VersionRow)
            .where(VersionRow.thread_ts == thread_ts, VersionRow.number.is_not(None))
            .order_by(VersionRow.number, VersionRow.sub_number),
        )


async def jobs_of(house: House, thread_ts: str) -> list[JobRow]:
    """Every job of a thread in the order they were asked for."""
    async with house.running.workshop.database.transaction(read_only=True) as session:
        return await load_rows(
            session, select(JobRow).where(JobRow.thread_ts == thread_ts).order_by(JobRow.asked_at)
        )


async def picture_of(house: House, version: VersionRow) -> bytes:
    """The lossless picture of a version."""
    assert version.digest is not None
    return await house.running.workshop.pictures.get(version.digest)


def labels(versions: Sequence[VersionRow]) -> dict[object, str]:
    """Labels by id: to tell parents by name."""
    return {
        version.id: f"v{version.number}.{version.sub_number}" if version.sub_number else f"v{version.number}"
        for version in versions
    }
