"""A reserved job becomes visible: thread, tinted preview, status message; then its tasks go into the queue."""

from uuid import UUID

import structlog

from bot.announcer import FINAL_STAGES, Choice, Illustration, Notice, Stage, Status
from bot.catalogue import Field, Verb
from bot.engine import Following
from bot.images.preview import tint
from bot.reading.manners import Manner
from bot.reading.requests import Draft
from bot.steps import preparing, questions
from bot.steps.records import load_request, original_id_of, task_chain, task_id_of
from bot.steps.summary import Progress, read_progress, read_status, send_status, show_status
from bot.workshop import Workshop
from storage import attachments, jobs, tasks
from storage.jobs import Job

log = structlog.get_logger(__name__)

# A version in one of these is done with; nobody has to bring it anywhere any more.
SETTLED_VERSIONS = frozenset({"shared", "kept", "withheld", "lost"})
UNSETTLED_VERSIONS = frozenset({"new", "fetched", "rendered"})
SETTLED_TASKS = frozenset({"finished", "failed", "cancelled", "expired", "to_be_checked", "late"})

# So many times as long as anybody else until a job that stands in line looks by itself.
_IN_LINE_PATIENCE = 360


async def announce(workshop: Workshop, job_id: UUID) -> Following | None:
    """Open the thread, show what will change and what it will cost."""
    job = await questions.ensure_thread(workshop, job_id)
    if job.stage in FINAL_STAGES:
        return None
    if job.seed_digest is not None:
        await preparing.keep_original(workshop, job, version_id=original_id_of(job_id, job.seed_digest))
    if job.verb == Verb.EDIT:
        await _share_preview(workshop, job)
    await show_status(workshop, job_id)
    pause_seconds = workshop.timing.pause_seconds if job.manner == Manner.PAUSED else 0.0
    return Following(step="plan", after_seconds=pause_seconds)


async def _share_preview(workshop: Workshop, job: Job) -> None:
    assert job.seed_digest is not None, "decided before"
    assert job.mask_digest is not None, "read before"
    assert job.marked_share is not None, "read before"
    seed_png = await workshop.pictures.get(job.seed_digest)
    mask_png = await workshop.pictures.get(job.mask_digest)
    preview = await workshop.pool.run(tint, seed_png, mask_png)
    share = format_share(job.marked_share)
    notice = Notice(
        text=f"{share} of the picture will change: the tinted part.",
        pictures=[
            Illustration(
                png=preview, file_name="what-will-change.png", alt_text=f"{share} will change, tinted"
            )
        ],
        choices=await _flip_choices(workshop, job),
    )
    await questions.share_once(workshop, job.id, notice, key="preview")


async def _flip_choices(workshop: Workshop, job: Job) -> list[Choice]:
    """One click to the other side, where nobody said which colour of an uploaded mask marks the edit."""
    said = Draft.from_json(job.draft).values.get(Field.MASK_POLARITY)
    async with workshop.database.transaction(read_only=True) as session:
        pictures = await attachments.list_attachments(session, job.id)
    is_upload = any(picture.role == Field.MASK_IMAGE and picture.is_mask_like for picture in pictures)
    if not is_upload or said is not None or workshop.mask_convention != "auto":
        return []
    return [Choice(action="flip_mask", label="Change the other part instead", value=str(job.id))]


def format_share(share: float) -> str:
    """ "7.4 %"; very small shares keep two digits so that they do not read as nothing."""
    percent = share * 100
    return f"{percent:.1f} %" if percent >= 0.1 else f"{percent:.2g} %"


async def plan(workshop: Workshop, job_id: UUID) -> Following | None:
    """Write down the tasks and put each into its service's queue, where people take turns."""
    async with workshop.database.transaction() as session:
        job = await jobs.get_job(session, job_id)
        if job.stage in FINAL_STAGES:
            return Following(step="close")  # cancelled just now: the status message has to say so
        request, _ = await load_request(workshop, session, job)
        # A service that makes one result a task gets a task for each.
        per_task = min(request.model.results_per_task, request.count)
        person_key = f"{job.team_id}:{job.user_id}"
        for number in range(1, request.count // per_task + 1):
            await tasks.plan_task(
                session,
                task_id_of(job_id, number),
                job_id=job_id,
                number=number,
                service=request.model.service,
                person_key=person_key,
                turn=await tasks.next_turn(session, service=request.model.service, person_key=person_key),
                expected=per_task,
                state="planned",
                planned_at=workshop.clock(),
            )
        planned = await tasks.list_tasks(session, job_id)
    for task in planned:
        if task.state == "planned":
            log.info("A task goes into its service's line.", task_id=str(task.id), service=task.service)
            await workshop.engine.enqueue(
                task_chain(task.id),
                queue=task.service,
                turn=task.turn,
                step="submit",
                subject=str(task.id),
            )
    return Following(step="watch", after_seconds=workshop.timing.watch_seconds)


async def watch(workshop: Workshop, job_id: UUID) -> Following | None:
    """Keep the status message true until every task and every result is done with."""
    async with workshop.database.transaction(read_only=True) as session:
        progress = await read_progress(session, job_id)
        if progress.job.stage in FINAL_STAGES:
            # Refused when its turn came: nobody has been told yet.
            return Following(step="tell_refusal") if progress.job.stage == Stage.REFUSED else None
        if _is_done_with(progress):
            return Following(step="close")
        status = await read_status(workshop, session, progress)
    await send_status(workshop, progress.job, status)
    seconds = _until_next_look(status, watch_seconds=workshop.timing.watch_seconds)
    return Following(step="watch", after_seconds=seconds)


def _is_done_with(progress: Progress) -> bool:
    return all(task.state in SETTLED_TASKS for task in progress.tasks) and all(
        version.state in SETTLED_VERSIONS for version in progress.results
    )


def _until_next_look(status: Status, *, watch_seconds: float) -> float:
    """Slack counts edits: a long job is looked at less often, and whatever happens to it wakes its chain.

    So does a new place in line (``bot/line.py``): a thousand who wait there are not to keep us busy.
    """
    if status.place_in_line is not None:
        return _IN_LINE_PATIENCE * watch_seconds
    return min(15.0, watch_seconds + (status.elapsed_seconds or 0.0) / 4)
