"""Limits hold exactly, and every job's money is counted once."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from bot.catalogue import ServiceName
from bot.errors import BudgetExceeded
from bot.money.budgets import Budgets
from bot.money.calendar import Calendar
from bot.money.entries import Charge
from bot.money.spending import PersonMonth, Spending
from bot.people import Person
from storage import Database
from storage.ledger import EntryKind, LedgerRow
from storage.limits import EVERYBODY, Limit, Period, Scope, set_limit
from storage.proof import Mismatch

ANN = Person(team_id="T1", user_id="U1")
BEN = Person(team_id="T1", user_id="U2")
NO_LIMITS = Budgets(user_monthly_micros=None, channel_monthly_micros=None, workspace_monthly_micros=None)


@dataclass
class Clock:
    """A clock that stands until it is set."""

    now: datetime = field(default=datetime(2026, 11, 20, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now


def spending_in(
    database: Database,
    *,
    user_micros: int | None = None,
    clock: Clock | None = None,
    calendar: Calendar = Calendar(),  # noqa: B008 (frozen)
) -> Spending:
    defaults = replace(NO_LIMITS, user_monthly_micros=user_micros)
    return Spending(database, defaults, calendar=calendar, clock=clock or Clock())


def charge(person: Person = ANN, *, quote_micros: int = 90_000, channel_id: str = "C1") -> Charge:
    return Charge(
        job_id=uuid4(),
        person=person,
        channel_id=channel_id,
        model_key="ideogram-3-edit",
        service=ServiceName.RUNWARE,
        tag=None,
        quote_micros=quote_micros,
    )


async def reserve(database: Database, spending: Spending, one: Charge) -> UUID:
    async with database.transaction() as session:
        await spending.reserve(session, one)
    return one.job_id


async def settle(
    database: Database, spending: Spending, job_id: UUID, *, charged_micros: int, is_estimate: bool = False
) -> None:
    async with database.transaction() as session:
        await spending.settle(session, job_id, charged_micros=charged_micros, is_estimate=is_estimate)


async def settle_late(database: Database, spending: Spending, job_id: UUID, *, charged_micros: int) -> None:
    async with database.transaction() as session:
        await spending.settle_late(session, job_id, charged_micros=charged_micros, is_estimate=False)


async def release(database: Database, spending: Spending, job_id: UUID) -> None:
    async with database.transaction() as session:
        await spending.release(session, job_id)


async def put_limit(
    database: Database,
    scope: Scope,
    scope_id: str,
    *,
    limit_micros: int | None,
    period: Period = Period.MONTH,
) -> None:
    async with database.transaction() as session:
        await set_limit(
            session,
            Limit(team_id="T1", scope=scope, scope_id=scope_id, period=period, limit_micros=limit_micros),
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


async def test_a_job_counts_in_the_month_of_its_reservation(database: Database) -> None:
    clock = Clock(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    spending = spending_in(database, user_micros=1_000_000, clock=clock)
    job_id = await reserve(database, spending, charge())

    clock.now += timedelta(minutes=2)
    await settle(database, spending, job_id, charged_micros=150_000)

    assert await spending.left_micros(ANN) == 1_000_000
    clock.now -= timedelta(minutes=2)
    assert await spending.left_micros(ANN) == 850_000


@pytest.mark.parametrize(
    ("zone", "month_start"),
    [("UTC", date(2026, 11, 1)), ("Asia/Tokyo", date(2026, 12, 1)), ("America/Lima", date(2026, 11, 1))],
)
async def test_months_begin_on_the_calendar_of_the_time_zone(
    database: Database, zone: str, month_start: date
) -> None:
    clock = Clock(datetime(2026, 11, 30, 18, tzinfo=UTC))
    spending = spending_in(database, clock=clock, calendar=Calendar(time_zone=ZoneInfo(zone)))

    month = await spending.month_of(ANN)

    assert month.month_start == month_start


async def test_a_week_begins_on_monday(database: Database) -> None:
    clock = Clock(datetime(2026, 11, 22, 23, tzinfo=UTC))  # a Sunday
    spending = spending_in(database, clock=clock)
    await put_limit(database, Scope.USER, "U1", limit_micros=100_000, period=Period.WEEK)
    await reserve(database, spending, charge())

    on_sunday = await spending.left_micros(ANN)
    clock.now += timedelta(hours=2)
    on_monday = await spending.left_micros(ANN)

    assert (on_sunday, on_monday) == (10_000, 100_000)


async def test_a_persons_month_shows_spent_open_left_and_the_last_jobs(database: Database) -> None:
    clock = Clock()
    spending = spending_in(database, user_micros=1_000_000, clock=clock)
    await reserve(database, spending, charge(BEN))
    settled, released, _open = [
        await reserve(database, spending, charge(quote_micros=quote)) for quote in (90_000, 60_000, 30_000)
    ]
    await settle(database, spending, settled, charged_micros=95_000, is_estimate=True)
    await release(database, spending, released)

    month = await spending.month_of(ANN)

    assert (month.spent_micros, month.open_micros, month.jobs) == (95_000, 30_000, 3)
    assert (month.budget_micros, month.left_micros) == (1_000_000, 875_000)
    assert [(job.quote_micros, job.charged_micros, job.is_estimate) for job in month.last_jobs] == [
        (30_000, None, False),
        (60_000, 0, False),
        (90_000, 95_000, True),
    ]


async def test_one_workspace_knows_nothing_of_anothers_spending(database: Database) -> None:
    spending = spending_in(database, user_micros=100_000)
    await reserve(database, spending, charge(ANN))

    namesake = Person(team_id="T2", user_id=ANN.user_id)

    assert await spending.left_micros(namesake) == 100_000
    assert (await spending.month_of(namesake)).jobs == 0


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
        rows = (await session.scalars(select(LedgerRow).where(LedgerRow.team_id == person.team_id))).all()
    month, mismatches = await spending.month_of(person), await spending.prove()
    await database.close()
    return rows, month, mismatches
