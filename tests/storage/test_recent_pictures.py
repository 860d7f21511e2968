"""The newest picture of a person in a channel, and of a thread."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage import Database
from storage.recent_pictures import (
    PostedPicture,
    find_newest_in_thread,
    find_newest_of_person,
    prune_pictures,
    remember_picture,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FOX = PostedPicture(
    team_id="T1",
    channel_id="C1",
    file_id="F1",
    user_id="U1",
    name="fox.png",
    mimetype="image/png",
    thread_ts="171.0001",
    posted_at=NOON,
)


async def remember(database: Database, *pictures: PostedPicture) -> None:
    async with database.transaction() as session:
        for picture in pictures:
            await remember_picture(session, picture)


async def newest_of(database: Database, user_id: str, *, channel_id: str = "C1") -> PostedPicture | None:
    async with database.transaction(read_only=True) as session:
        return await find_newest_of_person(
            session,
            team_id="T1",
            channel_id=channel_id,
            user_id=user_id,
            posted_since=NOON - timedelta(minutes=15),
        )


async def test_the_newest_picture_of_a_person_in_a_channel_is_found(database: Database) -> None:
    newer = replace(FOX, file_id="F2", posted_at=NOON + timedelta(seconds=5))
    somebody_elses = replace(FOX, file_id="F3", user_id="U2", posted_at=NOON + timedelta(seconds=9))
    elsewhere = replace(FOX, file_id="F4", channel_id="C2", posted_at=NOON + timedelta(seconds=9))

    await remember(database, newer, FOX, somebody_elses, elsewhere)

    assert await newest_of(database, "U1") == newer


@pytest.mark.parametrize(("minutes_ago", "is_found"), [(15, True), (16, False)])
async def test_a_picture_is_recent_for_a_quarter_of_an_hour(
    database: Database, minutes_ago: int, is_found: bool
) -> None:
    posted = replace(FOX, posted_at=NOON - timedelta(minutes=minutes_ago))

    await remember(database, posted)

    assert await newest_of(database, "U1") == (posted if is_found else None)


async def test_the_newest_picture_of_a_thread_is_anybodys(database: Database) -> None:
    reply = replace(FOX, file_id="F2", user_id="U2", posted_at=NOON + timedelta(days=2))
    other_thread = replace(FOX, file_id="F3", thread_ts="172.0001", posted_at=NOON + timedelta(days=3))
    await remember(database, FOX, reply, other_thread)

    async with database.transaction(read_only=True) as session:
        newest = await find_newest_in_thread(session, team_id="T1", channel_id="C1", thread_ts="171.0001")

    assert newest == reply


async def test_pictures_that_are_known_for_something_else_are_passed_over(database: Database) -> None:
    reference = replace(FOX, file_id="F2", posted_at=NOON + timedelta(seconds=1))
    await remember(database, FOX, reference)

    async with database.transaction(read_only=True) as session:
        newest = await find_newest_in_thread(
            session, team_id="T1", channel_id="C1", thread_ts="171.0001", but_file_ids=["F2"]
        )

    assert newest == FOX


async def test_a_file_shared_again_counts_where_it_was_shared_last(database: Database) -> None:
    again = replace(FOX, thread_ts="172.0001", posted_at=NOON + timedelta(minutes=1))

    await remember(database, FOX, again, FOX)

    assert await newest_of(database, "U1") == again


async def test_old_pictures_are_pruned(database: Database) -> None:
    await remember(
        database, FOX, replace(FOX, file_id="F2", user_id="U2", posted_at=NOON - timedelta(minutes=9))
    )

    async with database.transaction() as session:
        await prune_pictures(session, posted_before=NOON)

    assert await newest_of(database, "U1") == FOX
    assert await newest_of(database, "U2") is None
