"""``python -m tests.money.model [--runs N] [--steps N] [--postgres]``: money against a simple reference, for long.

Quotes one by one and many at once, bills, partial failures, releases, late results, adjustments, approvals,
limits and days come in any order; sums, limits, months, reports and the export agree to the micro-dollar.
"""

import argparse
import asyncio
import csv
import io
import tempfile
from collections.abc import Awaitable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, TypeVar
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

from bot.catalogue import MODELS
from bot.errors import BudgetExceeded
from bot.money.amounts import micros_from_usd
from bot.money.budgets import EVERYBODY, Budgets, Limit, Period, Scope
from bot.money.calendar import Calendar
from bot.money.entries import Charge
from bot.money.spending import Spending
from bot.people import Person
from bot.reports.base import About, Report, Source, build
from bot.reports.breakdowns import REPORTS
from bot.reports.export import write_csv
from bot.reports.periods import Span, month_of
from storage import Database
from storage.allowances import Allowance, grant
from storage.counters import CounterKey, counter_keys
from storage.limits import set_limit
from storage.standing import read_standing
from tests.money.reference import DEFAULT_MICROS, Account, Figures, Reference, figures, groups
from tests.postgres import start_server

Answer = TypeVar("Answer")
BERLIN = Calendar(time_zone=ZoneInfo("Europe/Berlin"))
PEOPLE = ("U1", "U2", "U3")
PLACES = ("C1", "C2")
MODEL_KEYS = ("3", "2", "magnific")
TAGS = (None, "spring", "autumn")
AMOUNTS = st.sampled_from([0, 1, 30_000, 60_000, 90_000, 150_001])
RAISES = st.sampled_from([50_000, 120_000])
LIMITS = st.sampled_from([None, 0, 100_000, 240_000, 600_000])
OWNERS = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PLACES))
TEAMS = count(1)
# The clocks go back in Berlin the night after, and February 2028 has a leap day.
BEGINNINGS = st.sampled_from([datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2028, 2, 27, 22, tzinfo=UTC)])


