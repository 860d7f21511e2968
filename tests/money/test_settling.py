"""Every job's money is counted once: settled, given back, or both, in any order."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.errors import BudgetExceeded
from bot.money.spending import PersonMonth
from bot.people import Person
from storage import Database
from storage.ledger import EntryKind, LedgerRow
from storage.proof import Mismatch
from tests.money.accounts import (
    ANN,
    charge,
    release,
    reserve,
    settle,
    settle_late,
    spending_in,
)
from tests.rows import load_rows


async def test_a_settlement_takes_the_place_of_the_quote(database: Database) -> None:
    spending = spending_in(database, user_micros=1_000_000)
    cheaper = await reserve(database, spending, charge())
    dearer = await reserve(database, spending, charge())

    await settle(database, spending, cheaper, charged_micros=60_000)
    await settle(database, spending, dearer, charged_micros=120_000)

    assert await spending.left_micros(ANN) == 820_000


async def test_a_bill_dearer_than_its_quote_counts_past_the_limit(database: Database) -> None:
    spending = spending_in(database, user_micros=100_000)
    job_id = await reserve(database, spending, charge())

    await settle(database, spending, job_id, charged_micros=150_000)

    month = await spending.month_of(ANN)
    assert month.spent_micros == 150_000
    assert await spending.left_micros(ANN) == 0
    with pytest.raises(BudgetExceeded, match="user limit"):
        await reserve(database, spending, charge(quote_micros=1))


async def test_a_release_gives_the_quote_back_once(database: Database) -> None:
    spending = spending_in(database, user_micros=1_000_000)
    job_id = await reserve(database, spending, charge())

    await release(database, spending, job_id)
    await release(database, spending, job_id)

    assert await spending.left_micros(ANN) == 1_000_000


async def test_a_late_result_is_settled_after_its_release(database: Database) -> None:
    spending = spending_in(database, user_micros=1_000_000)
    job_id = await reserve(database, spending, charge())
    await release(database, spending, job_id)

    await settle(database, spending, job_id, charged_micros=90_000)

    assert await spending.left_micros(ANN) == 910_000


async def test_a_settlement_stands_against_a_second_one_and_a_release(database: Database) -> None:
    spending = spending_in(database, user_micros=1_000_000)
    job_id = await reserve(database, spending, charge())
    await settle(database, spending, job_id, charged_micros=80_000)

    await settle(database, spending, job_id, charged_micros=999_999)
    await release(database, spending, job_id)

    assert await spending.left_micros(ANN) == 920_000


async def test_late_results_add_to_a_settlement_what_it_does_not_cover_once(database: Database) -> None:
    spending = spending_in(database, user_micros=1_000_000)
    job_id = await reserve(database, spending, charge(quote_micros=270_000))
    await settle(database, spending, job_id, charged_micros=90_000)

    for charged_micros in (180_000, 180_000, 270_000, 270_000):
        await settle_late(database, spending, job_id, charged_micros=charged_micros)

    month = await spending.month_of(ANN)
    assert (month.spent_micros, month.left_micros, month.jobs) == (270_000, 730_000, 1)
    assert [job.charged_micros for job in month.last_jobs] == [270_000]
    assert await spending.prove() == []


async def test_late_results_of_a_released_job_are_its_settlement(database: Database) -> None:
    spending = spending_in(database, user_micros=1_000_000)
    job_id = await reserve(database, spending, charge())
    await release(database, spending, job_id)

    await settle_late(database, spending, job_id, charged_micros=90_000)
    await settle_late(database, spending, job_id, charged_micros=90_000)

    assert await spending.left_micros(ANN) == 910_000


async def test_a_job_that_never_reserved_has_nothing_to_release_and_cannot_be_settled(
    database: Database,
) -> None:
    spending = spending_in(database, user_micros=1_000_000)

    await release(database, spending, uuid4())

    assert await spending.left_micros(ANN) == 1_000_000
    with pytest.raises(LookupError, match="no reservation"):
        await settle(database, spending, uuid4(), charged_micros=1)


async def test_settlements_and_releases_of_one_job_at_once_count_one_way_or_the_other(
    database: Database,
) -> None:
    spending = spending_in(database, user_micros=1_000_000)
    job_id = await reserve(database, spending, charge())

    await asyncio.gather(
        *(release(database, spending, job_id) for _ in range(5)),
        *(settle(database, spending, job_id, charged_micros=80_000) for _ in range(5)),
    )

    assert await spending.left_micros(ANN) == 920_000
    assert await spending.prove() == []


async def test_a_counter_that_somebody_tampered_with_is_found(database: Database) -> None:
    spending = spending_in(database)
    await reserve(database, spending, charge())
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE ledger_counters SET committed_micros = 1 WHERE scope = 'user' AND period = 'month'")
        )

    mismatches = await spending.prove()

    assert [(one.key.scope_id, one.counted_micros, one.summed_micros) for one in mismatches] == [
        ("U1", 1, 90_000)
    ]


@dataclass(frozen=True, kw_only=True)
class Move:
    """One step in a job's money."""

    kind: EntryKind
    job: int
    amount_micros: int


moves = st.lists(
    st.builds(
        Move,
        kind=st.sampled_from([EntryKind.RESERVATION, EntryKind.SETTLEMENT, EntryKind.RELEASE]),
        job=st.integers(0, 5),
        amount_micros=st.integers(0, 200_000),
    ),
    max_size=30,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=moves, at_once=st.sampled_from([1, 4, 30]))
def test_after_any_moves_in_any_order_ledger_counters_and_bills_agree(
    database: Database, database_url: str, steps: list[Move], at_once: int
) -> None:
    # A workspace of its own for every example, so that one database serves them all.
    person = Person(team_id=f"T{uuid4().hex[:20]}", user_id="U1")

    rows, month, mismatches = asyncio.run(play(database_url, person, steps=steps, at_once=at_once))

    settled = [row for row in rows if row.kind == EntryKind.SETTLEMENT]
    assert mismatches == []
    assert month.spent_micros == sum(row.amount_micros for row in settled)
    for job_id in {row.job_id for row in rows}:
        said = {row.kind: row.amount_micros for row in rows if row.job_id == job_id}
        held = 0 if EntryKind.RELEASE in said else said[EntryKind.RESERVATION]
        expected = said.get(EntryKind.SETTLEMENT, held)
        assert sum(row.delta_micros for row in rows if row.job_id == job_id) == expected


async def play(
    database_url: str, person: Person, *, steps: Sequence[Move], at_once: int
) -> tuple[Sequence[LedgerRow], PersonMonth, Sequence[Mismatch]]:
    """Make the moves, so many at a time; what is in the books afterwards."""
    database = Database.open(database_url)  # with connections of this event loop
    spending = spending_in(database, user_micros=500_000)
    wishes = [charge(person) for _ in range(6)]

    async def make(move: Move) -> None:
        wish = replace(wishes[move.job], quote_micros=move.amount_micros)
        with suppress(BudgetExceeded, LookupError):
            if move.kind == EntryKind.RESERVATION:
                await reserve(database, spending, wish)
            elif move.kind == EntryKind.SETTLEMENT:
                await settle(database, spending, wish.job_id, charged_micros=move.amount_micros)
            else:
                await release(database, spending, wish.job_id)

    for first in range(0, len(steps), at_once):
        await asyncio.gather(*(make(move) for move in steps[first : first + at_once]))
    async with database.transaction(read_only=True) as session:
        rows = await load_rows(session, select(LedgerRow).where(LedgerRow.team_id == person.team_id))
    month, mismatches = await spending.month_of(person), await spending.prove()
    await database.close()
    return rows, month, mismatches
