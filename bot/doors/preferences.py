"""What a person wants where they say nothing: set once, held against each model before it is used."""

from dataclasses import replace

from bot.catalogue import DEFAULT_MODEL, MODELS, Field, Model, Value, Verb, get_model
from bot.errors import RequestError
from bot.people import Person
from bot.reading.bounds import check_value
from bot.reading.options import request_text
from bot.reading.requests import Draft
from bot.workshop import Workshop
from storage import preferences

# What belongs to one picture is no habit.
_NEVER = frozenset(
    {Field.SEED, Field.REGION, Field.MASK_POLARITY, Field.UPLOAD_ENDPOINT, Field.TTL, Field.PROMPT}
)


class Preferences:
    """Each person's defaults."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

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
        if wanted.complaint is not None:
            raise RequestError(wanted.complaint.user_text, field=wanted.complaint.field)
        if wanted.prompt or not wanted.values or not _NEVER.isdisjoint(wanted.values):
            raise RequestError(
                "Defaults are options that suit every picture. Nothing was changed or charged. "
                "Write for example: defaults --speed turbo --magic off"
            )
        known = await self.read(person)
        draft = Draft(values={**known.values, **wanted.values})
        async with self._workshop.database.transaction() as session:
            await preferences.set_preferences(
                session, team_id=person.team_id, user_id=person.user_id, draft=draft.to_json()
            )
        return draft

    async def reset(self, person: Person) -> None:
        """Forget all of them."""
        async with self._workshop.database.transaction() as session:
            await preferences.forget_preferences(session, team_id=person.team_id, user_id=person.user_id)

    async def fill(self, draft: Draft, person: Person) -> Draft:
        """The draft with the person's defaults where it says nothing and its model takes them."""
        wanted = (await self.read(person)).values
        if not wanted:
            return draft
        verbs = [draft.verb] if draft.verb is not None else list(Verb)
        named = draft.values.get(Field.MODEL, wanted.get(Field.MODEL))
        models = [_model_of(named, verb) for verb in verbs]
        values = {
            field: value
            for field, value in wanted.items()
            if field not in draft.values and all(_takes(model, field, value) for model in models)
        }
        return replace(draft, values={**values, **draft.values})


def preference_text(draft: Draft) -> str:
    """The defaults as options: ``--speed turbo --magic off``; empty where there are none."""
    return request_text(Draft(values=draft.values))


def _model_of(name: Value | None, verb: Verb) -> Model:
    try:
        return get_model(str(name or DEFAULT_MODEL[verb]), verb)
    except RequestError:
        return MODELS[DEFAULT_MODEL[verb]]


def _takes(model: Model, field: Field, value: Value) -> bool:
    if field is Field.MODEL:
        return _model_of(value, model.verb) is model
    try:
        check_value(model, field, value, allows_private=False)
    except RequestError:
        return False
    return True
