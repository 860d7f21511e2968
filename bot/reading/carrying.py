"""What of a wish goes along to another model, and what does not."""

from collections.abc import Collection
from dataclasses import replace

from bot.catalogue import Field, Model, Value
from bot.errors import RequestError
from bot.reading.bounds import check_value
from bot.reading.requests import Draft
from bot.reading.values import widest_parameter

# With a remix the whole picture changes: nobody misses what is about the part that may.
_ABOUT_THE_MASK = frozenset({Field.REGION, Field.MASK_POLARITY, Field.MASK_IMAGE, Field.LOCK, Field.FOCUS})


def takes(model: Model, field: Field, value: Value) -> bool:
    """Whether a model has this field and allows this value."""
    try:
        # An address was judged when it was first asked for.
        check_value(model, field, value, allows_private=True)
    except RequestError:
        return False
    return True


def for_model(draft: Draft, model: Model) -> Draft:
    """The same wish for another model, less the options and values that this one does not take."""
    values = {field: value for field, value in draft.values.items() if takes(model, field, value)}
    return replace(draft, verb=model.verb, values={**values, Field.MODEL: model.key}, complaint=None)


def left_out_text(draft: Draft, model: Model, *, pictures: Collection[Field]) -> str | None:
    """What ``for_model`` leaves out, as a sentence; ``pictures`` are the fields that have some."""
    options = [
        f"{widest_parameter(field).label.lower()} ({_spell(value)})"
        for field, value in draft.values.items()
        if field not in {Field.MODEL, *_ABOUT_THE_MASK} and not takes(model, field, value)
    ]
    others = [
        widest_parameter(field).label.lower()
        for field in Field
        if field in pictures and field not in {*model.parameters, *_ABOUT_THE_MASK}
    ]
    left_out = [*options, *others]
    return f"Left out, because {model.name} does not take it: {', '.join(left_out)}." if left_out else None


def _spell(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    words = ", ".join(value) if isinstance(value, tuple) else str(value)
    return words.lower().replace("_", " ")
