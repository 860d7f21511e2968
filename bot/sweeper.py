"""Once at start and every minute: repair what a crash left between the two stores, and tidy up.

Once an hour also: look at the services' accounts and prices, and prove the counters against the ledger.
"""

import asyncio
from datetime import timedelta

import structlog

from bot.announcer import FINAL_STAGES, Stage
from bot.doors.answers import wake_cancelled
from bot.leftovers import discard_leftovers
from bot.office.approvals import close_undecided
from bot.office.digests import order_due_digests
from bot.office.rules import PAUSED, start_paused
from bot.office.watching import watch_services
from bot.privacy.forgetting import forget_due
from bot.sentences import NOBODY_ANSWERED, STAYED_PAUSED
from bot.steps.announcing import SETTLED_TASKS, UNSETTLED_VERSIONS
from bot.steps.asking import start_delivery
from bot.steps.records import job_chain, task_chain
from bot.steps.reporting import start_forgotten_reports
from bot.workshop import Workshop
from storage import deliveries, discards, jobs, masks, pace, recent_pictures, tasks

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 60.0
HOURLY = timedelta(hours=1)
ANSWER_WITHIN = timedelta(days=1)
# Slack repeats a delivery within the hour; services may repeat a callback for a day or two.
FORGET_DELIVERIES_AFTER = timedelta(days=7)
FORGET_PICTURES_AFTER = timedelta(days=30)
FORGET_CHAINS_AFTER = timedelta(days=30)
_UNDER_WAY = sorted(set(Stage) - FINAL_STAGES)


async def sweep_forever(workshop: Workshop) -> None:
    """Until cancelled. A sweep that fails is logged and tried again."""
    while True:
        try:
            await sweep(workshop)
        except Exception:
            log.exception("A sweep failed.")
        await asyncio.sleep(SWEEP_SECONDS)


async def sweep(workshop: Workshop) -> None:
    """One round."""
    await _start_forgotten_jobs(workshop)
    await _start_forgotten_tasks(workshop)
    await _start_forgotten_deliveries(workshop)
    await _close_unanswered(workshop)
    await close_undecided(workshop)
    await start_paused(workshop)
    await order_due_digests(workshop)
    await start_forgotten_reports(workshop)
    await _prune(workshop)
    await discard_leftovers(workshop)
    await forget_due(workshop)
    if await _is_hour_over(workshop):
        await watch_services(workshop)
        await _prove_sums(workshop)


async def _is_hour_over(workshop: Workshop) -> bool:
    """True for whichever process comes first."""
    now = workshop.clock()
    async with workshop.database.transaction() as session:
        return await deliveries.mark_pressed(session, "sweep_hourly", now=now, not_since=now - HOURLY)


async def _prove_sums(workshop: Workshop) -> None:
    """Counters change with their rows in one transaction, so only a mistake of ours parts them.

    That is no matter of minutes, and the proof reads two months of a ledger that may have a million rows.
    """
    for mismatch in await workshop.spending.prove():
        log.error("A counter does not equal the sum of its ledger rows.", mismatch=str(mismatch))


async def _start_forgotten_jobs(workshop: Workshop) -> None:
    """A row that was committed just before a crash has no chain yet."""
    async with workshop.database.transaction(read_only=True) as session:
        running = await jobs.list_running(session, stages=_UNDER_WAY)
    chains = {job_chain(job.id, job.chain_number): job for job in running}
    statuses = await workshop.engine.statuses(list(chains))
    for chain_id, job in chains.items():
        status = statuses.get(chain_id)
        if status is None:
            await workshop.engine.start(chain_id, step=_next_step(job), subject=str(job.id))
        elif status == "SUCCESS":
            await _go_on(workshop, job)
        elif job.is_cancel_requested:
            # By the command, or the process that took the click died: in line nothing else wakes it.
            await wake_cancelled(workshop, job)


async def _go_on(workshop: Workshop, job: jobs.Job) -> None:
    """The chain ended but the job did not: an answer was taken and the process died before its next chain."""
    if job.stage in {Stage.ASKED, Stage.RESERVED}:
        log.warning("A job had lost its chain.", job_id=str(job.id))
    async with workshop.database.transaction() as session:
        await jobs.change_job(session, job.id, chain_number=job.chain_number + 1)
    step = "take_in" if job.stage == Stage.ASKED else _next_step(job)
    await workshop.engine.start(job_chain(job.id, job.chain_number + 1), step=step, subject=str(job.id))


def _next_step(job: jobs.Job) -> str:
    """Where a job goes on whose chain the engine does not know, for instance after a restored backup."""
    if job.stage == Stage.ASKED:
        return job.next_step
    return "announce" if job.stage == Stage.RESERVED else "watch"


async def _start_forgotten_deliveries(workshop: Workshop) -> None:
    """Results of tasks that are over, on their way to people or not; a delivery under way stays one."""
    async with workshop.database.transaction(read_only=True) as session:
        undelivered = await tasks.list_with_results(
            session, states=sorted(SETTLED_TASKS), version_states=sorted(UNSETTLED_VERSIONS)
        )
    for task in undelivered:
        await start_delivery(workshop, task)


async def _start_forgotten_tasks(workshop: Workshop) -> None:
    async with workshop.database.transaction(read_only=True) as session:
        waiting = await tasks.list_in_state(session, states=("planned", "submitting", "accepted"))
    chains = {task_chain(task.id): task for task in waiting}
    known = await workshop.engine.statuses(list(chains))
    for chain_id in chains.keys() - known.keys():
        task = chains[chain_id]
        await workshop.engine.enqueue(
            chain_id, queue=task.service, turn=task.turn, step="submit", subject=str(task.id)
        )


async def _close_unanswered(workshop: Workshop) -> None:
    asked_before = workshop.clock() - ANSWER_WITHIN
    async with workshop.database.transaction() as session:
        for job in await jobs.list_unanswered(session, asked_before=asked_before):
            await jobs.change_job(
                session,
                job.id,
                stage=Stage.EXPIRED,
                waiting_for=None,
                sentence=STAYED_PAUSED if job.waiting_for == PAUSED else NOBODY_ANSWERED,
                finished_at=workshop.clock(),
            )
            await workshop.spending.release(session, job.id)


async def _prune(workshop: Workshop) -> None:
    now = workshop.clock()
    async with workshop.database.transaction() as session:
        await deliveries.prune_deliveries(session, seen_before=now - FORGET_DELIVERIES_AFTER)
        await recent_pictures.prune_pictures(session, posted_before=now - FORGET_PICTURES_AFTER)
        await discards.discard(session, await masks.prune_pages(session, expired_before=now))
        await pace.prune_pace(session, before_seconds=now.timestamp())
    await workshop.engine.forget_finished(before=now - FORGET_CHAINS_AFTER)
