"""What tests of the ledger do: reserve, settle, release, set a limit, under a clock that stands."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from bot.catalogue import ServiceName
from bot.money.budgets import Budgets
from bot.money.calendar import Calendar
from bot.money.entries import Charge
from bot.money.spending import Spending
from bot.people import Person
from storage import Database
from storage.limits import Limit, Period, Scope, set_limit

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
