"""A workspace with a long past, made by SQL: jobs, their pictures, their ledger rows and the counters."""

import sqlite3
from typing import Final

from storage.days import DIMENSIONS

TEAM: Final = "T0BENCH"
_DAYS: Final = 332  # from 1 January to 28 November 2026, in the order in which they were

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)"
_DAY = "date('2026-01-01', (i * :days / :count) || ' days')"
_JOB = """
    printf('%032x', i) AS job_id, 'U' || (i * 7 % 200) AS user_id, 'C' || (i * 11 % 40) AS channel_id,
    CASE i % 5 WHEN 0 THEN '2' WHEN 1 THEN 'magnific' ELSE '3' END AS model_key,
    CASE i % 5 WHEN 1 THEN 'magnific' ELSE 'runware' END AS service,
    CASE i % 3 WHEN 0 THEN 'campaign-' || (i % 50) END AS tag
"""
_LEDGER = f"""
    {_NUMBERS}, jobs_of AS (SELECT i, {_JOB}, {_DAY} AS day FROM n),
    kinds(kind, amount, delta) AS (VALUES ('reservation', 60000, 60000), ('settlement', 59000, -1000))
    INSERT INTO ledger (kind, job_id, team_id, user_id, channel_id, model_key, service, tag, amount_micros,
        delta_micros, is_estimate, created_at, day_start, week_start, month_start)
    SELECT kind, job_id, :team, user_id, channel_id, model_key, service, tag, amount, delta, 0,
        day || ' 12:00:00.000000', day, date(day, '-6 days', 'weekday 1'), date(day, 'start of month')
    FROM jobs_of CROSS JOIN kinds
"""  # noqa: S608 (nothing of it comes from outside)
_JOBS = f"""
    {_NUMBERS}, jobs_of AS (SELECT i, {_JOB}, {_DAY} AS day FROM n)
    INSERT INTO jobs (id, team_id, user_id, channel_id, thread_ts, is_thread_new, draft, model_key, tag, count,
        price_was_shown, stage, chain_number, next_step, failing_times, notes, quote_micros, charged_micros,
        is_estimate, announced, delivered, is_cancel_requested, asked_at, reserved_at, submitted_at, finished_at)
    SELECT job_id, :team, user_id, channel_id, i || '.0', 0, '{{}}', model_key, tag, 1, 0,
        CASE i % 25 WHEN 0 THEN 'failed' ELSE 'delivered' END, 1, 'close', 0, '[]', 60000, 59000, 0, '', 1, 0,
        day || ' 12:00:00.000000', day || ' 12:00:01.000000', day || ' 12:00:02.000000',
        day || ' 12:00:' || printf('%02d', 5 + i % 50) || '.000000'
    FROM jobs_of
"""  # noqa: S608 (nothing of it comes from outside)
_TASKS = f"""
    {_NUMBERS}, jobs_of AS (SELECT i, {_JOB}, {_DAY} AS day FROM n)
    INSERT INTO tasks (id, job_id, number, service, person_key, turn, expected, state, tries, polls, failing_times,
        raw_answer, failures, planned_at, intent_at, accepted_at, finished_at)
    SELECT job_id, job_id, 1, service, :team || ':' || user_id, i, 1,
        CASE i % 25 WHEN 0 THEN 'failed' ELSE 'finished' END, 1, 3, 0, '{{}}', '[]',
        day || ' 12:00:01.000000', day || ' 12:00:02.000000', day || ' 12:00:02.000000', day || ' 12:00:55.000000'
    FROM jobs_of
"""  # noqa: S608 (nothing of it comes from outside)
_VERSIONS = f"""
    {_NUMBERS}, jobs_of AS (SELECT i, {_JOB}, {_DAY} AS day FROM n)
    INSERT INTO versions (id, team_id, channel_id, thread_ts, number, parent_id, job_id, task_id, picture_id,
        state, cost_micros, is_flagged, notes, created_at)
    SELECT printf('a%031x', i), :team, channel_id, i || '.0', i % 4,
        CASE WHEN i % 4 > 0 THEN printf('a%031x', i - 1) END, job_id, job_id, 'p', 'shared', 59000, 0, '[]',
        day || ' 12:00:30.000000'
    FROM jobs_of WHERE i % 25 > 0
"""  # noqa: S608 (nothing of it comes from outside)
_COUNTERS = """
    INSERT INTO ledger_counters (team_id, scope, scope_id, period, period_start, committed_micros)
    SELECT team_id, '{scope}', {owner}, '{period}', {period}_start, sum(delta_micros)
    FROM ledger GROUP BY team_id, {owner}, {period}_start
"""


_DAYS_SUMS = """
    INSERT INTO ledger_days (team_id, dimension, day_start, key, spent_micros, committed_micros, jobs, drift_micros)
    SELECT team_id, '{dimension}', day_start, coalesce({dimension}, ''),
        sum(CASE kind WHEN 'settlement' THEN amount_micros ELSE 0 END), sum(delta_micros),
        sum(kind = 'reservation'), sum(CASE kind WHEN 'settlement' THEN delta_micros ELSE 0 END)
    FROM ledger GROUP BY team_id, day_start, coalesce({dimension}, '')
"""


def fill(raw: sqlite3.Connection, *, rows: int) -> None:
    """Two ledger rows a job, evenly over the days, 200 people, 40 channels; one commit."""
    counts = {"count": rows // 2, "days": _DAYS, "team": TEAM}
    with raw:
        for statement in (_LEDGER, _JOBS, _TASKS, _VERSIONS):
            raw.execute(statement, counts)
        for scope, owner in (("user", "user_id"), ("channel", "channel_id"), ("workspace", "'*'")):
            for period in ("day", "week", "month"):
                raw.execute(_COUNTERS.format(scope=scope, owner=owner, period=period))
        for dimension in DIMENSIONS:
            raw.execute(_DAYS_SUMS.format(dimension=dimension))
    raw.execute("PRAGMA optimize")
