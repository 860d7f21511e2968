"""The one step that spends money: an intent row before the submit, and never a second submit on a guess."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from bot.announcer import FINAL_STAGES, Stage
from bot.catalogue import Field, ServiceName
from bot.catalogue.vocabulary import SIZE_PAIRS
from bot.engine import Following
from bot.errors import (
    AnnouncementDelayed,
    AnnouncementFailed,
    ProviderRejected,
    ProviderUnavailable,
    Reason,
    SubmissionUncertain,
)
from bot.images.focus import FocusPlan, cut, fit, plan_focus
from bot.images.size import nearest_size
from bot.providers.base import Failure, Provider, Submission
from bot.reading.requests import EditRequest, Request
from bot.steps.records import job_chain, load_request, seed_of, write_failures
from bot.steps.summary import show_status
from bot.steps.trouble import refuse, retry_seconds
from bot.workshop import Workshop
from storage import Session, jobs, rules, tasks
from storage.attachments import KeptAttachment
from storage.jobs import Job
from storage.tasks import Task

log = structlog.get_logger(__name__)

SUBMIT_TRIES = 8
LOOK_UP_SECONDS = 5.0
# How often a task in line looks whether a pause has ended; the end of one wakes it too.
PAUSED_SECONDS = 30.0
# Where a service names no limit, ours for what we send.
UNLIMITED_BYTES = 10_000_000


async def submit(workshop: Workshop, task_id: UUID) -> Following | None:
    """Send the task, unless an earlier attempt may have: then its fate is looked up instead."""
    async with workshop.database.transaction(read_only=True) as session:
        task = await tasks.get_task(session, task_id)
        job = await jobs.get_job(session, task.job_id)
        request, pictures = await load_request(workshop, session, job)
        is_paused = await rules.is_paused(session, job.team_id)
    if task.state == "submitting":
        return Following(step="look_up")
    if task.state != "planned":
        return Following(step="ask" if task.state == "accepted" else "finish_task")
    if is_paused:
        return Following(step="submit", after_seconds=PAUSED_SECONDS)
    closed = await _find_closed(workshop, job, task)
    if closed is not None:
        await refuse(workshop, job.id, closed)
        await workshop.engine.wake(job_chain(job.id, job.chain_number), key=f"closed:{task_id}")
        return Following(step="submit")
    provider = workshop.providers[ServiceName(task.service)]
    submission = await _build(workshop, job, task, request=request, pictures=pictures)
    bookmark = await _take_bookmark(provider)
    if not await _write_intent(workshop, task, bookmark=bookmark):
        return Following(step="submit")
    await workshop.engine.wake(job_chain(job.id, job.chain_number), key=f"submitting:{task_id}")
    try:
        provider_task_id = await provider.submit(submission)
    except ProviderRejected as error:
        failure = Failure(reason=error.reason, message=str(error), parameter=error.parameter)
        return await _fail(workshop, task_id, failure)
    except ProviderUnavailable as error:
        return await _take_back_intent(workshop, task_id, error)
    except SubmissionUncertain as error:
        log.warning("The answer to a submit was lost.", task_id=str(task_id), error=str(error))
        return Following(step="look_up")
    return await _accept(workshop, task, provider_task_id)


async def look_up(workshop: Workshop, task_id: UUID) -> Following | None:
    """After a lost answer: find out whether the service has the task. Doubt never buys a second one."""
    async with workshop.database.transaction(read_only=True) as session:
        task = await tasks.get_task(session, task_id)
        known_ids = await tasks.list_known_ids(session, service=task.service)
        has_rivals = await _has_rivals(session, workshop, task)
    if task.state != "submitting":
        return Following(step="submit")
    provider = workshop.providers[ServiceName(task.service)]
    if task.provider_task_id is not None and await _is_known(provider, task, task.provider_task_id):
        return await _accept(workshop, task, task.provider_task_id)  # a callback has named it meanwhile
    # Two lost submits could claim one and the same unknown task: then only a callback can tell.
    bookmark = None if has_rivals else task.bookmark
    found = await provider.find_submitted(task_id, bookmark=bookmark, known_ids=known_ids)
    if found.provider_task_id is not None:
        is_guess = provider.provider_task_id(task_id) is None
        return await _accept(workshop, task, found.provider_task_id, is_guess=is_guess)
    assert task.intent_at is not None, "submitting means that the intent is written"
    age = (workshop.clock() - task.intent_at).total_seconds()
    if found.is_certainly_absent and age > workshop.timing.settling_seconds:
        async with workshop.database.transaction() as session:
            await tasks.move_task(session, task_id, sources=("submitting",), state="planned", intent_at=None)
        return Following(step="submit")
    if not found.is_certainly_absent and age > workshop.timing.job_timeout_seconds:
        async with workshop.database.transaction() as session:
            await tasks.move_task(
                session,
                task_id,
                sources=("submitting",),
                state="to_be_checked",
                finished_at=workshop.clock(),
            )
        return Following(step="finish_task")
    return Following(step="look_up", after_seconds=min(LOOK_UP_SECONDS, workshop.timing.max_poll_seconds))


async def _find_closed(workshop: Workshop, job: Job, task: Task) -> AnnouncementFailed | None:
    """Why Slack takes no message in the job's thread any more, looked for while that costs nothing.

    Only where the job stood in line, so that people had time to archive its channel or to remove us.
    """
    in_line_seconds = (workshop.clock() - task.planned_at).total_seconds()
    if job.submitted_at is not None or in_line_seconds < workshop.timing.long_in_line_seconds:
        return None
    try:
        await show_status(workshop, job.id)
    except AnnouncementDelayed:
        return None  # nobody's turn waits for Slack
    except AnnouncementFailed as error:
        return error
    return None


async def _take_bookmark(provider: Provider) -> str | None:
    """Without one a lost submit can only be found by its callback; that is no reason not to send it."""
    try:
        return await provider.bookmark()
    except ProviderUnavailable:
        return None


async def _write_intent(workshop: Workshop, task: Task, *, bookmark: str | None) -> bool:
    """False where a Cancel or another end came first, or somebody else has written it."""
    now = workshop.clock()
    async with workshop.database.transaction() as session:
        job = await jobs.get_job(
            session, task.job_id, for_update=True
        )  # this and a Cancel wait for each other
        if job.is_cancel_requested or job.stage in FINAL_STAGES:
            await tasks.move_task(session, task.id, sources=("planned",), state="cancelled", finished_at=now)
            return False
        if job.submitted_at is None:
            await jobs.change_job(session, job.id, submitted_at=now, stage=Stage.SUBMITTING)
        return await tasks.mark_intent(session, task.id, now=now, bookmark=bookmark)


async def _has_rivals(session: Session, workshop: Workshop, task: Task) -> bool:
    """Whether what the service lists and we do not know could be another submit's, still on its way or lost."""
    if task.intent_at is None:
        return False
    since = task.intent_at - timedelta(seconds=workshop.timing.settling_seconds)
    return await tasks.has_rivals(session, task, since=since)


