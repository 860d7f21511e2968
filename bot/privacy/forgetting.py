"""Forgetting: a person's words, masks and pictures, a workspace's, or what is older than anybody wants it kept."""

from datetime import timedelta
from uuid import UUID

from bot.announcer import FINAL_STAGES, Stage
from bot.catalogue import Field
from bot.engine import Following
from bot.reading.requests import Draft
from bot.workshop import Workshop
from storage import discards, forgetting, jobs, recent_pictures, retentions
from storage.forgetting import Forgetting, Whose
from storage.jobs import Job

AT_ONCE = 100
# What the expected times of later jobs are learned from; it says nothing about anybody.
_LEFT = frozenset({Field.MODEL, Field.RENDERING_SPEED})
# Ends after which a result may still come, which is laid over the picture it was made from.
_MAY_COME_LATE = frozenset({Stage.EXPIRED, Stage.TO_BE_CHECKED})


def forgetting_chain(forgetting_id: UUID) -> str:
    """The engine's name for the chain that forgets somebody without waiting for the next sweep."""
    return f"forget:{forgetting_id}"


async def forget_asked(workshop: Workshop, forgetting_id: UUID) -> Following | None:
    """Do at once what can be; the sweeper comes back to jobs that are not over."""
    async with workshop.database.transaction(read_only=True) as session:
        asked = await forgetting.list_forgettings(session)
    for each in asked:
        if each.id == forgetting_id:
            await _forget(workshop, each)
    return None


async def forget_due(workshop: Workshop) -> None:
    """What somebody asked to forget, and what has been kept long enough."""
    async with workshop.database.transaction(read_only=True) as session:
        asked = await forgetting.list_forgettings(session)
        days_of_teams = await retentions.list_retentions(session)
    for each in asked:
        await _forget(workshop, each)
    if workshop.retention_days:
        await _forget_older(workshop, days=workshop.retention_days)
    for team_id, days in days_of_teams.items():
        await _forget_older(workshop, days=days, team_id=team_id)
    await delete_discarded(workshop)


async def delete_discarded(workshop: Workshop) -> None:
    """Delete pictures that rows let go of, but for those that others hold or that are just being written."""
    settled = workshop.clock() - timedelta(seconds=workshop.timing.picture_settling_seconds)
    async with workshop.database.transaction(read_only=True) as session:
        digests = await discards.list_discarded(session)
        held = await discards.find_held(session, digests)
    done = set(held)
    for digest in digests:
        if digest not in held and await workshop.pictures.delete_settled(digest, before=settled):
            done.add(digest)
    if done:
        async with workshop.database.transaction() as session:
            await discards.drop_discarded(session, done)


async def _forget(workshop: Workshop, asked: Forgetting) -> None:
    if await _forget_jobs(workshop, whose_of(asked)):
        async with workshop.database.transaction() as session:
            await forgetting.close_forgetting(session, asked.id)
    await delete_discarded(workshop)
    await workshop.database.scrub()


async def _forget_older(workshop: Workshop, *, days: int, team_id: str | None = None) -> None:
    before = workshop.clock() - timedelta(days=days)
    async with workshop.database.transaction() as session:
        await recent_pictures.prune_pictures(session, posted_before=before, team_id=team_id)
    await _forget_jobs(workshop, Whose(team_id=team_id, user_id=None, asked_before=before))


async def _forget_jobs(workshop: Workshop, whose: Whose) -> bool:
    """Forget those that are over, some in each transaction; whether none is left."""
    now = workshop.clock()
    late_before = now - timedelta(seconds=workshop.timing.late_limit_seconds)
    while True:
        async with workshop.database.transaction() as session:
            over = await forgetting.list_forgettable(
                session,
                whose,
                stages=FINAL_STAGES - _MAY_COME_LATE,
                late_stages=_MAY_COME_LATE,
                late_before=late_before,
                limit=AT_ONCE,
            )
            if not over:
                return not await forgetting.has_unforgotten(session, whose)
            drafts = {job_id: _emptied(await jobs.get_job(session, job_id)) for job_id in over}
            await discards.discard(session, await forgetting.forget_jobs(session, drafts, now=now))


def whose_of(asked: Forgetting) -> Whose:
    """The jobs that somebody asked to forget."""
    return Whose(
        team_id=asked.team_id,
        user_id=None if asked.is_workspace else asked.user_id,
        asked_before=asked.asked_at,
    )


def _emptied(job: Job) -> str:
    """The draft less everything that a person wrote or chose."""
    draft = Draft.from_json(job.draft)
    values = {field: value for field, value in draft.values.items() if field in _LEFT}
    return Draft(verb=draft.verb, values=values).to_json()
