"""A job's chain begins once the row that asks for it is committed."""

from uuid import UUID

import structlog

from bot.steps.records import job_chain
from bot.workshop import Workshop

log = structlog.get_logger(__name__)


async def start_job(workshop: Workshop, job_id: UUID, number: int, *, step: str) -> None:
    """Begin the chain of this number; should that fail, the sweeper starts it, so whoever asked need not know."""
    try:
        await workshop.engine.start(job_chain(job_id, number), step=step, subject=str(job_id))
    except Exception:
        log.exception("A chain did not start; the sweeper will start it.", job_id=str(job_id))
