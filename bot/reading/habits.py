"""Defaults: what somebody wants where they say nothing, held against each model before it is used."""

from collections.abc import Mapping
from dataclasses import replace

from bot.catalogue import DEFAULT_MODEL, MODELS, Field, Model, Value, Verb, get_model
from bot.errors import RequestError
from bot.reading.carrying import takes
from bot.reading.requests import Draft

# What belongs to one picture is no habit.
_NEVER = frozenset(
    {Field.SEED, Field.REGION, Field.MASK_POLARITY, Field.UPLOAD_ENDPOINT, Field.TTL, Field.PROMPT}
)


def added(known: Draft, wanted: Draft) -> Draft:
    """Known defaults with others over them, a value in the place of the one before.

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
    return Draft(values={**known.values, **wanted.values})


def filled(draft: Draft, wanted: Mapping[Field, Value]) -> Draft:
    """The draft with defaults where it says nothing and its model takes them."""
    verbs = [draft.verb] if draft.verb is not None else list(Verb)
    named = draft.values.get(Field.MODEL, wanted.get(Field.MODEL))
    models = [_model_of(named, verb) for verb in verbs]
    values = {
        field: value
        for field, value in wanted.items()
        if field not in draft.values and all(_takes(model, field, value) for model in models)
    }
    return replace(draft, values={**values, **draft.values})


def _model_of(name: Value | None, verb: Verb) -> Model:
    try:
        return get_model(str(name or DEFAULT_MODEL[verb]), verb)
    except RequestError:
        return MODELS[DEFAULT_MODEL[verb]]


def _takes(model: Model, field: Field, value: Value) -> bool:
    return _model_of(value, model.verb) is model if field is Field.MODEL else takes(model, field, value)
