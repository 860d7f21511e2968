"""What tests about money share: wishes in words, a job's row, and all books held against each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.announcer import FINAL_STAGES, Stage
from bot.catalogue import MODELS, ServiceName
from bot.people import Person
from storage.jobs import JobRow
from storage.ledger import LedgerRow
from storage.tasks import TaskRow
from storage.versions import VersionRow
from tests.flows.house import House, picture, text_of

ADA = Person(team_id="T0RETOUCH", user_id="U0ADA0001")
SMALL = (96, 64)
EDIT = "edit a red door --region top"


@dataclass(frozen=True, kw_only=True)
class Books:
    """Every row about money there is."""

    jobs: Sequence[JobRow]
    entries: Sequence[LedgerRow]
    tasks: Sequence[TaskRow]
    results: Sequence[VersionRow]  # what a service made

    def entries_of(self, job: JobRow) -> list[tuple[str, int]]:
        """(kind, amount) of a job's ledger entries as they were written."""
        return [(entry.kind, entry.amount_micros) for entry in self.entries if entry.job_id == job.id]

    def charge_of(self, job: JobRow) -> int:
        """What the ledger says a job has cost."""
        return sum(
            entry.amount_micros
            for entry in self.entries
            if entry.job_id == job.id and entry.kind in {"settlement", "adjustment"}
        )


async def read_books(house: House) -> Books:
    """All rows, in the order they were written."""
    async with house.running.workshop.database.transaction(read_only=True) as session:
        return Books(
            jobs=list(await session.scalars(select(JobRow).order_by(JobRow.asked_at))),
            entries=list(await session.scalars(select(LedgerRow).order_by(LedgerRow.id))),
            tasks=list(await session.scalars(select(TaskRow))),
            results=list(await session.scalars(select(VersionRow).where(VersionRow.task_id.is_not(None)))),
        )


async def find_job(house: House, thread_ts: str) -> JobRow:
    """The newest job of a thread."""
    return [job for job in (await read_books(house)).jobs if job.thread_ts == thread_ts][-1]


async def ask(
    house: House,
    text: str = EDIT,
    *,
    user: str = "ada",
    channel: str = "design",
    files: Sequence[tuple[str, bytes]] | None = None,
) -> str:
    """Mention the app below a picture; the ts of the thread that follows."""
    attached = [("shop.png", picture(SMALL))] if files is None else files
    message = await house.workspace.say(user, channel, f"@retouch {text}", files=attached)
    ts: str = message["ts"]
    return ts


async def see_end(house: House, thread_ts: str, *, channel: str = "design") -> JobRow:
    """The job of a thread once its status message is the summary."""
    await house.wait_for(lambda: house.is_over(channel, thread_ts))
    return await find_job(house, thread_ts)


async def see_works(house: House) -> None:
    """Another job runs as if nothing had happened."""
    thread_ts = await ask(house, channel="general")
    job = await see_end(house, thread_ts, channel="general")
    assert job.stage == Stage.DELIVERED
    assert len(house.results("general", thread_ts)) == 1


def told_privately(house: House, user: str = "ada") -> list[str]:
    """What only this person was told, where they stood or by direct message."""
    direct: list[dict[str, Any]] = house.workspace.messages("@retouch", user=user)
    return [text_of(message) for message in (*house.workspace.ephemerals(user), *direct)]


async def check_books(house: House) -> Books:
    """Ledger, counters, job rows and what the services billed say the same, to the micro-dollar."""
    books = await read_books(house)
    assert await house.running.workshop.spending.prove() == []
    for job in books.jobs:
        _check_job(house, books, job)
    for user_id in {job.user_id for job in books.jobs}:
        month = await house.running.workshop.spending.month_of(
            Person(team_id=ADA.team_id, user_id=user_id)
        )
        own = [job for job in books.jobs if job.user_id == user_id]
        assert month.spent_micros == sum(books.charge_of(job) for job in own)
        assert month.open_micros == 0
    assert len(books.results) == sum(
        len(task.results) for service in (house.runware, house.magnific) for task in service.tasks.values()
    )
    return books


def _check_job(house: House, books: Books, job: JobRow) -> None:
    assert job.stage in FINAL_STAGES
    kinds = [kind for kind, _ in books.entries_of(job)]
    assert kinds.count("reservation") <= 1
    if kinds:
        assert ("settlement" in kinds) or ("release" in kinds)
    charge = books.charge_of(job)
    assert job.charged_micros == charge
    results = [result for result in books.results if result.job_id == job.id]
    assert sum(result.cost_micros for result in results) == charge
    model = MODELS.get(job.model_key or "")
    if model is None or not kinds:
        assert charge == 0
    elif model.service == ServiceName.RUNWARE:
        ids = [task.provider_task_id or "" for task in books.tasks if task.job_id == job.id]
        assert charge == sum(house.runware.billed.get(task_id, 0) for task_id in ids)
    else:
        # Magnific names no price, so that of the list counts, an equal part for each result.
        assert charge == job.quote_micros // job.count * len(results)
        assert job.is_estimate
