"""Waiting for a service: ask now and then, write down what it made, and stop at the deadline without forgetting."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog

from bot.announcer import Notice
from bot.catalogue import ServiceName
from bot.engine import Following
from bot.errors import BotError, ProviderUnavailable, Reason
from bot.people import Person, Thread
from bot.providers.base import Outcome
from bot.steps.announcing import SETTLED_VERSIONS
from bot.steps.records import (
    delivery_chain,
    job_chain,
    late_chain,
    read_failures,
    seed_of,
    version_id_of,
    write_failures,
)
from bot.workshop import Workshop
from storage import deliveries, jobs, tasks, versions
from storage.tasks import Task

log = structlog.get_logger(__name__)

# A service may need a moment before its status endpoint knows what its submit endpoint took.
UNKNOWN_IS_FINAL_AFTER_SECONDS = 60.0
ALARM_AGAIN_AFTER = timedelta(hours=1)
_ALARMING = {
    Reason.CREDITS: "The image service's account is out of credits. Nothing was charged; top it up.",
    Reason.ACCESS: "The image service refuses our key. Nothing was charged; check it with `retouch doctor`.",
}


async def ask(workshop: Workshop, task_id: UUID) -> Following | None:
    """One look at an accepted task. A callback only makes this look come earlier."""
    async with workshop.database.transaction(read_only=True) as session:
        task = await tasks.get_task(session, task_id)
    if task.state != "accepted":
        return Following(step="finish_task")
    age_seconds = _age_seconds(workshop, task)
    outcome, wait_seconds = await _ask_service(workshop, task)
    if outcome is not None:
        if _is_forgotten(outcome, age_seconds):
            outcome = replace(outcome, is_final=True)
        await write_outcome(workshop, task, outcome, final_state="finished")
        if outcome.is_final:
            return await finish_task(workshop, task_id)  # at once: somebody waits for this picture
        if outcome.pictures:
            await start_delivery(workshop, task)
    if age_seconds > workshop.timing.job_timeout_seconds:
        async with workshop.database.transaction() as session:
            await tasks.move_task(
                session, task_id, sources=("accepted",), state="expired", finished_at=workshop.clock()
            )
        return Following(step="finish_task")
    async with workshop.database.transaction() as session:
        await tasks.change_task(session, task_id, polls=task.polls + 1)
    return Following(step="ask", after_seconds=max(wait_seconds, _poll_seconds(workshop, task)))


async def finish_task(workshop: Workshop, task_id: UUID) -> Following | None:
    """The task needs its slot no more. A late result is still waited for, elsewhere."""
    async with workshop.database.transaction(read_only=True) as session:
        task = await tasks.get_task(session, task_id)
        job = await jobs.get_job(session, task.job_id)
    await start_delivery(workshop, task)
    for failure in read_failures(task.failures):
        if failure.reason in _ALARMING:
            await alarm(workshop, job.team_id, key=failure.reason, text=_ALARMING[failure.reason])
    if task.state in {"expired", "to_be_checked"}:
        await workshop.engine.start(late_chain(task_id), step="ask_late", subject=str(task_id))
    await workshop.engine.wake(job_chain(job.id, job.chain_number), key=f"done:{task_id}")
    return None


async def ask_late(workshop: Workshop, task_id: UUID) -> Following | None:
    """Past the deadline: look seldom, for a day. What comes is delivered and settled all the same."""
    async with workshop.database.transaction(read_only=True) as session:
        task = await tasks.get_task(session, task_id)
    if task.state == "late":
        await start_delivery(workshop, task)
        return Following(step="close_late", after_seconds=workshop.timing.watch_seconds)
    if task.state not in {"expired", "to_be_checked"}:
        return None
    outcome, wait_seconds = None, 0.0
    if task.provider_task_id is not None:
        outcome, wait_seconds = await _ask_service(workshop, task)
    if outcome is not None and (outcome.pictures or outcome.is_final):
        await write_outcome(workshop, task, outcome, final_state="late")
        if outcome.is_final:
            return Following(step="ask_late")
        await start_delivery(workshop, task)
    given_up_at = task.finished_at or task.planned_at
    if workshop.clock() - given_up_at > timedelta(seconds=workshop.timing.late_limit_seconds):
        return Following(step="close_late")  # with what has come by now
    return Following(step="ask_late", after_seconds=max(wait_seconds, workshop.timing.late_poll_seconds))


async def write_outcome(workshop: Workshop, task: Task, outcome: Outcome, *, final_state: str) -> None:
    """Add the results that are new; with the last one the task is final."""
    now = workshop.clock()
    async with workshop.database.transaction() as session:
        job = await jobs.get_job(session, task.job_id)
        # A service that names no price is charged by the price list, an equal part for each result.
        unit_micros = job.quote_micros // job.count
        for picture in outcome.pictures:
            await versions.add_version(
                session,
                version_id_of(task.id, picture.picture_id),
                team_id=job.team_id,
                channel_id=job.channel_id,
                thread_ts=job.thread_ts,
                parent_id=job.parent_version_id,
                job_id=job.id,
                task_id=task.id,
                picture_id=picture.picture_id,
                picture_url=picture.url,
                state="new",
                seed=seed_of(job, task) if picture.seed is None else picture.seed,
                cost_micros=unit_micros if picture.cost_micros is None else picture.cost_micros,
                is_flagged=picture.is_flagged,
                created_at=now,
            )
        changes = {"raw_answer": outcome.raw, "failures": write_failures(outcome.failures)}
        if outcome.is_final:
            changes["state"] = final_state
        await tasks.change_task(session, task.id, **changes)


async def start_delivery(workshop: Workshop, task: Task) -> None:
    """Results travel beside the task, so that a slow Slack holds no slot at the service."""
    async with workshop.database.transaction(read_only=True) as session:
        results = await versions.list_of_task(session, task.id)
    if all(version.state in SETTLED_VERSIONS for version in results):
        return
    # The chain of the results that came in time has ended by the time a late one comes.
    await workshop.engine.start_or_wake(
        delivery_chain(task.id),
        step="fetch_result",
        subject=str(task.id),
        key=f"results:{task.polls}:{task.state}",
    )


async def alarm(
    workshop: Workshop,
    team_id: str,
    *,
    key: str,
    text: str,
    about: Person | None = None,
    place: Thread | None = None,
    again_after: timedelta = ALARM_AGAIN_AFTER,
) -> None:
    """Tell the admins once in a while and key. An alarm that does not get through must not stop a job."""
    now = workshop.clock()
    async with workshop.database.transaction() as session:
        is_due = await deliveries.mark_pressed(
            session, f"alarm:{team_id}:{key}", now=now, not_since=now - again_after
        )
    if not is_due:
        return
    try:
        await workshop.announcer.tell_admins(team_id, Notice(text=text, about=about, place=place))
    except BotError:
        log.warning("An alarm did not reach the admins.", key=key)


async def _ask_service(workshop: Workshop, task: Task) -> tuple[Outcome | None, float]:
    """What it says, None where it cannot be asked now, and the seconds it wants to be left alone.

    The deadline goes on counting meanwhile.
    """
    assert task.provider_task_id is not None, "accepted means that the service named it"
    provider = workshop.providers[ServiceName(task.service)]
    try:
        return await provider.ask(task.provider_task_id, expected=task.expected), 0.0
    except ProviderUnavailable as error:
        log.info("A service could not be asked.", task_id=str(task.id), error=str(error))
        return None, error.retry_after_seconds or 0.0


def _is_forgotten(outcome: Outcome, age_seconds: float) -> bool:
    """The service denies a task that it accepted, and has had time to hear of it."""
    is_unknown = any(failure.reason is Reason.UNKNOWN_TASK for failure in outcome.failures)
    return is_unknown and not outcome.pictures and age_seconds > UNKNOWN_IS_FINAL_AFTER_SECONDS


def _age_seconds(workshop: Workshop, task: Task) -> float:
    began_at = task.accepted_at or task.planned_at
    return (workshop.clock() - began_at).total_seconds()


def _poll_seconds(workshop: Workshop, task: Task) -> float:
    """From the first wait upwards by half, to the longest."""
    timing = workshop.timing
    longest = max(timing.first_poll_seconds, timing.max_poll_seconds)
    return min(longest, timing.first_poll_seconds * 1.5 ** min(task.polls + 1, 16))
