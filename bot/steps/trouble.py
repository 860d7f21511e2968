"""When a step cannot go on: refuse, wait and repeat, or give up without losing money or pictures."""

import random
from uuid import UUID

from bot.announcer import FINAL_STAGES, Stage
from bot.engine import Following
from bot.errors import AnnouncementDelayed, BotError, ProviderUnavailable, Reason, StoreUnavailable
from bot.providers.base import Failure
from bot.sentences import GAVE_UP
from bot.steps.approving import offer_more
from bot.steps.records import write_failures
from bot.workshop import Workshop
from storage import jobs, tasks, versions
from storage.jobs import Job
from storage.tasks import Task

# An outside service that is down is waited for; a fault of ours is repeated a few times only.
PATIENT_TRIES = 60
IMPATIENT_TRIES = 5
_OURS = " (ours)"
# Steps that may still refuse: nothing has been sent, so nothing can be owed.
_BEFORE_SUBMIT = (Stage.ASKED, Stage.RESERVED)


async def refuse(workshop: Workshop, job_id: UUID, error: BotError) -> Following | None:
    """End a job before anything was sent, give back its reservation, and say so privately.

    Its tasks may stand in line already; the lock on the job's row keeps them from going out after this.
    """
    now = workshop.clock()
    async with workshop.database.transaction() as session:
        is_refused = await jobs.move_job(
            session,
            job_id,
            sources=_BEFORE_SUBMIT,
            stage=Stage.REFUSED,
            waiting_for=None,
            sentence=error.user_text,
            finished_at=now,
        )
        if is_refused:
            await tasks.cancel_planned(session, job_id, now=now)
            await workshop.spending.release(session, job_id)
            await offer_more(session, await jobs.get_job(session, job_id), error, workshop=workshop)
    return Following(step="tell_refusal")


async def without_slack(
    workshop: Workshop, name: str, subject_id: UUID, *, is_job: bool, error: BotError
) -> Following | None:
    """Slack will never take this message. Before the submit that is a refusal; later the picture is kept."""
    if is_job:
        async with workshop.database.transaction() as session:
            job = await jobs.get_job(session, subject_id)
        if job.stage in _BEFORE_SUBMIT:
            return await refuse(workshop, subject_id, error)
        if job.stage in FINAL_STAGES:
            return None
        # Somebody removed us in the middle: go on without a status message.
        return Following(step="watch", after_seconds=workshop.timing.max_retry_seconds)
    async with workshop.database.transaction() as session:
        for version in await versions.list_of_task(session, subject_id):
            if version.state == "rendered":
                await versions.change_version(session, version.id, state="kept")
    return Following(step="fetch_result")


async def try_again_later(
    workshop: Workshop, name: str, subject_id: UUID, *, is_job: bool, error: BotError
) -> Following | None:
    """The same step again after a growing wait with jitter; after too many tries it is given up."""
    is_patient = _is_patient(error, is_job=is_job)
    # Counted apart: somebody else's long outage uses up none of the tries of a fault of ours.
    trouble = name if is_patient else f"{name}{_OURS}"
    failures = await _count_failure(workshop, trouble, subject_id, is_job=is_job)
    if failures >= (PATIENT_TRIES if is_patient else IMPATIENT_TRIES):
        return await give_up(workshop, name, subject_id, is_job=is_job, error=error)
    retry_after = (
        error.retry_after_seconds if isinstance(error, AnnouncementDelayed | ProviderUnavailable) else None
    )
    return Following(step=name, after_seconds=retry_seconds(workshop, failures, at_least=retry_after))


def _is_patient(error: BotError, *, is_job: bool) -> bool:
    """Whether to wait long; for our own store only where a picture that was paid for would be lost."""
    if isinstance(error, StoreUnavailable):
        return not is_job
    return isinstance(error, AnnouncementDelayed | ProviderUnavailable)


def retry_seconds(workshop: Workshop, failures: int, *, at_least: float | None = None) -> float:
    """Exponential back-off with jitter; a service's own Retry-After is the least."""
    timing = workshop.timing
    wait: float = min(timing.max_retry_seconds, timing.first_retry_seconds * 2.0 ** min(failures, 16))
    return max(at_least or 0.0, wait * random.uniform(0.5, 1.0))  # noqa: S311  (jitter is no secret)


async def give_up(
    workshop: Workshop, name: str, subject_id: UUID, *, is_job: bool, error: BotError
) -> Following | None:
    """Stop repeating. A task that never went out fails free; what a service made stays charged and kept."""
    if is_job:
        return await _give_up_job(workshop, subject_id)
    now = workshop.clock()
    async with workshop.database.transaction() as session:
        if name in {"fetch_result", "render_result", "share_result"}:
            state = "lost" if name != "share_result" else "kept"
            for version in await versions.list_of_task(session, subject_id):
                if version.state in {"new", "fetched", "rendered"}:
                    await versions.change_version(session, version.id, state=state)
                    break
            await tasks.change_task(session, subject_id, failing_times=0)  # the next result has its own tries
            return Following(step="fetch_result")
        failure = Failure(reason=Reason.OURS, message=f"gave up at {name}: {error}")
        await tasks.move_task(
            session,
            subject_id,
            sources=("planned",),
            state="failed",
            failures=write_failures([failure]),
            finished_at=now,
        )
        # What may have reached the service is never called failed: it may still be made and charged.
        for source, state in (("submitting", "to_be_checked"), ("accepted", "expired")):
            await tasks.move_task(session, subject_id, sources=(source,), state=state, finished_at=now)
    return Following(step="finish_task")


async def _give_up_job(workshop: Workshop, job_id: UUID) -> Following | None:
    async with workshop.database.transaction() as session:
        job = await jobs.get_job(session, job_id)
        if job.stage in FINAL_STAGES:
            return None
        if job.stage in _BEFORE_SUBMIT and not await tasks.list_tasks(session, job_id):
            await workshop.spending.release(session, job_id)
            await jobs.change_job(
                session, job_id, stage=Stage.FAILED, sentence=GAVE_UP, finished_at=workshop.clock()
            )
            return Following(step="tell_refusal")
    # Its tasks are under way and settle for themselves; keep looking after them without hurry.
    return Following(step="watch", after_seconds=workshop.timing.max_retry_seconds)


async def _count_failure(workshop: Workshop, trouble: str, subject_id: UUID, *, is_job: bool) -> int:
    async with workshop.database.transaction() as session:
        row: Job | Task
        if is_job:
            row = await jobs.get_job(session, subject_id)
        else:
            row = await tasks.get_task(session, subject_id)
        times = row.failing_times + 1 if row.failing_step == trouble else 1
        change = jobs.change_job if is_job else tasks.change_task
        await change(session, subject_id, failing_step=trouble, failing_times=times)
    return times