class MoneyMachine(RuleBasedStateMachine):
    """Each run is a workspace of its own in one database."""

    database: ClassVar[Database]
    runner: ClassVar[asyncio.Runner]

    def __init__(self) -> None:
        super().__init__()
        self.team_id = f"T{next(TEAMS)}"
        self.now = datetime(2027, 10, 30, 12, tzinfo=UTC)
        self.reference = Reference()
        budgets = Budgets(
            user_monthly_micros=DEFAULT_MICROS, channel_monthly_micros=None, workspace_monthly_micros=None
        )
        self.spending = Spending(self.database, budgets, calendar=BERLIN, clock=lambda: self.now)

    def run(self, work: Awaitable[Answer]) -> Answer:
        async def wait() -> Answer:
            return await work

        return self.runner.run(wait())

    @precondition(lambda self: not self.reference.jobs and not self.reference.adjustments)
    @rule(now=BEGINNINGS)
    def begin_elsewhere(self, now: datetime) -> None:
        self.now = max(now, self.now)

    @rule(
        owner=OWNERS, model_key=st.sampled_from(MODEL_KEYS), tag=st.sampled_from(TAGS), quote_micros=AMOUNTS
    )
    def ask(self, owner: tuple[str, str], model_key: str, tag: str | None, quote_micros: int) -> None:
        charge = self._charge(owner, model_key=model_key, tag=tag, quote_micros=quote_micros)
        fits = self.reference.fits(self._keys(*owner), quote_micros)

        is_accepted = self.run(self._reserve(charge))

        assert is_accepted == (fits or quote_micros == 0)

    @rule(owner=OWNERS, quote_micros=AMOUNTS)
    def ask_with_approval_for_one(self, owner: tuple[str, str], quote_micros: int) -> None:
        charge = self._charge(owner, model_key="3", tag=None, quote_micros=quote_micros)
        if quote_micros:
            self.run(self._grant(charge.job_id, None, amount_micros=quote_micros))

        assert self.run(self._reserve(charge))

    @rule(owners=st.lists(OWNERS, min_size=2, max_size=6), quote_micros=st.sampled_from([30_000, 90_000]))
    def ask_all_at_once(self, owners: Sequence[tuple[str, str]], quote_micros: int) -> None:
        """Which of them are accepted is chance; that no other would have fitted is not."""
        charges = [
            self._charge(owner, model_key="3", tag=None, quote_micros=quote_micros) for owner in owners
        ]

        async def rush() -> Sequence[bool]:
            return await asyncio.gather(*(self._reserve(charge) for charge in charges))

        accepted = self.run(rush())

        for owner, is_accepted in zip(owners, accepted, strict=True):
            lefts = self.reference.lefts(self._keys(*owner))
            if is_accepted:
                assert min(lefts, default=0) >= 0, "an accepted quote has passed a limit"
            else:
                assert min(lefts) < quote_micros, "a refused quote would have fitted"

    @rule(owner=OWNERS, data=st.data(), amount_micros=RAISES)
    def approve_for_the_period(self, owner: tuple[str, str], data: st.DataObject, amount_micros: int) -> None:
        key = data.draw(st.sampled_from(self._keys(*owner)))
        self.run(self._grant(uuid4(), key, amount_micros=amount_micros))
        self.reference.allowed[key] = self.reference.allowed.get(key, 0) + amount_micros

    @precondition(lambda self: self.reference.jobs)
    @rule(data=st.data(), charged_micros=AMOUNTS)
    def bill(self, data: st.DataObject, charged_micros: int) -> None:
        """The whole, a part of it because some results failed, or more than was quoted; only the first counts."""
        job_id, account = self._pick(data)
        self.run(self._in_transaction("settle", job_id, charged_micros=charged_micros, is_estimate=False))
        if not account.is_settled:
            account.charge(charged_micros)

    @precondition(lambda self: self.reference.jobs)
    @rule(data=st.data(), charged_micros=AMOUNTS)
    def bill_late(self, data: st.DataObject, charged_micros: int) -> None:
        """Results came after the job's end, or after a cancel: what is named is the whole job's."""
        job_id, account = self._pick(data)
        self.run(
            self._in_transaction("settle_late", job_id, charged_micros=charged_micros, is_estimate=False)
        )
        account.charge(charged_micros)

    @precondition(lambda self: self.reference.jobs)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        """Failed, refused, expired, or cancelled before the submit."""
        job_id, account = self._pick(data)
        self.run(self._in_transaction("release", job_id))
        account.held_micros = 0

    @rule(user_id=st.sampled_from(PEOPLE), amount_micros=st.sampled_from([-70_000, 1, 40_000]))
    def adjust(self, user_id: str, amount_micros: int) -> None:
        person = Person(team_id=self.team_id, user_id=user_id)
        self.run(self._in_transaction("adjust", person, amount_micros=amount_micros, reason="a test"))
        self.reference.adjustments.append(
            Account(
                user_id=user_id,
                channel_id=None,
                model_key=None,
                service=None,
                tag=None,
                starts=self.spending.starts(),
                spent_micros=amount_micros,
                is_job=False,
            )
        )

    @rule(
        scope=st.sampled_from(list(Scope)),
        is_default=st.booleans(),
        owner=OWNERS,
        period=st.sampled_from(list(Period)),
        limit_micros=LIMITS,
    )
    def change_a_limit(
        self,
        scope: Scope,
        is_default: bool,
        owner: tuple[str, str],
        period: Period,
        limit_micros: int | None,
    ) -> None:
        user_id, channel_id = owner
        named = {Scope.USER: user_id, Scope.CHANNEL: channel_id, Scope.WORKSPACE: EVERYBODY}[scope]
        scope_id = EVERYBODY if is_default else named
        limit = Limit(
            team_id=self.team_id, scope=scope, scope_id=scope_id, period=period, limit_micros=limit_micros
        )
        self.run(self._set_limit(limit))
        self.reference.limits[scope, scope_id, period] = limit_micros

    @rule(hours=st.sampled_from([1, 11, 24, 100, 24 * 31]))
    def let_time_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def counters_are_what_the_reference_counts(self) -> None:
        pairs = zip(PEOPLE, (*PLACES, PLACES[0]), strict=True)
        for owner in pairs:
            keys = self._keys(*owner)
            assert self.run(self._read(keys)) == {key: self.reference.committed(key) for key in keys}

    def teardown(self) -> None:
        """At the end of each run the rows prove the sums, and everything that people are shown agrees."""
        assert self.run(self.spending.prove(since=date(2027, 1, 1))) == []
        for user_id in PEOPLE:
            self._see_month_of(user_id)
        month = month_of(BERLIN.day_at(self.now))
        year = Span(first_day=date(2027, 9, 1), last_day=month.last_day)
        for span in (month, year):
            for name in REPORTS:
                self._see_report(name, span, About())
            self._see_report("model", span, About(user_id=PEOPLE[0]))
            self._see_report("person", span, About(channel_id=PLACES[0]))
            self._see_export(span)

    def _see_month_of(self, user_id: str) -> None:
        month = self.run(self.spending.month_of(Person(team_id=self.team_id, user_id=user_id)))
        starts = self.spending.starts()
        keys = counter_keys(self.team_id, starts, user_id=user_id, channel_id=None)
        own = figures(
            self.reference.within(
                lambda account: (
                    account.user_id == user_id and account.starts[Period.MONTH] == starts[Period.MONTH]
                )
            )
        )
        lefts = self.reference.lefts(keys)
        assert (month.spent_micros, month.open_micros) == (own.spent_micros, own.open_micros)
        assert (month.jobs, month.left_micros) == (own.jobs, max(0, min(lefts)) if lefts else None)

    def _see_report(self, name: str, span: Span, about: About) -> None:
        source = self._source(span)
        report = self.run(build(source, REPORTS[name], span, about))
        accounts = self._accounts_in(span, about)
        rows = {row.name: _figures_of(report, row.name) for row in report.rows}
        assert rows == groups(accounts, REPORTS[name].column)
        assert _figures_of(report, None, is_total=True) == figures(accounts)
        assert sum(report.chart.spent_micros) == report.total.spent_micros
        before = figures(self._accounts_in(report.change.span, about))
        assert report.change.spent_micros == before.spent_micros

    def _see_export(self, span: Span) -> None:
        out = io.StringIO()
        self.run(write_csv(self._source(span), span, out))
        lines = list(csv.DictReader(io.StringIO(out.getvalue())))
        committed = sum(micros_from_usd(line["committed_usd"]) for line in lines)
        charged = [line for line in lines if line["kind"] in {"settlement", "adjustment"}]
        total = figures(self._accounts_in(span, About()))
        assert committed == total.spent_micros + total.open_micros
        assert sum(micros_from_usd(line["amount_usd"]) for line in charged) == total.spent_micros

    def _source(self, span: Span) -> Source:
        return Source(database=self.database, today=span.last_day, calendar=BERLIN, team_id=self.team_id)

    def _accounts_in(self, span: Span, about: About) -> list[Account]:
        return self.reference.within(
            lambda account: (
                span.first_day <= account.starts[Period.DAY] <= span.last_day
                and about.user_id in (None, account.user_id)
                and about.channel_id in (None, account.channel_id)
            )
        )

    def _keys(self, user_id: str, channel_id: str) -> list[CounterKey]:
        return counter_keys(self.team_id, self.spending.starts(), user_id=user_id, channel_id=channel_id)

    def _charge(
        self, owner: tuple[str, str], *, model_key: str, tag: str | None, quote_micros: int
    ) -> Charge:
        user_id, channel_id = owner
        return Charge(
            job_id=uuid4(),
            person=Person(team_id=self.team_id, user_id=user_id),
            channel_id=channel_id,
            model_key=model_key,
            service=MODELS[model_key].service,
            tag=tag,
            quote_micros=quote_micros,
        )

    async def _reserve(self, charge: Charge) -> bool:
        """Whether it was accepted; the reference then knows it too."""
        try:
            await self._in_transaction("reserve", charge)
        except BudgetExceeded:
            return False
        self.reference.jobs[charge.job_id] = Account(
            user_id=charge.person.user_id,
            channel_id=charge.channel_id,
            model_key=charge.model_key,
            service=charge.service,
            tag=charge.tag,
            starts=self.spending.starts(),
            quote_micros=charge.quote_micros,
            held_micros=charge.quote_micros,
        )
        return True

    def _pick(self, data: st.DataObject) -> tuple[UUID, Account]:
        # How many there are may be chance, after a rush, and what is drawn must not depend on chance.
        number = data.draw(st.integers(0, 999))
        return list(self.reference.jobs.items())[number % len(self.reference.jobs)]

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
            committed = (await read_standing(session, keys)).committed
        return {key: committed.get(key, 0) for key in keys}


