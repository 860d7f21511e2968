"""What one model allows: each value by itself, each number of pictures, and the rules between fields."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import hypot

from bot.catalogue import MODELS, Field, Kind, Model, Parameter, Value
from bot.errors import RequestError
from bot.reading.hosts import is_public_address
from bot.reading.values import nearest, takes_text, widest_parameter

_LIGHTEST, _HEAVIEST, _WEIGHT_STEP = Decimal("0.05"), Decimal(1), Decimal("0.01")


def check_prompt(model: Model, prompt: str) -> None:
    """Hold a prompt against the model's bounds.

    Raises:
        RequestError: empty, or longer than the model takes.
    """
    parameter = model.parameters[Field.PROMPT]
    if not prompt.strip():
        raise _refused(parameter, "The prompt is empty", "Say in a few words what should be there.")
    _check_text(parameter, prompt)


def check_value(model: Model, field: Field, value: Value, *, allows_private: bool) -> None:
    """Hold one value against the bounds of its parameter; private addresses are for trying things out.

    Raises:
        RequestError: outside a bound, or a field that this model does not have.
    """
    parameter = model.parameters.get(field)
    if parameter is None:
        raise not_taken(model, field)
    if parameter.kind is Kind.ADDRESS:
        _check_address(parameter, str(value), allows_private=allows_private)
    elif parameter.kind is not Kind.FLAG:
        _CHECKS[parameter.kind](parameter, value)


def check_pictures(model: Model, pictures: Mapping[Field, int]) -> None:
    """Hold the number of pictures of each field against the model; a field that is not named is not judged.

    Raises:
        RequestError: too many, too few, or a field that this model does not have.
    """
    for field, number in pictures.items():
        parameter = model.parameters.get(field)
        if parameter is None:
            if number:
                raise not_taken(model, field)
            continue
        if parameter.is_required and number < (parameter.min_items or 0):
            raise _refused(parameter, "There is no picture to work on", "Attach one.")
        if parameter.max_items is not None and number > parameter.max_items:
            raise _refused(
                parameter,
                f"{parameter.label}: {model.name} takes at most {parameter.max_items}, not {number}",
                "Attach fewer.",
            )


def check_rules(model: Model, values: Mapping[Field, Value], pictures: Mapping[Field, int]) -> None:
    """Hold what was asked for together against the model's exclusions and requirements.

    Raises:
        RequestError: two fields that exclude each other, or one that lacks its companion.
    """
    asked = values.keys() | {field for field, number in pictures.items() if number}
    for exclusion in model.exclusions:
        if exclusion.field in asked and exclusion.other in asked:
            raise RequestError(exclusion.user_text, field=exclusion.field)
    for rule in model.requirements:
        if rule.field not in asked:
            continue
        differs = rule.is_same_number and pictures.get(rule.field, 0) != pictures.get(rule.missing, 0)
        if rule.missing not in asked or differs:
            raise RequestError(rule.user_text, field=rule.missing)
    if Field.UPLOAD_ENDPOINT in values and values.get(Field.COUNT, 1) != 1:
        raise RequestError(
            "An upload address takes one result, and each further one would replace it. "
            "Nothing was charged. Set the count to 1.",
            field=Field.COUNT,
        )


def not_taken(model: Model, field: Field) -> RequestError:
    """The complaint about a field that this model lacks; it names the models that have it."""
    parameter = widest_parameter(field)
    takers = [other for other in MODELS.values() if field in other.parameters]
    names = " or ".join(
        f"{other.name} ({f'--model {other.key}' if other.verb is model.verb else f'to {other.verb}'})"
        for other in takers
    )
    what = parameter.label.lower() if parameter.option is None else parameter.option
    return RequestError(
        f"{model.name} does not take {what}. Nothing was charged. Leave it out, or use {names}.", field=field
    )


def _check_text(parameter: Parameter, value: Value) -> None:
    length = len(str(value))
    if length < (parameter.minimum or 0):
        raise _refused(parameter, f"{parameter.label} is empty", "Fill it or leave it out.")
    if parameter.maximum is not None and length > parameter.maximum:
        raise _refused(
            parameter,
            f"{parameter.label} may have {parameter.maximum:,} characters, and this one has {length:,}",
            "Shorten it.",
        )


def _check_choice(parameter: Parameter, value: Value) -> None:
    if value not in parameter.choices:
        suggestion = nearest(str(value), parameter.choices).lower()
        raise _refused(
            parameter,
            f"{parameter.label} takes {takes_text(parameter)} with this model",
            f"The nearest is {suggestion}.",
        )


def _check_integer(parameter: Parameter, value: Value) -> None:
    least, most = parameter.minimum or 0, parameter.maximum
    if not isinstance(value, int) or value < least or (most is not None and value > most):
        span = f"starts at {least}" if most is None else f"goes from {least} to {most}"
        raise _refused(parameter, f"{parameter.label} {span}", "Choose a number there.")


def _check_codes(parameter: Parameter, value: Value) -> None:
    most = parameter.max_items
    if not isinstance(value, tuple) or (most is not None and len(value) > most):
        raise _refused(parameter, f"This model takes {most} style code and no more", "Keep one.")


def _check_palette(parameter: Parameter, value: Value) -> None:
    text = str(value)
    if not text.startswith("#"):
        _check_choice(parameter, text)
        return
    for member in text.split(","):
        color_hex, _, weight = member.partition(":")
        if len(color_hex) - 1 not in parameter.hex_digits:
            digits = " or ".join(str(number) for number in parameter.hex_digits)
            raise _refused(parameter, f"A palette colour has {digits} digits here", "Write it like #FF5733.")
        if weight:
            _check_weight(parameter, Decimal(weight))


def _check_weight(parameter: Parameter, weight: Decimal) -> None:
    if not _LIGHTEST <= weight <= _HEAVIEST:
        raise _refused(parameter, "A colour's weight goes from 0.05 to 1", "Change the weight.")
    if weight % _WEIGHT_STEP:
        raise _refused(parameter, "A colour's weight has at most two decimals", "Round it.")


def _check_size(parameter: Parameter, value: Value) -> None:
    if value in parameter.choices:
        return
    width, height = _read_size(str(value))

    def distance(choice: str) -> float:
        other_width, other_height = _read_size(choice)
        return hypot(width - other_width, height - other_height)

    suggestion = min(parameter.choices, key=distance)
    raise _refused(
        parameter, "The model does not make pictures of that size", f"The nearest is {suggestion}."
    )


def _read_size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def _check_address(parameter: Parameter, address: str, *, allows_private: bool) -> None:
    _check_text(parameter, address)
    if not is_public_address(address, allows_private=allows_private):
        raise _refused(
            parameter,
            f"{parameter.label} must begin with https:// and a public host name",
            "Correct it or leave it out.",
        )


def _refused(parameter: Parameter, what: str, way_out: str) -> RequestError:
    return RequestError(f"{what}. Nothing was charged. {way_out}", field=parameter.field)


_CHECKS: Mapping[Kind, Callable[[Parameter, Value], None]] = {
    Kind.TEXT: _check_text,
    Kind.CHOICE: _check_choice,
    Kind.INTEGER: _check_integer,
    Kind.CODES: _check_codes,
    Kind.PALETTE: _check_palette,
    Kind.SIZE: _check_size,
}
