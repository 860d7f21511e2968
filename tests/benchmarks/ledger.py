"""A year of a large workspace, a million ledger rows on SQLite: limit checks, reports and the export."""

import csv
import io
import resource
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from bot.catalogue import ServiceName
from bot.money.budgets import Budgets
from bot.money.calendar import Calendar
from bot.money.entries import Charge
from bot.money.spending import Spending
from bot.people import Person
from bot.reports.base import About, Source, build
from bot.reports.breakdowns import REPORTS
from bot.reports.export import write_csv
from bot.reports.periods import Span, month_of
from storage import Database, jobs, tasks
from tests.benchmarks.figure import Figure, percentile, under
from tests.benchmarks.ledger_rows import TEAM, fill

ROWS = 1_000_000
CHECKS = 2_000
WRITES = 200
REPORT_RUNS = 7
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TODAY = NOW.date()
PEOPLE = [Person(team_id=TEAM, user_id=f"U{number}") for number in range(200)]
THE_MONTH = month_of(TODAY)
# As many days as hold a hundred thousand rows, and three times as many.
EXPORTED = Span(first_day=date(2026, 5, 1), last_day=date(2026, 6, 6))
EXPORTED_MORE = Span(first_day=date(2026, 5, 1), last_day=date(2026, 8, 19))


