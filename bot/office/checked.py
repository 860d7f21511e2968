"""Jobs whose charge nobody knows: listed, and closed by an admin who has looked at the service's bill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from bot.announcer import Stage
from bot.errors import RequestError
from bot.money.amounts import format_usd
from bot.office.acts import log_act
from bot.people import Person
from bot.steps.records import job_chain
from bot.workshop import Workshop
from storage import jobs
from storage.jobs import Job

log = structlog.get_logger(__name__)

_SHORTEST = 4


def short_id(job_id: UUID) -> str:
    """How a job is called in a list."""
    return job_id.hex[:8]


@dataclass(frozen=True, kw_only=True)
class Unchecked:
    """A job that an admin has to look at; ``name`` is what they close it by."""

    name: str
    user_id: str
    channel_id: str
    model_key: str
    held_micros: int
    asked_at: datetime


async def list_unchecked(workshop: Workshop, admin: Person) -> Sequence[Unchecked]:
    """The jobs of a workspace that wait for somebody to look, oldest first."""
    return [
        Unchecked(
            name=short_id(job.id),
            user_id=job.user_id,
            channel_id=job.channel_id,
            model_key=job.model_key or "",
            held_micros=job.quote_micros - job.charged_micros,
            asked_at=job.asked_at,
        )
        for job in await _list_jobs(workshop, admin)
    ]


async def close_checked(
    workshop: Workshop, admin: Person, name: str, *, charged_micros: int, reason: str
) -> Job:
    """Settle what the service charged for the unclear part, or give the price back with 0.

    Raises:
        RequestError: no such job waits, or several do; an amount below nothing; no reason.
    """
    if charged_micros < 0 or not reason:
        raise RequestError(
            "Nothing was changed: write what the service charged, 0 or more, and how you know."
        )
    job = _pick(await _list_jobs(workshop, admin), name.casefold(), usage=workshop.usage_command)
    total_micros = job.charged_micros + charged_micros
    verdict = f"it was charged {format_usd(charged_micros)}" if charged_micros else "it was not charged"
    async with workshop.database.transaction() as session:
        is_open = await jobs.move_job(
            session,
            job.id,
            sources=(Stage.TO_BE_CHECKED,),
            stage=Stage.DELIVERED if job.delivered else Stage.FAILED,
            sentence=f"An admin has checked this job: {verdict}. You can ask again.",
            charged_micros=total_micros,
            chain_number=job.chain_number + 1,
        )
        if not is_open:
            raise RequestError("Somebody has closed this job already. Nothing was changed.")
        if total_micros:
            await workshop.spending.settle(session, job.id, charged_micros=total_micros, is_estimate=False)
        else:
            await workshop.spending.release(session, job.id)
        detail = f"job {short_id(job.id)}: {verdict}: {reason}"
        await log_act(workshop, session, admin=admin, act="close", subject=job.user_id, detail=detail)
    await _show(workshop, job)
    return job


async def _list_jobs(workshop: Workshop, admin: Person) -> Sequence[Job]:
    async with workshop.database.transaction(read_only=True) as session:
        return await jobs.list_in_stage(session, admin.team_id, stage=Stage.TO_BE_CHECKED)


async def _show(workshop: Workshop, job: Job) -> None:
    """The job's message says so from now on; should this fail, only the message is out of date."""
    chain_id = job_chain(job.id, job.chain_number + 1)
    try:
        await workshop.engine.start(chain_id, step="close", subject=str(job.id))
    except Exception:
        log.exception("The message of a checked job was not changed.", job_id=str(job.id))


def _pick(waiting: Sequence[Job], name: str, *, usage: str) -> Job:
    found = [job for job in waiting if len(name) >= _SHORTEST and job.id.hex.startswith(name)]
    if len(found) != 1:
        raise RequestError(
            f"No job of that name waits to be checked. Nothing was changed. {usage} checks lists them."
        )
    return found[0]