def _figures_of(report: Report, name: str | None, *, is_total: bool = False) -> Figures:
    row = report.total if is_total else next(row for row in report.rows if row.name == name)
    return Figures(
        spent_micros=row.spent_micros,
        open_micros=row.open_micros,
        jobs=row.jobs,
        drift_micros=row.drift_micros,
    )


def check(database_url: str, *, runs: int, steps: int, seed: int | None = None) -> None:
    """So many runs of so many steps each; the same ones again unless ``seed`` draws others."""
    database = Database.open(database_url)
    with asyncio.Runner() as runner:
        runner.run(database.upgrade())
        machine = type("OpenMachine", (MoneyMachine,), {"database": database, "runner": runner})
        chosen = settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            derandomize=seed is None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(machine, settings=chosen)
        runner.run(database.close())


def main() -> None:
    """The long form."""
    parser = argparse.ArgumentParser(prog="python -m tests.money.model", description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own, else on SQLite")
    arguments = parser.parse_args()
    if arguments.postgres:
        server = start_server()
        check(server.get_uri(), runs=arguments.runs, steps=arguments.steps)
        server.cleanup()
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "money.db"
            check(f"sqlite:///{path}", runs=arguments.runs, steps=arguments.steps)
    print(f"{arguments.runs} runs of up to {arguments.steps} steps: everything agrees.")


if __name__ == "__main__":
    main()
