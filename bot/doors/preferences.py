"""What a person wants where they say nothing: their own defaults, and behind them the channel's."""

from collections.abc import Mapping

from bot.catalogue import Field, Value
from bot.doors.channels import find_settings
from bot.people import Person
from bot.reading.habits import added, filled
from bot.reading.options import request_text
from bot.reading.requests import Draft
from bot.workshop import Workshop
from storage import Session, preferences


class Preferences:
    """Each person's defaults."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def read(self, person: Person) -> Draft:
        """The defaults as a draft without a prompt; empty where somebody has none."""
        async with self._workshop.database.transaction(read_only=True) as session:
            return await _find(session, person)

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
        async with self._workshop.database.transaction(read_only=True) as session:
            return filled(draft, await find_defaults(session, person, channel_id))


async def find_defaults(session: Session, person: Person, channel_id: str) -> Mapping[Field, Value]:
    """What holds where somebody says nothing: their own, then the channel's."""
    own = await _find(session, person)
    shared = await find_settings(session, person.team_id, channel_id)
    return {**shared.defaults.values, **own.values}


async def _find(session: Session, person: Person) -> Draft:
    line = await preferences.find_preferences(session, team_id=person.team_id, user_id=person.user_id)
    return Draft() if line is None else Draft.from_json(line)


def preference_text(draft: Draft) -> str:
    """The defaults as options: ``--speed turbo --magic off``; empty where there are none."""
    return request_text(Draft(values=draft.values))