async def _is_known(provider: Provider, task: Task, provider_task_id: str) -> bool:
    """Whether the service knows the name that a callback gave the task."""
    outcome = await provider.ask(provider_task_id, expected=task.expected)
    return not any(failure.reason is Reason.UNKNOWN_TASK for failure in outcome.failures)


async def _accept(
    workshop: Workshop, task: Task, provider_task_id: str, *, is_guess: bool = False
) -> Following:
    """The service has the task. ``is_guess``: known by exclusion, so nobody else may have come up since."""
    now = workshop.clock()
    async with workshop.database.transaction() as session:
        if is_guess and (
            await _has_rivals(session, workshop, task)
            or provider_task_id in await tasks.list_known_ids(session, service=task.service)
        ):
            return Following(step="look_up", after_seconds=workshop.timing.max_poll_seconds)
        await tasks.move_task(
            session,
            task.id,
            sources=("submitting",),
            state="accepted",
            provider_task_id=provider_task_id,
            accepted_at=now,
        )
        await jobs.move_job(session, task.job_id, sources=(Stage.SUBMITTING,), stage=Stage.WAITING)
        job = await jobs.get_job(session, task.job_id)
    await workshop.engine.wake(job_chain(job.id, job.chain_number), key=f"accepted:{task.id}")
    return Following(step="ask", after_seconds=workshop.timing.first_poll_seconds)


