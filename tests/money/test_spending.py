"""Limits hold exactly, for each person, channel and workspace, whatever comes at once."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import func, select

from bot.errors import BudgetExceeded
from bot.people import Person
from storage import Database
from storage.ledger import LedgerRow
from storage.limits import EVERYBODY, Period, Scope
from tests.money.accounts import (
    ANN,
    BEN,
    charge,
    put_limit,
    reserve,
    spending_in,
)


async def test_of_60_at_once_against_a_limit_of_10_exactly_10_reserve(database: Database) -> None:
    spending = spending_in(database, user_micros=900_000)

    answers = await asyncio.gather(
        *(reserve(database, spending, charge()) for _ in range(60)), return_exceptions=True
    )

    refusals = [answer for answer in answers if isinstance(answer, BudgetExceeded)]
    assert len(answers) - len(refusals) == 10
    assert len(refusals) == 50
    assert await spending.left_micros(ANN) == 0
    async with database.transaction(read_only=True) as session:
        assert await session.scalar(select(func.count()).select_from(LedgerRow)) == 10
    assert await spending.prove() == []


async def test_a_limit_of_the_workspace_holds_over_people_and_channels_at_once(database: Database) -> None:
    await put_limit(database, Scope.WORKSPACE, EVERYBODY, limit_micros=450_000)
    spending = spending_in(database)
    wishes = [
        charge(Person(team_id="T1", user_id=f"U{number}"), channel_id=f"C{number % 3}")
        for number in range(30)
    ]

    answers = await asyncio.gather(
        *(reserve(database, spending, wish) for wish in wishes), return_exceptions=True
    )

    assert sum(isinstance(answer, UUID) for answer in answers) == 5
    assert sum(isinstance(answer, BudgetExceeded) for answer in answers) == 25


async def test_the_same_job_reserves_once(database: Database) -> None:
    spending = spending_in(database, user_micros=100_000)
    one = charge(quote_micros=90_000)

    await reserve(database, spending, one)
    await reserve(database, spending, one)

    assert await spending.left_micros(ANN) == 10_000


async def test_a_refused_reservation_leaves_nothing_even_where_the_caller_goes_on(database: Database) -> None:
    spending = spending_in(database, user_micros=50_000)

    async with database.transaction() as session:
        with pytest.raises(BudgetExceeded):
            await spending.reserve(session, charge(quote_micros=90_000))
        await spending.reserve(session, charge(quote_micros=50_000))

    assert await spending.left_micros(ANN) == 0
    assert await spending.prove() == []


async def test_a_quote_that_fits_to_the_micro_dollar_is_taken(database: Database) -> None:
    spending = spending_in(database, user_micros=180_000)

    await reserve(database, spending, charge())
    await reserve(database, spending, charge())

    with pytest.raises(BudgetExceeded):
        await reserve(database, spending, charge(quote_micros=1))


@pytest.mark.parametrize(
    ("scope", "scope_id", "period", "sentence"),
    [
        (Scope.USER, "U1", Period.MONTH, "your $0.12 for this month"),
        (Scope.USER, EVERYBODY, Period.DAY, "your $0.12 for today"),
        (Scope.CHANNEL, "C1", Period.WEEK, "this channel's $0.12 for this week"),
        (Scope.WORKSPACE, EVERYBODY, Period.MONTH, "the workspace's $0.12 for this month"),
    ],
)
async def test_a_refusal_names_the_limit_what_is_left_and_who_can_raise_it(
    database: Database, scope: Scope, scope_id: str, period: Period, sentence: str
) -> None:
    spending = spending_in(database)
    await put_limit(database, scope, scope_id, period=period, limit_micros=120_000)
    await reserve(database, spending, charge())

    with pytest.raises(BudgetExceeded) as reserved:
        await reserve(database, spending, charge())
    with pytest.raises(BudgetExceeded) as checked:
        await spending.check(ANN, "C1", quote_micros=90_000)

    assert reserved.value.user_text == (
        f"This would cost $0.09, and $0.03 of {sentence} is left. "
        "Nothing was charged. An admin can raise the limit."
    )
    assert checked.value.user_text == reserved.value.user_text


async def test_a_refusal_speaks_of_the_tightest_limit(database: Database) -> None:
    await put_limit(database, Scope.CHANNEL, "C1", limit_micros=10_000)
    spending = spending_in(database, user_micros=20_000)

    with pytest.raises(BudgetExceeded) as refused:
        await reserve(database, spending, charge())

    assert "this channel's $0.01" in refused.value.user_text


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([], 1_000_000),
        ([(EVERYBODY, 2_000_000)], 2_000_000),
        ([(EVERYBODY, 2_000_000), ("U1", 3_000_000)], 3_000_000),
        ([(EVERYBODY, 2_000_000), ("U1", None)], None),
        ([(EVERYBODY, None)], None),
        ([("U2", 5)], 1_000_000),
        ([("U1", 0)], 0),
    ],
)
async def test_a_limit_by_name_beats_the_default_which_beats_the_settings(
    database: Database, rows: Sequence[tuple[str, int | None]], left: int | None
) -> None:
    spending = spending_in(database, user_micros=1_000_000)
    for scope_id, limit_micros in rows:
        await put_limit(database, Scope.USER, scope_id, limit_micros=limit_micros)

    assert await spending.left_micros(ANN) == left


async def test_what_is_left_is_the_least_under_any_limit_that_holds_there(database: Database) -> None:
    await put_limit(database, Scope.CHANNEL, "C1", limit_micros=300_000)
    await put_limit(database, Scope.USER, EVERYBODY, limit_micros=200_000, period=Period.WEEK)
    spending = spending_in(database, user_micros=1_000_000)

    await reserve(database, spending, charge(BEN, quote_micros=150_000))

    assert await spending.left_micros(ANN, "C1") == 150_000
    assert await spending.left_micros(ANN) == 200_000
    assert await spending.left_micros(BEN) == 50_000


async def test_one_workspace_knows_nothing_of_anothers_spending(database: Database) -> None:
    spending = spending_in(database, user_micros=100_000)
    await reserve(database, spending, charge(ANN))

    namesake = Person(team_id="T2", user_id=ANN.user_id)

    assert await spending.left_micros(namesake) == 100_000
    assert (await spending.month_of(namesake)).jobs == 0
