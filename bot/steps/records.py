"""Rows to values and back: what the steps keep as JSON in the database."""

import json
import uuid
from collections.abc import Iterable, Sequence
from uuid import UUID

from bot.catalogue import Field, Verb
from bot.errors import Reason
from bot.people import Person, Thread
from bot.providers.base import Failure
from bot.reading.requests import Draft, Request
from bot.workshop import Workshop
from storage import Session
from storage.attachments import KeptAttachment, list_attachments
from storage.jobs import Job, change_job, get_job
from storage.tasks import Task

_NAMESPACE = UUID("6f2f3c0e-6f0b-5d3a-9d53-5b1f5ad1c0de")
_SHOWINGS = UUID("b3f6c3c4-3c55-5f0b-8a39-0a4d1b1f1a0e")
_SEEDS = 2**31  # how many there are, from 0 on


def job_id_of(delivery_key: str) -> UUID:
    """The id of the job that a delivery asks for: the same delivery, the same job."""
    return uuid.uuid5(_NAMESPACE, f"job:{delivery_key}")


def task_id_of(job_id: UUID, number: int) -> UUID:
    """The name a service may know a task by. Derived, so that a repeated step does not draw another one;
    shaped as version 4, because that is what Runware asks for."""
    return UUID(bytes=uuid.uuid5(_NAMESPACE, f"task:{job_id}:{number}").bytes, version=4)


def version_id_of(task_id: UUID, picture_id: str) -> UUID:
    """The id of a result: a service that repeats itself adds nothing."""
    return uuid.uuid5(_NAMESPACE, f"version:{task_id}:{picture_id}")


def original_id_of(job_id: UUID, digest: str) -> UUID:
    """The id of a picture that came with a job and begins a line of versions."""
    return uuid.uuid5(_NAMESPACE, f"original:{job_id}:{digest}")


def job_chain(job_id: UUID, number: int) -> str:
    """The engine's name for a job's chain; each answer of a person begins the next."""
    return f"job:{job_id}:{number}"


def task_chain(task_id: UUID) -> str:
    """The engine's name for a task's chain, the one that takes a slot at the service."""
    return f"task:{task_id}"


def delivery_chain(task_id: UUID) -> str:
    """The engine's name for the chain that brings a task's results to people."""
    return f"deliver:{task_id}"


def deletion_chain(version_id: UUID) -> str:
    """The engine's name for the chain that takes a result out of its thread."""
    return f"delete:{version_id}"


def showing_id_of(key: str) -> UUID:
    """The id of a showing: the same wish, the same one."""
    return uuid.uuid5(_SHOWINGS, key)


def showing_chain(showing_id: UUID) -> str:
    """The engine's name for the chain that posts a comparison or a sentence."""
    return f"show:{showing_id}"


def late_chain(task_id: UUID) -> str:
    """The engine's name for the chain that waits for a result given up on."""
    return f"late:{task_id}"


def person_of(job: Job) -> Person:
    """Who asked."""
    return Person(team_id=job.team_id, user_id=job.user_id)


def thread_of(job: Job) -> Thread:
    """Where the job lives. Until the job says something there, its thread is as new as when it was asked for."""
    is_new = job.is_thread_new and not read_announced(job).keys() - {"root"}
    return Thread(team_id=job.team_id, channel_id=job.channel_id, thread_ts=job.thread_ts, is_new=is_new)


def read_list(text: str) -> list[str]:
    """A JSON list of short sentences."""
    return [str(item) for item in json.loads(text)]


def write_list(items: Iterable[str]) -> str:
    """The inverse of ``read_list``, without repeats."""
    return json.dumps(list(dict.fromkeys(items)))


def read_failures(text: str) -> list[Failure]:
    """What a task's row says went wrong."""
    return [
        Failure(
            reason=Reason(item["reason"]),
            message=item["message"],
            parameter=item["parameter"],
            cost_micros=item["cost_micros"],
        )
        for item in json.loads(text)
    ]


def write_failures(failures: Sequence[Failure]) -> str:
    """The inverse of ``read_failures``."""
    return json.dumps(
        [
            {
                "reason": item.reason,
                "message": item.message[:2000],
                "parameter": item.parameter,
                "cost_micros": item.cost_micros,
            }
            for item in failures
        ]
    )


def read_announced(job: Job) -> dict[str, list[str]]:
    """What was begun with Slack: the key of each message, with the ids of its files."""
    announced: dict[str, list[str]] = json.loads(job.announced or "{}")
    return announced


async def note_announced(workshop: Workshop, job_id: UUID, *, key: str, file_ids: Sequence[str]) -> None:
    """Write down that a message is about to go out, so that after a crash it is looked for first."""
    async with workshop.database.transaction() as session:
        job = await get_job(session, job_id, for_update=True)
        announced = {**read_announced(job), key: list(file_ids)}
        await change_job(session, job_id, announced=json.dumps(announced))


def seed_of(job: Job, task: Task) -> int | None:
    """The seed asked for, one further in each further task: the same seed would make the same picture again."""
    seed = Draft.from_json(job.draft).values.get(Field.SEED)
    return (seed + task.number - 1) % _SEEDS if isinstance(seed, int) else None


async def load_request(
    workshop: Workshop, session: Session, job: Job
) -> tuple[Request, Sequence[KeptAttachment]]:
    """The job's request, checked again as it was when it was decided, and the pictures it speaks of."""
    assert job.verb is not None, "decided before"
    pictures = await list_attachments(session, job.id)
    request = workshop.read_request(
        Draft.from_json(job.draft), verb=Verb(job.verb), pictures=count_pictures(pictures)
    )
    return request, pictures


def count_pictures(attachments: Sequence[KeptAttachment]) -> dict[Field, int]:
    """How many pictures fill each field."""
    counts: dict[Field, int] = {}
    for attachment in attachments:
        if attachment.role is not None:
            role = Field(attachment.role)
            counts[role] = counts.get(role, 0) + 1
    return counts
