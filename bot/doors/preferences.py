"""What a person wants where they say nothing: their own defaults, and behind them the channel's."""

from bot.doors.channels import Channels
from bot.people import Person
from bot.reading.habits import added, filled
from bot.reading.options import request_text
from bot.reading.requests import Draft
from bot.workshop import Workshop
from storage import preferences


class Preferences:
    """Each person's defaults."""

    def __init__(self, workshop: Workshop, channels: Channels) -> None:
        self._workshop = workshop
        self._channels = channels

    async def read(self, person: Person) -> Draft:
        """The defaults as a draft without a prompt; empty where somebody has none."""
        async with self._workshop.database.transaction(read_only=True) as session:
            line = await preferences.find_preferences(session, team_id=person.team_id, user_id=person.user_id)
        return Draft() if line is None else Draft.from_json(line)

    async def change(self, person: Person, wanted: Draft) -> Draft:
        """Add to the defaults, a value in the place of the one before; returns them all.

        Raises:
            RequestError: an option that cannot be read, or one that belongs to a single picture.
        """
        draft = added(await self.read(person), wanted)
        async with self._workshop.database.transaction() as session:
            await preferences.set_preferences(
                session, team_id=person.team_id, user_id=person.user_id, draft=draft.to_json()
            )
        return draft

    async def reset(self, person: Person) -> None:
        """Forget all of them."""
        async with self._workshop.database.transaction() as session:
            await preferences.forget_preferences(session, team_id=person.team_id, user_id=person.user_id)

    async def fill(self, draft: Draft, person: Person, *, channel_id: str) -> Draft:
        """The draft with defaults where it says nothing: the person's own, then the channel's."""
        own = (await self.read(person)).values
        shared = (await self._channels.read(person.team_id, channel_id)).defaults.values
        return filled(draft, {**shared, **own})


def preference_text(draft: Draft) -> str:
    """The defaults as options: ``--speed turbo --magic off``; empty where there are none."""
    return request_text(Draft(values=draft.values))