async def _fail(workshop: Workshop, task_id: UUID, failure: Failure) -> Following:
    async with workshop.database.transaction() as session:
        await tasks.move_task(
            session,
            task_id,
            sources=("submitting", "accepted"),
            state="failed",
            failures=write_failures([failure]),
            finished_at=workshop.clock(),
        )
    return Following(step="finish_task")


async def _take_back_intent(workshop: Workshop, task_id: UUID, error: ProviderUnavailable) -> Following:
    """The service certainly did nothing: try again later, but not for ever."""
    async with workshop.database.transaction() as session:
        task = await tasks.get_task(session, task_id)
        if task.tries < SUBMIT_TRIES:
            await tasks.move_task(session, task_id, sources=("submitting",), state="planned", intent_at=None)
            wait = retry_seconds(workshop, task.tries, at_least=error.retry_after_seconds)
            return Following(step="submit", after_seconds=wait)
    return await _fail(workshop, task_id, Failure(reason=error.reason or Reason.BUSY, message=str(error)))


async def focus_of(
    workshop: Workshop, job: Job, request: EditRequest, *, pictures: Sequence[KeptAttachment]
) -> FocusPlan:
    """The crop an edit is sent as. Computed anew from the same pictures wherever it is needed."""
    assert job.mask_digest is not None, "read before"
    seed = next(picture for picture in pictures if picture.role == Field.SEED_IMAGE)
    mask_png = await workshop.pictures.get(job.mask_digest)
    size = (seed.width_px or 1, seed.height_px or 1)
    return await workshop.pool.run(plan_focus, size, mask_png, is_on=request.is_focus_on)


async def _build(
    workshop: Workshop, job: Job, task: Task, *, request: Request, pictures: Sequence[KeptAttachment]
) -> Submission:
    """The task as it goes out: pictures cut to the focus and scaled to the service's limits."""
    assert job.seed_digest is not None, "decided before"
    max_bytes = workshop.providers[ServiceName(task.service)].max_picture_bytes or UNLIMITED_BYTES
    seed_png = await workshop.pictures.get(job.seed_digest)
    parameters = dict(request.parameters)
    task_seed = seed_of(job, task)
    if task_seed is not None:
        parameters[Field.SEED] = task_seed
    mask = None
    if isinstance(request, EditRequest):
        assert job.mask_digest is not None, "read before"
        plan = await focus_of(workshop, job, request, pictures=pictures)
        mask_png = await workshop.pictures.get(job.mask_digest)
        sent = await workshop.pool.run(cut, seed_png, mask_png, plan, max_bytes=max_bytes)
        seed_image, mask = sent.seed, sent.mask
    else:
        seed_image = await workshop.pool.run(fit, seed_png, max_bytes=max_bytes)
        seed = next(picture for picture in pictures if picture.role == Field.SEED_IMAGE)
        width_px, height_px = nearest_size((seed.width_px or 1, seed.height_px or 1), SIZE_PAIRS)
        parameters.setdefault(Field.SIZE, f"{width_px}x{height_px}")
    return Submission(
        task_uuid=task.id,
        model=request.model,
        prompt=request.prompt,
        parameters=parameters,
        number_results=task.expected,
        seed_image=seed_image,
        mask=mask,
        style_references=await _load(workshop, pictures, Field.STYLE_REFERENCE_IMAGES, max_bytes=max_bytes),
        character_references=await _load(
            workshop, pictures, Field.CHARACTER_REFERENCE_IMAGES, max_bytes=max_bytes
        ),
        character_masks=await _load(workshop, pictures, Field.CHARACTER_REFERENCE_MASKS, max_bytes=max_bytes),
        callback_url=workshop.callback_url(ServiceName(task.service), task.id),
    )


async def _load(
    workshop: Workshop, pictures: Sequence[KeptAttachment], role: Field, *, max_bytes: int
) -> list[bytes]:
    """References of one kind, which together stay within the service's limit."""
    digests = [picture.digest for picture in pictures if picture.role == role and picture.digest is not None]
    return [
        await workshop.pool.run(fit, await workshop.pictures.get(digest), max_bytes=max_bytes // len(digests))
        for digest in digests
    ]
