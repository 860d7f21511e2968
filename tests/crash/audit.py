"""The reckoning: what the app says it did, held against what the services billed and what stands in Slack."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot.announcer import FINAL_STAGES, Stage
from bot.demo.services.orders import Task as Bought
from bot.errors import Reason
from bot.steps.records import read_failures
from storage import Database
from storage.jobs import JobRow
from storage.ledger import EntryKind, LedgerRow
from storage.proof import find_mismatches
from storage.tasks import TaskRow
from storage.versions import VersionRow
from tests.crash.people import Wish
from tests.flows.house import Street, has_button
from tests.rows import load_rows

_WORD = re.compile(r"house\d+")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_PREVIEW = "of the picture will change"
# A charge that may come yet is neither wrong nor right.
_OPEN_CHARGE = frozenset({Stage.TO_BE_CHECKED})


@dataclass(frozen=True, kw_only=True)
class Books:
    """All rows that say what became of the wishes."""

    jobs: Sequence[JobRow]
    entries: Sequence[LedgerRow]
    tasks: Sequence[TaskRow]
    versions: Mapping[UUID, VersionRow]
    mismatches: Sequence[object]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How things stand in the middle of a run."""

    open_jobs: int
    finished_threads: Sequence[tuple[str, str]]  # channel and ts


@dataclass(kw_only=True)
class Verdict:
    """What went wrong, each with a line that says where; all four must be empty."""

    lost: list[str] = field(default_factory=list)
    doubled_submits: list[str] = field(default_factory=list)
    doubled_posts: list[str] = field(default_factory=list)
    wrong_charges: list[str] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    heard: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled_submits or self.doubled_posts or self.wrong_charges)


async def read_standing(database: Database) -> Standing:
    """A short look."""
    async with database.transaction(read_only=True) as session:
        rows = list(await session.execute(select(JobRow.stage, JobRow.channel_id, JobRow.thread_ts)))
    return Standing(
        open_jobs=sum(stage not in FINAL_STAGES for stage, _, _ in rows),
        finished_threads=[
            (channel_id, thread_ts)
            for stage, channel_id, thread_ts in rows
            if stage == Stage.DELIVERED and thread_ts is not None
        ],
    )


async def read_books(database: Database) -> Books:
    """Every row, in one look."""
    async with database.transaction(read_only=True) as session:
        jobs = await load_rows(session, select(JobRow).order_by(JobRow.asked_at))
        versions = await load_rows(session, select(VersionRow).where(VersionRow.task_id.is_not(None)))
        first = min((job.asked_at for job in jobs), default=None)
        return Books(
            jobs=jobs,
            entries=await load_rows(session, select(LedgerRow).order_by(LedgerRow.id)),
            tasks=await load_rows(session, select(TaskRow)),
            versions={version.id: version for version in versions},
            mismatches=[]
            if first is None
            else await find_mismatches(session, since=first.date().replace(day=1)),
        )


def word_of(text: str) -> str:
    """The word that tells a wish apart, empty where there is none."""
    found = _WORD.search(text)
    return found.group() if found else ""


def bought(street: Street) -> dict[str, list[tuple[Bought, int]]]:
    """What the services took on, by wish, each with its bill."""
    found: dict[str, list[tuple[Bought, int]]] = {}
    for service in (street.runware, street.magnific):
        for task in service.tasks.values():
            bill = service.billed.get(task.task_id, 0)
            found.setdefault(word_of(task.order.prompt), []).append((task, bill))
    return found


def unfinished(books: Books, street: Street) -> list[JobRow]:
    """Jobs that have not ended, or have ended without a result that a service has ready."""
    purchases = bought(street)
    return [
        job
        for job in books.jobs
        if job.stage not in FINAL_STAGES
        or (job.stage == Stage.EXPIRED and any(bill for _, bill in purchases.get(word_of(job.draft), [])))
        or not _is_status_final(street, job)
    ]


def judge(wishes: Iterable[Wish], books: Books, street: Street) -> Verdict:
    """Hold the three against each other."""
    verdict = Verdict()
    purchases = bought(street)
    jobs = {word_of(job.draft): job for job in books.jobs}
    if len(jobs) != len(books.jobs):
        verdict.doubled_submits.append("a wish became two jobs")
    for wish in wishes:
        verdict.heard += wish.is_heard
        if wish.is_heard and wish.word not in jobs:
            verdict.lost.append(f"{wish.word}: answered, and no job")
    for word, job in jobs.items():
        verdict.ends[job.stage] += 1
        _judge_submits(verdict, word, job, books, purchases.get(word, []))
        _judge_delivery(verdict, word, job, books, street, purchases.get(word, []))
        _judge_charge(verdict, word, job, books, purchases.get(word, []))
    for word in purchases.keys() - jobs.keys():
        verdict.wrong_charges.append(f"{word or 'something'}: bought, and no job")
    verdict.wrong_charges.extend(str(mismatch) for mismatch in books.mismatches)
    return verdict


