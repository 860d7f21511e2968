"""The ledger is added to and never changed, and its counters follow it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import Database
from storage.counters import CounterKey, counter_keys
from storage.ledger import Entry, EntryKind, add_entry
from storage.limits import EVERYBODY, Period, Scope
from storage.proof import Mismatch, find_mismatches
from storage.standing import read_standing
from storage.sums import Slice, stream_lines

MONTH = date(2026, 11, 1)
RESERVATION = Entry(
    kind=EntryKind.RESERVATION,
    job_id=uuid4(),
    team_id="T1",
    user_id="U1",
    channel_id="C1",
    model_key="ideogram-3-edit",
    service="runware",
    tag="spring",
    amount_micros=90_000,
    delta_micros=90_000,
    created_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
    day_start=date(2026, 11, 20),
    week_start=date(2026, 11, 16),
    month_start=MONTH,
)
ADJUSTMENT = replace(
    RESERVATION,
    kind=EntryKind.ADJUSTMENT,
    job_id=None,
    channel_id=None,
    amount_micros=-50_000,
    delta_micros=-50_000,
    reason="a double bill",
)


async def add(database: Database, entry: Entry) -> dict[CounterKey, int] | None:
    async with database.transaction() as session:
        return await add_entry(session, entry)


async def test_an_entry_is_counted_for_person_channel_and_workspace_in_every_period(
    database: Database,
) -> None:
    sums = await add(database, RESERVATION)

    assert sums == dict.fromkeys(
        counter_keys("T1", RESERVATION.starts, user_id="U1", channel_id="C1"), 90_000
    )
    assert len(sums) == 9


async def test_the_same_entry_twice_is_written_and_counted_once(database: Database) -> None:
    await add(database, RESERVATION)

    again = await add(database, replace(RESERVATION, amount_micros=1, delta_micros=1))

    assert again is None
    async with database.transaction(read_only=True) as session:
        keys = counter_keys("T1", RESERVATION.starts, user_id="U1", channel_id="C1")
        standing = await read_standing(session, keys)
    assert standing.committed == dict.fromkeys(keys, 90_000)


async def test_adjustments_without_a_job_do_not_shut_each_other_out(database: Database) -> None:
    await add(database, ADJUSTMENT)

    sums = await add(database, ADJUSTMENT)

    assert sums is not None
    assert set(sums.values()) == {-100_000}
    assert {key.scope for key in sums} == {Scope.USER, Scope.WORKSPACE}


@pytest.mark.parametrize("change", ["UPDATE ledger SET amount_micros = 0", "DELETE FROM ledger"])
async def test_the_database_refuses_to_change_an_entry(database: Database, change: str) -> None:
    await add(database, RESERVATION)

    async def alter() -> None:
        async with database.transaction() as session:
            await session.execute(text(change))

    with pytest.raises(DBAPIError, match="append-only"):
        await alter()


@pytest.mark.parametrize(
    "entry",
    [replace(RESERVATION, amount_micros=-1), replace(RESERVATION, job_id=None)],
    ids=["a negative quote", "a quote for no job"],
)
async def test_the_database_refuses_what_makes_no_sense(database: Database, entry: Entry) -> None:
    with pytest.raises(DBAPIError, match="ck_ledger_amount"):
        await add(database, entry)


async def test_rows_are_streamed_with_their_time_in_utc_and_their_job_as_it_is_called_elsewhere(
    database: Database,
) -> None:
    in_tokyo = datetime(2026, 11, 21, 1, 30, 5, 999_999, tzinfo=ZoneInfo("Asia/Tokyo"))
    await add(database, replace(RESERVATION, created_at=in_tokyo))
    await add(database, ADJUSTMENT)

    async with database.transaction(read_only=True) as session:
        if session.dialect.name == "postgresql":
            await session.execute(text("SET TIME ZONE 'America/Lima'"))
        rows = Slice(first_day=MONTH, last_day=date(2026, 11, 30), team_id="T1")
        lines = [line async for page in stream_lines(session, rows) for line in page]

    assert [line.created_at for line in lines] == ["2026-11-20 16:30:05", "2026-11-20 12:00:00"]
    assert [line.job_id for line in lines] == [RESERVATION.job_id.hex if RESERVATION.job_id else "", None]
    assert [(line.day_start, line.amount_micros, line.reason) for line in lines] == [
        (date(2026, 11, 20), 90_000, None),
        (date(2026, 11, 20), -50_000, "a double bill"),
    ]


async def test_counters_that_follow_the_ledger_have_no_mismatch(database: Database) -> None:
    for entry in (RESERVATION, ADJUSTMENT, replace(RESERVATION, job_id=uuid4(), user_id="U2")):
        await add(database, entry)

    async with database.transaction(read_only=True) as session:
        mismatches = await find_mismatches(session, since=MONTH)

    assert mismatches == []


@pytest.mark.parametrize(
    ("damage", "counted"),
    [
        ("UPDATE ledger_counters SET committed_micros = 7 WHERE scope = 'workspace' AND period = 'day'", 7),
        ("DELETE FROM ledger_counters WHERE scope = 'workspace' AND period = 'day'", 0),
    ],
)
async def test_a_counter_that_is_wrong_or_gone_is_a_mismatch(
    database: Database, damage: str, counted: int
) -> None:
    await add(database, RESERVATION)
    async with database.transaction() as session:
        await session.execute(text(damage))

    async with database.transaction(read_only=True) as session:
        mismatches = await find_mismatches(session, since=MONTH)
        later = await find_mismatches(session, since=date(2026, 12, 1))

    key = CounterKey(
        team_id="T1",
        scope=Scope.WORKSPACE,
        scope_id=EVERYBODY,
        period=Period.DAY,
        period_start=RESERVATION.day_start,
    )
    assert mismatches == [Mismatch(key=key, counted_micros=counted, summed_micros=90_000)]
    assert later == []
