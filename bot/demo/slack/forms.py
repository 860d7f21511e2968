"""What a form holds: the state Slack reports for each input, and what its client refuses to submit."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from bot.demo.slack.wire import Payload

LARGEST_INPUT_FILE_BYTES = 10 * 1024 * 1024

# How each element reports its state, and which property of the element it starts from.
_STATE_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "datepicker": ("selected_date", "initial_date"),
    "file_input": ("files", ""),
}
_LISTS = frozenset({"multi_static_select", "checkboxes", "multi_users_select", "file_input"})
_CHOICES = frozenset({"static_select", "radio_buttons"})
_MANY_CHOICES = frozenset({"multi_static_select", "checkboxes"})


class FormRefused(Exception):
    """Slack's own client would not submit this; ``errors`` has a sentence by ``block_id``."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(str(dict(errors)))
        self.errors = dict(errors)


def stateful_elements(blocks: Sequence[Payload]) -> Iterator[tuple[Payload, Payload]]:
    """Every block with an element in it that keeps a value, and that element."""
    for block in blocks:
        elements = block.get("elements", []) if block["type"] == "actions" else []
        for element in (*elements, block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and element.get("type") in _STATE_KEYS:
                yield block, element


def kept_state(blocks: Sequence[Payload], before: Mapping[str, Mapping[str, Payload]]) -> Payload:
    """The state of these blocks: as before where block and action are the same, else as they start.

    A choice that is no longer offered starts anew.
    """
    state: Payload = {}
    for block, element in stateful_elements(blocks):
        old = before.get(block["block_id"], {}).get(element["action_id"])
        is_kept = old is not None and old["type"] == element["type"] and _is_offered(element, old)
        fresh = old if is_kept else _starting_state(element)
        state.setdefault(block["block_id"], {})[element["action_id"]] = deepcopy(fresh)
    return state


def answered(element: Payload, answer: Any) -> Payload:
    """The state of an element after a person answered; choices are named by their value.

    Raises:
        LookupError: the choice is not offered.
    """
    kind = element["type"]
    key, _ = _STATE_KEYS[kind]
    if kind in _CHOICES:
        answer = None if answer is None else _option(element, str(answer))
    elif kind in _MANY_CHOICES:
        answer = [_option(element, str(value)) for value in answer or ()]
    elif kind in _LISTS:
        answer = list(answer or ())
    else:
        answer = None if answer in (None, "") else str(answer)
    return {"type": kind, key: answer}


def check_before_submit(view: Payload) -> None:
    """What Slack's client looks at itself: required, lengths, numbers, files.

    Raises:
        FormRefused: with a sentence for each wrong input.
    """
    errors: dict[str, str] = {}
    for block, element in stateful_elements(view["blocks"]):
        state = view["state"]["values"][block["block_id"]][element["action_id"]]
        value = state[_STATE_KEYS[element["type"]][0]]
        complaint = _complaint(element, value, is_optional=block.get("optional", False))
        if block["type"] == "input" and complaint:
            errors[block["block_id"]] = complaint
    if errors:
        raise FormRefused(errors)


def _complaint(element: Payload, value: Any, *, is_optional: bool) -> str | None:
    kind = element["type"]
    if not value:
        return None if is_optional else "Please complete this required field."
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if not least <= len(value) <= most:
            return f"Please enter {least} to {most} characters."
    if kind == "number_input":
        return _number_complaint(element, value)
    if kind == "file_input":
        return _files_complaint(element, value)
    return None


def _number_complaint(element: Payload, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element["is_decimal_allowed"] and not number.is_integer():
        return "Please enter a whole number."
    least, most = float(element.get("min_value", "-inf")), float(element.get("max_value", "inf"))
    return None if least <= number <= most else f"Please enter a number from {least:g} to {most:g}."


def _files_complaint(element: Payload, files: Sequence[Payload]) -> str | None:
    if len(files) > element.get("max_files", 10):
        return f"Please choose no more than {element.get('max_files', 10)} files."
    endings = element.get("filetypes")
    for file in files:
        if file["size"] > LARGEST_INPUT_FILE_BYTES:
            return "Please choose a file of at most 10 MB."
        if endings and file["name"].rpartition(".")[2].lower() not in endings:
            return f"Please choose a file of type {', '.join(endings)}."
    return None


def _starting_state(element: Payload) -> Payload:
    key, initial = _STATE_KEYS[element["type"]]
    nothing: Any = [] if element["type"] in _LISTS else None
    return {"type": element["type"], key: element.get(initial, nothing)}


def _is_offered(element: Payload, state: Payload) -> bool:
    if element["type"] not in _CHOICES | _MANY_CHOICES:
        return True
    chosen = state[_STATE_KEYS[element["type"]][0]]
    listed = chosen if isinstance(chosen, list) else [chosen] if chosen else []
    values = {option["value"] for option in _options(element)}
    return all(option["value"] in values for option in listed)


def _option(element: Payload, value: str) -> Payload:
    for option in _options(element):
        if option["value"] == value:
            return option
    raise LookupError(f"{value!r} is not offered, only {[option['value'] for option in _options(element)]}")


def _options(element: Payload) -> list[Payload]:
    groups = [{"options": element.get("options", [])}, *element.get("option_groups", [])]
    return [option for group in groups for option in group["options"]]
