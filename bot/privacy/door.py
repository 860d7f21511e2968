"""What people and admins may ask to be forgotten, and for how long a workspace keeps things."""

from datetime import datetime

from bot.announcer import FINAL_STAGES
from bot.doors.answers import cancel_job
from bot.office.acts import log_act
from bot.people import Person
from bot.privacy.forgetting import forgetting_chain, whose_of
from bot.workshop import Workshop
from storage import discards, forgetting, retentions
from storage.forgetting import Forgetting
from storage.limits import EVERYBODY


class Privacy:
    """What a method has returned from is done in the end, whatever crashes in between."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def forget_person(self, person: Person) -> None:
        """Their words, masks, pictures and defaults; what they have under way is cancelled first."""
        await self._forget(person.team_id, person.user_id)

    async def forget_workspace(self, team_id: str) -> None:
        """The same for everybody of a workspace, which has removed us."""
        await self._forget(team_id, EVERYBODY)

    async def set_retention(self, admin: Person, days: int | None) -> None:
        """Keep words and pictures for so many days, or None: for as long as the settings say."""
        async with self._workshop.database.transaction() as session:
            await retentions.set_retention(session, admin.team_id, days=days)
            detail = "as the settings say" if days is None else f"{days} days"
            await log_act(
                self._workshop, session, admin=admin, act="retention", subject="workspace", detail=detail
            )

    async def find_days(self, team_id: str) -> int | None:
        """For how many days things are kept here, None for ever: an admin can only shorten the settings' time."""
        async with self._workshop.database.transaction(read_only=True) as session:
            days = await retentions.find_retention(session, team_id)
        return min((each for each in (days, self._workshop.retention_days) if each), default=None)

    async def _forget(self, team_id: str, user_id: str) -> None:
        now: datetime = self._workshop.clock()
        async with self._workshop.database.transaction() as session:
            forgetting_id = await forgetting.add_forgetting(
                session, team_id=team_id, user_id=user_id, asked_at=now
            )
            freed = await forgetting.forget_belongings(
                session, team_id=team_id, user_id=None if user_id == EVERYBODY else user_id
            )
            await discards.discard(session, freed)
            asked = Forgetting(id=forgetting_id, team_id=team_id, user_id=user_id, asked_at=now)
            under_way = await forgetting.list_open(session, whose_of(asked), final_stages=FINAL_STAGES)
        for job_id in under_way:
            await cancel_job(self._workshop, job_id)
        await self._workshop.engine.start(
            forgetting_chain(forgetting_id), step="forget", subject=str(forgetting_id)
        )
