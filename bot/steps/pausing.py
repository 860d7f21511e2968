"""While an admin has paused everything, a new request waits before its price is reserved."""

from bot.announcer import Choice, Notice
from bot.office.rules import PAUSED
from bot.steps.records import person_of, thread_of
from bot.workshop import Workshop
from storage import jobs, rules
from storage.jobs import Job

_WAITS = (
    "An admin has paused Retouch. Your request waits and starts by itself once it goes on. "
    "Nothing is charged until then; Cancel is free."
)


async def hold_if_paused(workshop: Workshop, job: Job) -> bool:
    """Whether the job waits now; its person is told, and the end of the pause starts its next chain."""
    async with workshop.database.transaction() as session:
        if not await rules.is_paused(session, job.team_id):
            return False
        await jobs.change_job(session, job.id, waiting_for=PAUSED)
    notice = Notice(text=_WAITS, choices=[Choice(action="cancel", label="Cancel", value=str(job.id))])
    await workshop.announcer.tell_privately(
        person_of(job), thread_of(job), notice, response_url=job.response_url
    )
    return True
