"""The job's one status message, put together from its rows: progress first, the summary at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from uuid import UUID

from bot.announcer import FINAL_STAGES, ModelOffer, Stage, Status
from bot.catalogue import MODELS, Field, ServiceName, Verb
from bot.errors import AnnouncementFailed, Reason, RequestError
from bot.reading.carrying import for_model
from bot.reading.manners import Manner
from bot.reading.requests import Draft
from bot.sentences import CANCELLING_CHARGED
from bot.steps.records import (
    count_pictures,
    note_announced,
    person_of,
    read_announced,
    read_failures,
    read_list,
    thread_of,
)
from bot.workshop import Workshop
from storage import Session, jobs, tasks, versions
from storage import attachments as kept
from storage.jobs import Job
from storage.tasks import Task
from storage.versions import Version

_PAUSE = "Taken from your reply; it starts in a moment, and until then Cancel is free."


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a job is: its row, its tasks and its results at one moment."""

    job: Job
    tasks: Sequence[Task]
    results: Sequence[Version]


async def read_progress(session: Session, job_id: UUID) -> Progress:
    """The three, each in its order."""
    return Progress(
        job=await jobs.get_job(session, job_id),
        tasks=await tasks.list_tasks(session, job_id),
        results=await versions.list_of_job(session, job_id),
    )


async def show_status(workshop: Workshop, job_id: UUID) -> None:
    """Post the status message or change it in place."""
    async with workshop.database.transaction(read_only=True) as session:
        progress = await read_progress(session, job_id)
        status = await read_status(workshop, session, progress)
    await send_status(workshop, progress.job, status)


async def send_status(workshop: Workshop, job: Job, status: Status) -> None:
    """The same for who has read the status already; its ts is stored before anything else happens."""
    is_retry = job.status_ts is None and "status" in read_announced(job)
    if job.status_ts is None:
        await note_announced(workshop, job.id, key="status", file_ids=[])
    status_ts = await workshop.announcer.show_status(
        thread_of(job), status, status_ts=job.status_ts, is_retry=is_retry
    )
    if status_ts != job.status_ts:
        async with workshop.database.transaction() as session:
            await jobs.change_job(session, job.id, status_ts=status_ts)


async def show_final_status(workshop: Workshop, job_id: UUID) -> bool:
    """The summary; False where the channel takes no messages any more, which changes nothing else."""
    try:
        await show_status(workshop, job_id)
    except AnnouncementFailed:
        return False
    return True


async def read_status(workshop: Workshop, session: Session, progress: Progress) -> Status:
    """What the status message says at that moment."""
    job = progress.job
    is_final = job.stage in FINAL_STAGES
    draft = Draft.from_json(job.draft)
    assert job.verb is not None, "decided before"
    status = Status(
        job_id=job.id,
        person=person_of(job),
        verb=Verb(job.verb),
        model_name=MODELS[job.model_key or ""].name,
        stage=Stage(job.stage),
        count=job.count,
        delivered=sum(version.state == "shared" for version in progress.results),
        price_micros=job.charged_micros if is_final else job.quote_micros,
        is_estimate=job.is_estimate,
        left_micros=await workshop.spending.find_left(session, person_of(job), job.channel_id),
        marked_share=job.marked_share,
        notes=read_list(job.notes),
        sentence=job.sentence,
    )
    if is_final:
        kept_ids = [version.id for version in progress.results if version.state == "kept"]
        offer = await _find_offer(workshop, session, progress, draft)
        return replace(status, offer=offer, kept_version_ids=kept_ids)
    speeds = draft.values.get(Field.RENDERING_SPEED)
    durations = await jobs.recent_seconds(session, model_key=job.model_key or "")
    similar = [seconds for text, seconds in durations if _speed_of(text) == speeds]
    began_at = job.submitted_at or job.reserved_at
    is_pause = job.manner == Manner.PAUSED and not progress.tasks
    return replace(
        status,
        notes=[*status.notes, _PAUSE] if is_pause else status.notes,
        place_in_line=await _find_place(session, progress),
        elapsed_seconds=None if began_at is None else (workshop.clock() - began_at).total_seconds(),
        expected_seconds=median(similar) if similar else None,
        sentence=CANCELLING_CHARGED if job.is_cancel_requested else None,
        can_cancel=not job.is_cancel_requested,
    )


async def _find_place(session: Session, progress: Progress) -> int | None:
    is_waiting = any(task.state == "planned" for task in progress.tasks) and progress.job.submitted_at is None
    if not is_waiting:
        return None
    return await tasks.find_place(session, progress.job.id, service=progress.tasks[0].service)


def _speed_of(draft_text: str) -> object:
    return Draft.from_json(draft_text).values.get(Field.RENDERING_SPEED)


async def _find_offer(
    workshop: Workshop, session: Session, progress: Progress, draft: Draft
) -> ModelOffer | None:
    """Where a model is gone, another one that takes the same request, with its price."""
    job = progress.job
    failures = [failure for task in progress.tasks for failure in read_failures(task.failures)]
    if not any(failure.reason is Reason.MODEL_GONE for failure in failures):
        return None
    counts = count_pictures(await kept.list_attachments(session, job.id))
    for model in MODELS.values():
        is_other = model.key != job.model_key and model.verb == job.verb
        if not is_other or ServiceName(model.service) not in workshop.providers:
            continue
        try:
            request = workshop.read_request(for_model(draft, model), verb=model.verb, pictures=counts)
        except RequestError:
            continue  # it has no place for one of the pictures
        quote_micros = workshop.prices.quote(request, pictures=counts)
        return ModelOffer(model_key=model.key, model_name=model.name, quote_micros=quote_micros)
    return None
