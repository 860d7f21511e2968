"""``retouch jobs``: what an operator may see and do in the rows, while ``retouch serve`` runs beside it.

No prompt is shown. What is changed here is picked up by the running app within a minute.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from bot.announcer import FINAL_STAGES, Stage
from bot.databases import open_database
from bot.doors.answers import mark_cancelled
from bot.errors import RequestError
from bot.money.amounts import format_usd
from bot.money.opening import open_spending
from bot.money.spending import Spending
from bot.office.checked import short_id
from bot.settings import Settings
from storage import Database, Session, attachments, jobs, ledger, tasks, versions
from storage.jobs import Job

_SEARCHED = 2000  # of the newest, by the beginning of their ids; all by a whole id
_PICKED_UP = "The running app picks it up within a minute."
# What a new job takes over from the one it repeats; everything else is found out anew.
_REPEATED = (
    "team_id",
    "user_id",
    "channel_id",
    "thread_ts",
    "is_thread_new",
    "parent_version_id",
    "draft",
    "price_was_shown",
)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the commands work with."""

    database: Database
    spending: Spending
    now: datetime


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[Desk]:
    """The database of the settings, brought up to date, and closed on leaving."""
    async with open_database(settings) as database:
        now = datetime.now(UTC)
        yield Desk(database=database, spending=open_spending(settings, database, lambda: now), now=now)


async def list_jobs(database: Database, *, shows_all: bool, limit: int, now: datetime) -> list[str]:
    """A line for each job that has not ended, or for the newest of all."""
    async with database.transaction(read_only=True) as session:
        found = await jobs.list_newest(
            session, limit=limit, but_stages=[] if shows_all else sorted(FINAL_STAGES)
        )
    if not found:
        return ["No job is under way."]
    return [_line(job, now) for job in found]


async def show_job(database: Database, name: str, *, now: datetime) -> list[str]:
    """Everything about one job that is not private."""
    async with database.transaction(read_only=True) as session:
        job = await _find(session, name)
        job_tasks = await tasks.list_tasks(session, job.id)
        results = await versions.list_of_job(session, job.id)
        entries = await ledger.list_entries(session, job.id)
    return [
        _line(job, now),
        f"  id {job.id}, thread {job.thread_ts or '(none)'}, chain {job.chain_number}",
        f"  quote {format_usd(job.quote_micros)}, charged {format_usd(job.charged_micros)}",
        f"  asked {job.asked_at:%Y-%m-%d %H:%M:%S} UTC{_since(job)}",
        *([f"  told: {job.sentence}"] if job.sentence else []),
        *(
            f"  task {task.number} at {task.service}: {task.state}, submits: {task.tries}, looks: {task.polls}, "
            f"id {task.id}, known there as {task.provider_task_id or '(nothing)'}"
            f"{_failing(task.failing_step, task.failing_times)}"
            for task in job_tasks
        ),
        *(
            f"  result v{result.label}: {result.state}, {format_usd(result.cost_micros)}"
            for result in results
        ),
        *(f"  ledger: {entry.kind} {format_usd(entry.amount_micros)}" for entry in entries),
    ]


async def cancel_job(database: Database, spending: Spending, name: str, *, now: datetime) -> str:
    """Stop a job as its Cancel button would; the person sees it in the thread."""
    async with database.transaction() as session:
        job = await _find(session, name)
        said = await mark_cancelled(session, job.id, spending=spending, now=now)
    return f"{said} {_PICKED_UP}"


async def retry_job(database: Database, name: str, *, now: datetime) -> str:
    """Give a job that keeps failing its tries back; ask for one that ended without a result once more.

    Raises:
        RequestError: it has given a result, or its charge is not known.
    """
    async with database.transaction() as session:
        job = await _find(session, name)
        if job.stage not in FINAL_STAGES:
            await jobs.change_job(session, job.id, failing_step=None, failing_times=0)
            for task in await tasks.list_tasks(session, job.id):
                await tasks.change_task(session, task.id, failing_step=None, failing_times=0)
            return f"{short_id(job.id)} is still under way and has all its tries again."
        if job.stage in {Stage.DELIVERED, Stage.TO_BE_CHECKED} or job.charged_micros:
            raise RequestError(
                f"This job is {_words(job.stage)} and may have been charged. Nothing was started; "
                "use Again in its thread; what it was charged an admin settles in Slack, by the usage command's close."
            )
        new_id = await _repeat(session, job, now=now)
    return f"{short_id(new_id)} is the same request as a new job. {_PICKED_UP}"


async def _repeat(session: Session, job: Job, *, now: datetime) -> UUID:
    """A new row; without a chain the sweeper starts one."""
    new_id = uuid4()
    columns = {name: getattr(job, name) for name in _REPEATED}
    await jobs.open_job(session, new_id, **columns, stage=Stage.ASKED, next_step="take_in", asked_at=now)
    pictures = await attachments.list_attachments(session, job.id)
    await attachments.add_attachments(session, new_id, pictures)
    return new_id


async def _find(session: Session, name: str) -> Job:
    wanted = name.casefold().replace("-", "")
    with contextlib.suppress(ValueError):
        if job := await jobs.find_job(session, UUID(wanted)):
            return job
    newest = await jobs.list_newest(session, limit=_SEARCHED)
    found: Sequence[Job] = [job for job in newest if wanted and job.id.hex.startswith(wanted)]
    if len(found) != 1:
        how_many = "No job begins" if not found else "Several jobs begin"
        raise RequestError(f"{how_many} with {name!r}. `retouch jobs list --all` shows them.")
    return found[0]


def _line(job: Job, now: datetime) -> str:
    age = str(timedelta(seconds=round((now - job.asked_at).total_seconds())))
    what = f"{job.model_key or 'not decided'} x{job.count}"
    return (
        f"{short_id(job.id)}  {_words(job.stage):13} {age:>16}  {job.user_id} in {job.channel_id}  {what}"
        f"{_failing(job.failing_step, job.failing_times)}"
    )


def _since(job: Job) -> str:
    if job.finished_at is not None:
        return f", ended {job.finished_at:%Y-%m-%d %H:%M:%S} UTC"
    return f", waits for a person: {job.waiting_for}" if job.waiting_for else ""


def _failing(step: str | None, times: int) -> str:
    return f"  ({step} failed {times} times)" if step and times else ""


def _words(stage: str) -> str:
    return stage.replace("_", " ")