async def measure() -> list[Figure]:
    """Fill a file by SQL, then use it through the product's own doors."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "retouch.db"
        database = Database.open(f"sqlite:///{path}")
        await database.upgrade()
        with closing(sqlite3.connect(path)) as raw:
            fill(raw, rows=ROWS)
            figures = [
                *await _measure_checks(database),
                *await _measure_writes(database, raw),
                *await _measure_reports(database, raw),
                *await _measure_export(database, raw),
            ]
        await database.close()
    return figures


def _open_spending(database: Database) -> Spending:
    budgets = Budgets(
        user_monthly_micros=10**12, channel_monthly_micros=10**12, workspace_monthly_micros=10**12
    )
    return Spending(database, budgets, calendar=Calendar(), clock=lambda: NOW)


async def _measure_checks(database: Database) -> list[Figure]:
    spending, turn = _open_spending(database), iter(range(10**9))

    async def check() -> None:
        number = next(turn)
        await spending.check(PEOPLE[number % 200], f"C{number % 40}", quote_micros=60_000)

    async def show_month() -> None:
        await spending.month_of(PEOPLE[next(turn) % 200])

    async def ask_nothing() -> None:
        async with database.transaction(read_only=True) as session:
            await session.execute(text("SELECT 1"))

    bare = [await _seconds(ask_nothing) for _ in range(CHECKS)]
    checks = [await _seconds(check) for _ in range(CHECKS)]
    months = [await _seconds(show_month) for _ in range(CHECKS // 10)]
    baseline = f"SELECT 1 the same way: {percentile(bare, 99) * 1000:.2f} ms"
    return [
        under(
            "limit check, 99th percentile",
            percentile(checks, 99) * 1000,
            bound=5,
            unit="ms",
            baseline=baseline,
        ),
        under("my month (/usage), 99th percentile", percentile(months, 99) * 1000, bound=300, unit="ms"),
    ]


async def _measure_writes(database: Database, raw: sqlite3.Connection) -> list[Figure]:
    """A reservation and its settlement, each durable; and what the sweeper does with all of it."""
    spending, turn = _open_spending(database), iter(range(10**9))

    async def run_job() -> None:
        number = next(turn)
        charge = Charge(
            job_id=uuid4(),
            person=PEOPLE[number % 200],
            channel_id=f"C{number % 40}",
            model_key="3",
            service=ServiceName.RUNWARE,
            tag=None,
            quote_micros=60_000,
        )
        async with database.transaction() as session:
            await spending.reserve(session, charge)
        async with database.transaction() as session:
            await spending.settle(session, charge.job_id, charged_micros=59_000, is_estimate=False)

    async def look() -> None:
        async with database.transaction(read_only=True) as session:
            await jobs.list_running(session, stages=["asked", "waiting"])
            await jobs.list_unanswered(session, asked_before=NOW)
            await tasks.list_in_state(session, states=["planned", "accepted"])
            await tasks.list_with_results(session, states=["finished"], version_states=["new", "fetched"])

    raw.execute("CREATE TABLE baseline (number INTEGER PRIMARY KEY)")
    bare = [_seconds_of(lambda: _commit_row(raw)) for _ in range(WRITES)]
    written = [await _seconds(run_job) for _ in range(WRITES)]
    looks = [await _seconds(look) for _ in range(REPORT_RUNS)]
    proof = await _seconds(spending.prove)
    commits = f"two durable commits on the bare driver: {2 * percentile(bare, 50) * 1000:.1f} ms"
    return [
        Figure(
            what="reserve and settle, median",
            measured=f"{percentile(written, 50) * 1000:.1f} ms",
            baseline=commits,
        ),
        under("what each sweep looks for, longest", max(looks) * 1000, bound=50, unit="ms"),
        Figure(what="the proof of two months' sums, once an hour", measured=f"{proof:.1f} s"),
    ]


def _commit_row(raw: sqlite3.Connection) -> None:
    with raw:
        raw.execute("INSERT INTO baseline DEFAULT VALUES")


async def _measure_reports(database: Database, raw: sqlite3.Connection) -> list[Figure]:
    source = Source(database=database, today=TODAY, calendar=Calendar(), team_id=TEAM)
    bounds = (TEAM, THE_MONTH.first_day.isoformat(), THE_MONTH.last_day.isoformat())
    question = "SELECT sum(amount_micros) FROM ledger WHERE team_id = ? AND day_start BETWEEN ? AND ?"
    bare = min(_seconds_of(lambda: raw.execute(question, bounds).fetchone()) for _ in range(REPORT_RUNS))
    baseline = f"one sum over the month's rows on the bare driver: {bare * 1000:.0f} ms"
    figures = []
    for name in REPORTS:
        seconds = [
            await _seconds(lambda name=name: build(source, REPORTS[name], THE_MONTH, About()))
            for _ in range(REPORT_RUNS)
        ]
        median = sorted(seconds)[REPORT_RUNS // 2]
        figures.append(
            under(f"report by {name}, median", median * 1000, bound=300, unit="ms", baseline=baseline)
        )
    return figures


async def _measure_export(database: Database, raw: sqlite3.Connection) -> list[Figure]:
    source = Source(database=database, today=TODAY, calendar=Calendar(), team_id=TEAM)
    bare = _seconds_of(lambda: _write_bare(raw))
    began_at = time.perf_counter()
    rows = await _export(source, EXPORTED)
    seconds = time.perf_counter() - began_at
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    more_rows = await _export(source, EXPORTED_MORE)
    grown_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak_kib) / 1024
    baseline = f"the bare driver and csv: {bare:.2f} s"
    return [
        under(f"CSV of {rows:,} rows", seconds, bound=3, unit="s", baseline=baseline),
        under(f"memory that {more_rows:,} rows take beyond those", grown_mib, bound=8, unit="MiB"),
    ]


async def _export(source: Source, span: Span) -> int:
    with tempfile.TemporaryFile("w", newline="") as out:
        return await write_csv(source, span, out)


def _write_bare(raw: sqlite3.Connection) -> None:
    bounds = (EXPORTED.first_day.isoformat(), EXPORTED.last_day.isoformat())
    rows = raw.execute("SELECT * FROM ledger WHERE day_start BETWEEN ? AND ? ORDER BY id", bounds)
    csv.writer(io.StringIO()).writerows(rows)


async def _seconds(work: Callable[[], Awaitable[object]]) -> float:
    began_at = time.perf_counter()
    await work()
    return time.perf_counter() - began_at


def _seconds_of(work: Callable[[], object]) -> float:
    began_at = time.perf_counter()
    work()
    return time.perf_counter() - began_at
