"""One input element for each kind of parameter, filled with what was asked."""

from collections.abc import Callable

from slack_sdk.models.blocks import (
    CheckboxesElement,
    InputInteractiveElement,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.blocks.block_elements import FileInputElement

from bot.catalogue import Field, Kind, Parameter, Value
from handlers import ids
from handlers.blocks.escape import shorten

# A change of these shows in the price at once.
PRICED = frozenset({Field.MODEL, Field.RENDERING_SPEED, Field.COUNT})

# What people write themselves.
FREE_TEXT = frozenset({Kind.TEXT, Kind.CODES, Kind.PALETTE, Kind.ADDRESS})

# Slack's limits, read 2026-11-20.
_TEXT_LIMIT = 3000
_PLACEHOLDER_LIMIT = 150
_MOST_FILES = 10

# Chosen in the form where nothing was asked for, because the price shown is the one for it.
_PRESELECTED = frozenset({Field.RENDERING_SPEED})


def input_element(parameter: Parameter, value: Value | None) -> InputInteractiveElement:
    """The element of a parameter's input, filled with what was asked for."""
    return _ELEMENTS[parameter.kind](parameter, value)


def _pictures_element(parameter: Parameter, value: Value | None) -> InputInteractiveElement:
    # No ``filetypes``: it only dims files in the picker, and bytes decide, not names.
    return FileInputElement(
        action_id=ids.VALUE, max_files=min(parameter.max_items or _MOST_FILES, _MOST_FILES)
    )


def _text_element(parameter: Parameter, value: Value | None) -> InputInteractiveElement:
    is_prompt = parameter.field is Field.PROMPT
    # No ``max_length``: a filled text beyond it would keep Slack from opening the form at all.
    return PlainTextInputElement(
        action_id=ids.VALUE,
        multiline=True if is_prompt else None,
        initial_value=_spell(value or "")[:_TEXT_LIMIT] or None,
        placeholder=_placeholder(parameter),
    )


def _integer_element(parameter: Parameter, value: Value | None) -> InputInteractiveElement:
    is_priced = parameter.field in PRICED
    return NumberInputElement(
        action_id=ids.VALUE,
        is_decimal_allowed=False,
        # Slack refuses the whole form for a first value out of bounds.
        initial_value=value if isinstance(value, int) and _is_within(parameter, value) else None,
        min_value=parameter.minimum,
        max_value=parameter.maximum,
        placeholder=_placeholder(parameter),
        dispatch_action_config=(
            DispatchActionConfig(trigger_actions_on=["on_character_entered"]) if is_priced else None
        ),
    )


def _select_element(parameter: Parameter, value: Value | None) -> InputInteractiveElement:
    options = [Option(value=choice, text=choice_label(choice)) for choice in parameter.choices]
    if value is None and parameter.field in _PRESELECTED:
        value = parameter.default
    return StaticSelectElement(
        action_id=ids.VALUE,
        options=options,
        placeholder=_placeholder(parameter),
        initial_option=next((option for option in options if option.value == value), None),
    )


def _flag_element(parameter: Parameter, value: Value | None) -> InputInteractiveElement:
    option = Option(value="on", text=parameter.label)
    is_on = (parameter.default if value is None else value) is True
    return CheckboxesElement(
        action_id=ids.VALUE, options=[option], initial_options=[option] if is_on else None
    )


_ELEMENTS: dict[Kind, Callable[[Parameter, Value | None], InputInteractiveElement]] = {
    Kind.TEXT: _text_element,
    Kind.CHOICE: _select_element,
    Kind.INTEGER: _integer_element,
    Kind.FLAG: _flag_element,
    Kind.CODES: _text_element,
    Kind.PALETTE: _text_element,
    Kind.SIZE: _select_element,
    Kind.ADDRESS: _text_element,
    Kind.PICTURES: _pictures_element,
}


def choice_label(choice: str) -> str:
    """A choice as people write it after an option: ``80s illustration``, ``render 3d``."""
    return choice.lower().replace("_", " ")


def _placeholder(parameter: Parameter) -> str | None:
    """What happens where nothing is entered."""
    if parameter.default is None:
        return None
    return shorten(f"Left out: {choice_label(_spell(parameter.default))}", limit=_PLACEHOLDER_LIMIT)


def _spell(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _is_within(parameter: Parameter, value: int) -> bool:
    is_enough = parameter.minimum is None or value >= parameter.minimum
    return is_enough and (parameter.maximum is None or value <= parameter.maximum)