def _judge_submits(
    verdict: Verdict, word: str, job: JobRow, books: Books, purchases: Sequence[tuple[Bought, int]]
) -> None:
    planned = sum(task.job_id == job.id for task in books.tasks)
    if len(purchases) > planned:
        verdict.doubled_submits.append(f"{word}: {len(purchases)} bought, {planned} planned")


def _judge_delivery(
    verdict: Verdict,
    word: str,
    job: JobRow,
    books: Books,
    street: Street,
    purchases: Sequence[tuple[Bought, int]],
) -> None:
    """Every result that a service made is in the thread once, and every job has one status message that ended."""
    own = [version for version in books.versions.values() if version.job_id == job.id]
    made = sum(len(task.results) for task, _ in purchases)
    posted = _posted(street, job)
    results = Counter(key for key in posted if key.startswith("result:"))
    mine = [results[f"result:{version.id}"] for version in own]
    if job.stage not in FINAL_STAGES or not _is_status_final(street, job):
        verdict.lost.append(
            f"{word}: stands at {job.stage}, next {job.next_step}, failing {job.failing_step}"
        )
    elif job.stage not in _OPEN_CHARGE and sum(count > 0 for count in mine) != made:
        verdict.lost.append(f"{word}: {job.stage}, {made} made and {mine} posted, {job.sentence}")
    elif job.stage not in _OPEN_CHARGE and not made and not _has_reason(job, books, purchases):
        verdict.lost.append(f"{word}: {job.stage} without a reason of the service's: {job.sentence}")
    doubled = [key for key, count in Counter(posted).items() if count > 1 and key != "preview"]
    if doubled:
        verdict.doubled_posts.append(f"{word}: {doubled}")
    edits = sum(
        other.thread_ts == job.thread_ts and other.channel_id == job.channel_id and other.verb == "edit"
        for other in books.jobs
    )
    if posted.count("preview") > edits:
        verdict.doubled_posts.append(f"{word}: {posted.count('preview')} previews of {edits} edits")


def _has_reason(job: JobRow, books: Books, purchases: Sequence[tuple[Bought, int]]) -> bool:
    """Whether the service failed, or would not take the task at the last of its tries; kills use up tries too."""
    if any(task.mishaps for task, _ in purchases):
        return True
    own = [task for task in books.tasks if task.job_id == job.id]
    return any(failure.reason is Reason.BUSY for task in own for failure in read_failures(task.failures))


def _judge_charge(
    verdict: Verdict, word: str, job: JobRow, books: Books, purchases: Sequence[tuple[Bought, int]]
) -> None:
    billed = sum(bill for _, bill in purchases)
    entries = {entry.kind: entry.amount_micros for entry in books.entries if entry.job_id == job.id}
    kinds = [entry.kind for entry in books.entries if entry.job_id == job.id]
    if job.stage in _OPEN_CHARGE:
        if kinds != [EntryKind.RESERVATION]:
            verdict.wrong_charges.append(f"{word}: to be checked, and {kinds}")
        return
    charged = entries.get(EntryKind.SETTLEMENT, 0)
    is_closed = EntryKind.SETTLEMENT in kinds or EntryKind.RELEASE in kinds
    if charged != billed or (EntryKind.RESERVATION in kinds and not is_closed):
        verdict.wrong_charges.append(f"{word}: {job.stage}, billed {billed}, ledger {entries}")


def _posted(street: Street, job: JobRow) -> list[str]:
    """A name for everything of ours in the job's thread; the same name twice is the same thing twice."""
    if job.thread_ts is None:
        return []
    names = []
    for message in street.thread(job.channel_id, job.thread_ts):
        if message["user"] != street.workspace.bot_user_id:
            continue
        payload: dict[str, Any] = (message.get("metadata") or {}).get("event_payload") or {}
        if payload:
            names.append(":".join(str(payload[key]) for key in sorted(payload)))
        elif has_button(message, "again"):
            found = _UUID.search(str(message["blocks"]))
            names.append(f"result:{found.group() if found else ''}")
        elif _PREVIEW in str(message):
            names.append("preview")
        else:
            names.append(f"{job.id}:{message['text']}:{len(message.get('files', []))}:{message['ts']}")
    return names


def _is_status_final(street: Street, job: JobRow) -> bool:
    """Whether the job's status message, where it has one, has lost its Cancel button."""
    if job.status_ts is None or job.thread_ts is None:
        return True
    status = [
        message for message in street.thread(job.channel_id, job.thread_ts) if message["ts"] == job.status_ts
    ]
    return bool(status) and not has_button(status[0], "cancel")
