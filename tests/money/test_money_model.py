"""Thousands of interleaved quotes, settlements, releases, late results, approvals, limits and days against a
simple reference: sums, limits and reports agree to the micro-dollar.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.catalogue import ServiceName
from bot.errors import BudgetExceeded
from bot.money.budgets import Budgets
from bot.money.calendar import Calendar
from bot.money.entries import Charge
from bot.money.spending import Spending
from bot.people import Person
from bot.reports.base import About, Source, build
from bot.reports.breakdowns import REPORTS
from bot.reports.periods import month_of
from storage import Database
from storage.allowances import Allowance, grant
from storage.counters import CounterKey, counter_keys, read_counters
from storage.limits import EVERYBODY, Limit, Period, Scope, set_limit

BERLIN = Calendar(time_zone=ZoneInfo("Europe/Berlin"))
PEOPLE = ("U1", "U2", "U3")
PLACES = ("C1", "C2")
DEFAULT_MICROS = 300_000
AMOUNTS = st.sampled_from([0, 1, 30_000, 60_000, 90_000, 150_001])
TEAMS = count(1)


@dataclass
class Held:
    """One job as the reference knows it."""

    user_id: str
    channel_id: str
    starts: dict[Period, date]
    quote_micros: int
    committed_micros: int
    spent_micros: int = 0
    is_settled: bool = False
    is_released: bool = False


@dataclass
class Reference:
    """What everything should add up to, by counting it all again each time."""

    jobs: dict[UUID, Held] = field(default_factory=dict)
    limits: dict[tuple[Scope, str, Period], int | None] = field(default_factory=dict)
    allowed: dict[CounterKey, int] = field(default_factory=dict)

    def committed(self, key: CounterKey) -> int:
        return sum(
            held.committed_micros
            for held in self.jobs.values()
            if held.starts[key.period] == key.period_start
            and key.scope_id in (EVERYBODY, held.user_id, held.channel_id)
        )

    def limit(self, key: CounterKey) -> int | None:
        own = (key.scope, key.scope_id, key.period)
        everybody = (key.scope, EVERYBODY, key.period)
        if own in self.limits:
            limit = self.limits[own]
        elif everybody in self.limits:
            limit = self.limits[everybody]
        else:
            limit = DEFAULT_MICROS if (key.scope, key.period) == (Scope.USER, Period.MONTH) else None
        return None if limit is None else limit + self.allowed.get(key, 0)


class MoneyMachine(RuleBasedStateMachine):
    """Each run is a workspace of its own in one database."""

    database: Database
    runner: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.team_id = f"T{next(TEAMS)}"
        self.now = datetime(2027, 10, 30, 12, tzinfo=UTC)  # the clocks go back in Berlin the night after
        self.reference = Reference()
        budgets = Budgets(
            user_monthly_micros=DEFAULT_MICROS, channel_monthly_micros=None, workspace_monthly_micros=None
        )
        self.spending = Spending(self.database, budgets, calendar=BERLIN, clock=lambda: self.now)

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def keys(self, user_id: str, channel_id: str) -> list[CounterKey]:
        return counter_keys(self.team_id, self.spending.starts(), user_id=user_id, channel_id=channel_id)

    @rule(user_id=st.sampled_from(PEOPLE), channel_id=st.sampled_from(PLACES), quote_micros=AMOUNTS)
    def ask(self, user_id: str, channel_id: str, quote_micros: int) -> None:
        self._ask(uuid4(), user_id, channel_id, quote_micros=quote_micros, is_allowed=False)

    @rule(user_id=st.sampled_from(PEOPLE), channel_id=st.sampled_from(PLACES), quote_micros=AMOUNTS)
    def ask_with_approval_for_one(self, user_id: str, channel_id: str, quote_micros: int) -> None:
        job_id = uuid4()
        if quote_micros:
            self.run(self._grant(job_id, None, amount_micros=quote_micros))
        self._ask(job_id, user_id, channel_id, quote_micros=quote_micros, is_allowed=True)

    @rule(
        user_id=st.sampled_from(PEOPLE),
        channel_id=st.sampled_from(PLACES),
        data=st.data(),
        amount_micros=st.sampled_from([50_000, 120_000]),
    )
    def approve_for_the_period(
        self, user_id: str, channel_id: str, data: st.DataObject, amount_micros: int
    ) -> None:
        key = data.draw(st.sampled_from(self.keys(user_id, channel_id)))
        self.run(self._grant(uuid4(), key, amount_micros=amount_micros))
        self.reference.allowed[key] = self.reference.allowed.get(key, 0) + amount_micros

    @precondition(lambda self: self.reference.jobs)
    @rule(data=st.data(), charged_micros=AMOUNTS)
    def settle(self, data: st.DataObject, charged_micros: int) -> None:
        job_id, held = self._pick(data)
        self.run(self._in_transaction("settle", job_id, charged_micros=charged_micros, is_estimate=False))
        if not held.is_settled:
            held.is_settled = True
            held.spent_micros = held.committed_micros = charged_micros

    @precondition(lambda self: self.reference.jobs)
    @rule(data=st.data(), charged_micros=AMOUNTS)
    def settle_late(self, data: st.DataObject, charged_micros: int) -> None:
        job_id, held = self._pick(data)
        self.run(
            self._in_transaction("settle_late", job_id, charged_micros=charged_micros, is_estimate=False)
        )
        held.is_settled = True
        held.spent_micros = held.committed_micros = charged_micros

    @precondition(lambda self: self.reference.jobs)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        job_id, held = self._pick(data)
        self.run(self._in_transaction("release", job_id))
        if not held.is_settled and not held.is_released:
            held.is_released = True
            held.committed_micros = 0

    @rule(
        scope=st.sampled_from(list(Scope)),
        is_default=st.booleans(),
        user_id=st.sampled_from(PEOPLE),
        channel_id=st.sampled_from(PLACES),
        period=st.sampled_from(list(Period)),
        limit_micros=st.sampled_from([None, 0, 100_000, 240_000, 600_000]),
    )
    def change_a_limit(
        self,
        scope: Scope,
        is_default: bool,
        user_id: str,
        channel_id: str,
        period: Period,
        limit_micros: int | None,
    ) -> None:
        owner = {Scope.USER: user_id, Scope.CHANNEL: channel_id, Scope.WORKSPACE: EVERYBODY}[scope]
        owner = EVERYBODY if is_default else owner
        limit = Limit(
            team_id=self.team_id, scope=scope, scope_id=owner, period=period, limit_micros=limit_micros
        )
        self.run(self._set_limit(limit))
        self.reference.limits[scope, owner, period] = limit_micros

    @rule(hours=st.sampled_from([1, 11, 24, 100, 24 * 31]))
    def let_time_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def counters_are_what_the_reference_counts(self) -> None:
        pairs = zip(PEOPLE, (*PLACES, PLACES[0]), strict=True)
        keys = sorted({key for user_id, channel_id in pairs for key in self.keys(user_id, channel_id)})
        sums = self.run(self._read(keys))
        assert sums == {key: self.reference.committed(key) for key in keys}

    def teardown(self) -> None:
        """At the end of each run: the rows prove the counters, and every report has the same total."""
        assert self.run(self.spending.prove(since=date(2027, 1, 1))) == []
        span = month_of(BERLIN.day_at(self.now))
        source = Source(database=self.database, today=span.last_day, calendar=BERLIN, team_id=self.team_id)
        own = [h for h in self.reference.jobs.values() if h.starts[Period.MONTH] == span.first_day]
        for breakdown in REPORTS.values():
            report = self.run(build(source, breakdown, span, About()))
            assert report.total.spent_micros == sum(held.spent_micros for held in own)
            assert report.total.open_micros == sum(h.committed_micros - h.spent_micros for h in own)
            assert report.total.jobs == len(own)

    def _ask(
        self, job_id: UUID, user_id: str, channel_id: str, *, quote_micros: int, is_allowed: bool
    ) -> None:
        charge = Charge(
            job_id=job_id,
            person=Person(team_id=self.team_id, user_id=user_id),
            channel_id=channel_id,
            model_key="3",
            service=ServiceName.RUNWARE,
            tag=None,
            quote_micros=quote_micros,
        )
        fits = all(
            limit is None or self.reference.committed(key) + quote_micros <= limit
            for key in self.keys(user_id, channel_id)
            for limit in [self.reference.limit(key)]
        )
        try:
            self.run(self._in_transaction("reserve", charge))
        except BudgetExceeded:
            assert not fits
            assert quote_micros > 0
            assert not is_allowed
            return
        assert fits or is_allowed or quote_micros == 0
        self.reference.jobs[job_id] = Held(
            user_id=user_id,
            channel_id=channel_id,
            starts=dict(self.spending.starts()),
            quote_micros=quote_micros,
            committed_micros=quote_micros,
        )

    def _pick(self, data: st.DataObject) -> tuple[UUID, Held]:
        number = data.draw(st.integers(0, len(self.reference.jobs) - 1))
        return list(self.reference.jobs.items())[number]

    async def _in_transaction(self, method: str, *args: Any, **options: Any) -> None:
        async with self.database.transaction() as session:
            await getattr(self.spending, method)(session, *args, **options)

    async def _grant(self, job_id: UUID, key: CounterKey | None, *, amount_micros: int) -> None:
        allowance = Allowance(
            job_id=job_id, team_id=self.team_id, key=key, amount_micros=amount_micros, granted_at=self.now
        )
        async with self.database.transaction() as session:
            await grant(session, allowance)

    async def _set_limit(self, limit: Limit) -> None:
        async with self.database.transaction() as session:
            await set_limit(session, limit)

    async def _read(self, keys: list[CounterKey]) -> dict[CounterKey, int]:
        async with self.database.transaction(read_only=True) as session:
            return await read_counters(session, keys)


def test_the_money_agrees_with_a_simple_reference_whatever_happens(database_url: str) -> None:
    database = Database.open(database_url)
    with asyncio.Runner() as runner:
        runner.run(database.upgrade())
        machine = type("OpenMachine", (MoneyMachine,), {"database": database, "runner": runner})

        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=25,
                stateful_step_count=40,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

        runner.run(database.close())
