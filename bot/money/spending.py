"""Who may spend how much, and what has been: limits, reservation, settlement, release."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from bot.money.budgets import Budgets, Period, Scope
from bot.money.calendar import Calendar
from bot.money.entries import Charge, adjustment_of, reservation_of
from bot.money.job_costs import JobCost, read_cost
from bot.money.limits import Limits, least_left, refusal
from bot.money.rooms import Rooms, is_let_through, read_rooms
from bot.people import Person
from storage import Database, Session, ledger, limits
from storage.counters import counter_keys
from storage.ledger import Entry, EntryKind
from storage.proof import DayMismatch, Mismatch, find_day_mismatches, find_mismatches

LAST_JOBS: Final = 5


@dataclass(frozen=True, kw_only=True)
class PersonMonth:
    """A person's calendar month. What is left counts open quotes as spent, and every limit they are under."""

    month_start: date
    spent_micros: int
    adjusted_micros: int = 0  # of that, by admins and for no job
    open_micros: int
    budget_micros: int | None
    left_micros: int | None
    jobs: int
    last_jobs: Sequence[JobCost]


class Spending:
    """The budget's keeper. Limits hold exactly, whatever arrives at once."""

    def __init__(
        self, database: Database, defaults: Budgets, *, calendar: Calendar, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._defaults = defaults
        self.calendar = calendar
        self._clock = clock

    async def reserve(self, session: Session, charge: Charge) -> None:
        """Hold the quote in the caller's transaction; a second time for the same job does nothing.

        The quote is counted first and judged by the sums that came out: their rows are locked by then,
        so no two requests can both take what is left.

        Raises:
            BudgetExceeded: a limit would be passed. Nothing is held, even if the caller commits.
        """
        async with session.begin_nested():
            sums = await ledger.add_entry(
                session, reservation_of(charge, starts=self.starts(), now=self._clock())
            )
            if sums is None:
                return
            rooms = await read_rooms(session, list(sums), defaults=self._defaults.limits)
            passed = [room for room in rooms.values() if room.committed_micros > room.limit_micros]
            if not passed or charge.quote_micros == 0:
                return
            if not await is_let_through(session, charge.job_id, quote_micros=charge.quote_micros):
                before = [
                    replace(room, committed_micros=room.committed_micros - charge.quote_micros)
                    for room in passed
                ]
                raise refusal(before, charge.quote_micros)

    async def settle(self, session: Session, job_id: UUID, *, charged_micros: int, is_estimate: bool) -> None:
        """Put what the service charged in the quote's place, also after a release; once for a job.

        Raises:
            LookupError: nothing was ever reserved for this job.
        """
        entries, cost = await _lock_cost(session, job_id)
        if cost.is_settled:
            return
        settlement = replace(
            entries[0],
            kind=EntryKind.SETTLEMENT,
            amount_micros=charged_micros,
            delta_micros=charged_micros - cost.held_micros,
            is_estimate=is_estimate,
            created_at=self._clock(),
        )
        await ledger.add_entry(session, settlement)

    async def settle_late(
        self, session: Session, job_id: UUID, *, charged_micros: int, is_estimate: bool
    ) -> None:
        """``settle`` for results that came after the job's end: ``charged_micros`` is the whole job's.

        A settlement that is there already stands; an adjustment adds what it does not cover.
        """
        entries, cost = await _lock_cost(session, job_id)
        if not cost.is_settled:
            await self.settle(session, job_id, charged_micros=charged_micros, is_estimate=is_estimate)
            return
        missing_micros = charged_micros - (cost.charged_micros or 0)
        if missing_micros == 0:
            return
        adjustment = replace(
            entries[0],
            kind=EntryKind.ADJUSTMENT,
            amount_micros=missing_micros,
            delta_micros=missing_micros,
            is_estimate=is_estimate,
            reason="late results",
            created_at=self._clock(),
        )
        await ledger.add_entry(session, adjustment)

    async def release(self, session: Session, job_id: UUID) -> None:
        """Give the quote back. Does nothing where none is held: never reserved, released or settled."""
        entries = await ledger.lock_entries(session, job_id)
        if not entries:
            return
        cost = read_cost(entries)
        if cost.is_settled or cost.is_released:
            return
        release = replace(
            entries[0], kind=EntryKind.RELEASE, delta_micros=-cost.held_micros, created_at=self._clock()
        )
        await ledger.add_entry(session, release)

    async def adjust(self, session: Session, person: Person, *, amount_micros: int, reason: str) -> None:
        """Add to what somebody has spent now, or take off it; no limit stands in the way."""
        entry = adjustment_of(person, amount_micros, reason=reason, starts=self.starts(), now=self._clock())
        await ledger.add_entry(session, entry)

    async def left_micros(self, person: Person, channel_id: str | None = None) -> int | None:
        """The least that is left under any limit they are under, None where nothing limits them."""
        async with self._database.transaction(read_only=True) as session:
            return await self.find_left(session, person, channel_id)

    async def find_left(self, session: Session, person: Person, channel_id: str | None = None) -> int | None:
        """``left_micros`` in the caller's transaction."""
        return least_left([*(await self._rooms_now(session, person, channel_id=channel_id)).values()])

    async def has_own_limit(self, person: Person) -> bool:
        """Whether an admin has given this person an amount by name, and so trusts them to spend it."""
        async with self._database.transaction(read_only=True) as session:
            return await limits.has_amount(session, person.team_id, user_id=person.user_id)

    async def rooms(self, person: Person, channel_id: str | None = None) -> Rooms:
        """Every limit they are under, with what is committed under it now."""
        async with self._database.transaction(read_only=True) as session:
            return await self._rooms_now(session, person, channel_id=channel_id)

    async def check(self, person: Person, channel_id: str | None, *, quote_micros: int) -> int | None:
        """Say early what ``reserve`` would say now, or what ``left_micros`` would; holds nothing.

        Raises:
            BudgetExceeded: a limit would be passed.
        """
        rooms = [*(await self.rooms(person, channel_id)).values()]
        passed = [room for room in rooms if room.committed_micros + quote_micros > room.limit_micros]
        if passed and quote_micros > 0:
            raise refusal(passed, quote_micros)
        return least_left(rooms)

    async def month_of(self, person: Person) -> PersonMonth:
        """This month, for the person themselves."""
        month_start = self.starts()[Period.MONTH]
        async with self._database.transaction(read_only=True) as session:
            sums = await ledger.sum_person(
                session, team_id=person.team_id, user_id=person.user_id, month_start=month_start
            )
            last_jobs = await ledger.list_last_jobs(
                session, team_id=person.team_id, user_id=person.user_id, limit=LAST_JOBS
            )
            rooms = await self._rooms_now(session, person, channel_id=None)
        own = {(room.scope, room.period): room.limit_micros for room in rooms.values()}
        return PersonMonth(
            month_start=month_start,
            spent_micros=sums.spent_micros,
            adjusted_micros=sums.adjusted_micros,
            open_micros=sums.open_micros,
            budget_micros=own.get((Scope.USER, Period.MONTH)),
            left_micros=least_left([*rooms.values()]),
            jobs=sums.jobs,
            last_jobs=[read_cost(entries) for entries in last_jobs],
        )

    async def prove(self, *, since: date | None = None) -> Sequence[Mismatch | DayMismatch]:
        """Every counter and day that differs from the sum of its rows, from the month before this one on.

        ``since``, the first of a month, looks back further.
        """
        this_month = self.starts()[Period.MONTH]
        last_month = (this_month - timedelta(days=1)).replace(day=1)
        async with self._database.transaction(read_only=True) as session:
            return [
                *await find_mismatches(session, since=since or last_month),
                *await find_day_mismatches(session, since=since or last_month),
            ]

    @property
    def defaults(self) -> Limits:
        """The settings' own limits."""
        return self._defaults.limits

    def starts(self) -> Mapping[Period, date]:
        """When the day, the week and the month of now began, on the budgets' calendar."""
        return self.calendar.starts_at(self._clock())

    async def _rooms_now(self, session: Session, person: Person, *, channel_id: str | None) -> Rooms:
        keys = counter_keys(person.team_id, self.starts(), user_id=person.user_id, channel_id=channel_id)
        return await read_rooms(session, keys, defaults=self._defaults.limits)


async def _lock_cost(session: Session, job_id: UUID) -> tuple[Sequence[Entry], JobCost]:
    entries = await ledger.lock_entries(session, job_id)
    if not entries:
        raise LookupError(f"no reservation for job {job_id}")
    return entries, read_cost(entries)
