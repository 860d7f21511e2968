"""The limits of interactive elements.

Source: Slack's element reference and the official SDKs' validators, read 2026-11-20.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.demo.slack.findings import MARKDOWN_OR_PLAIN, Findings
from bot.demo.slack.wire import Payload

_COMMON = ("action_id",)
_FIELD = (*_COMMON, "placeholder", "focus_on_load")
_SELECT = (*_FIELD, "confirm")
_MULTI = (*_SELECT, "max_selected_items")
_DISPATCH = ("dispatch_action_config",)
_FLAGS = (
    "focus_on_load",
    "multiline",
    "is_decimal_allowed",
    "default_to_current_conversation",
    "response_url_enabled",
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Which keys an element has, and which of them it must have, besides ``type``."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


SHAPES = {
    "button": Shape(
        required=("text",),
        optional=(*_COMMON, "value", "url", "style", "confirm", "accessibility_label"),
    ),
    "overflow": Shape(required=("options",), optional=(*_COMMON, "confirm")),
    "static_select": Shape(optional=(*_SELECT, "options", "option_groups", "initial_option")),
    "multi_static_select": Shape(optional=(*_MULTI, "options", "option_groups", "initial_options")),
    "users_select": Shape(optional=(*_SELECT, "initial_user")),
    "multi_users_select": Shape(optional=(*_MULTI, "initial_users")),
    "channels_select": Shape(optional=(*_SELECT, "initial_channel", "response_url_enabled")),
    "conversations_select": Shape(
        optional=(
            *_SELECT,
            "initial_conversation",
            "default_to_current_conversation",
            "response_url_enabled",
            "filter",
        )
    ),
    "checkboxes": Shape(
        required=("options",), optional=(*_COMMON, "initial_options", "confirm", "focus_on_load")
    ),
    "radio_buttons": Shape(
        required=("options",), optional=(*_COMMON, "initial_option", "confirm", "focus_on_load")
    ),
    "datepicker": Shape(optional=(*_SELECT, "initial_date")),
    "plain_text_input": Shape(
        optional=(*_FIELD, *_DISPATCH, "initial_value", "multiline", "min_length", "max_length")
    ),
    "number_input": Shape(
        required=("is_decimal_allowed",),
        optional=(*_FIELD, *_DISPATCH, "initial_value", "min_value", "max_value"),
    ),
    "url_text_input": Shape(optional=(*_FIELD, *_DISPATCH, "initial_value")),
    "email_text_input": Shape(optional=(*_FIELD, *_DISPATCH, "initial_value")),
    "file_input": Shape(optional=(*_COMMON, "filetypes", "max_files")),
}

_SELECTS = frozenset(name for name in SHAPES if name.endswith("_select"))
_PICKED = _SELECTS | {"checkboxes", "radio_buttons", "datepicker"}
IN_ACTIONS = _PICKED | {"button", "overflow"}
IN_INPUT = _PICKED | {"plain_text_input", "number_input", "url_text_input", "email_text_input", "file_input"}
_MOST_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}


def check_element(element: Any, where: str, findings: Findings, *, allowed: frozenset[str]) -> None:
    """Look through one element of a block that takes the ``allowed`` types."""
    if not findings.is_object(element, where):
        return
    kind = element.get("type")
    if kind not in allowed:
        findings.add(f"unsupported element type: {kind}", f"{where}/type")
        return
    shape = SHAPES[kind]
    findings.keys(element, where, required=shape.required, optional=shape.optional)
    findings.string(element.get("action_id"), f"{where}/action_id", most=255, least=1)
    findings.text(element.get("placeholder"), f"{where}/placeholder", most=150)
    _check_confirm(element.get("confirm"), f"{where}/confirm", findings)
    findings.flags(element, where, _FLAGS)
    findings.number(element.get("max_selected_items"), f"{where}/max_selected_items", least=1, most=100)
    if kind == "button":
        _check_button(element, where, findings)
    elif kind == "file_input":
        _check_file_input(element, where, findings)
    elif "options" in shape.required + shape.optional:
        _check_options(element, where, findings)
    else:
        _check_typing(element, where, findings)


def check_image(image: Payload, where: str, findings: Findings) -> None:
    """An image block or element: alternative text, and either an address or a file that can be shown."""
    findings.string(image.get("alt_text"), f"{where}/alt_text", most=2000)
    findings.string(image.get("image_url"), f"{where}/image_url", most=3000, least=1)
    if ("image_url" in image) == ("slack_file" in image):
        findings.add("must provide either image_url or slack_file", where)
    if "slack_file" not in image:
        return
    reference = image["slack_file"]
    has_one_name = isinstance(reference, dict) and len(reference) == 1 and {"id", "url"} & reference.keys()
    if not has_one_name or not findings.can_show(reference):
        findings.add("invalid slack file", f"{where}/slack_file")


def _check_button(button: Payload, where: str, findings: Findings) -> None:
    findings.text(button.get("text"), f"{where}/text", most=75)
    findings.string(button.get("value"), f"{where}/value", most=2000)
    findings.string(button.get("url"), f"{where}/url", most=3000)
    findings.string(button.get("accessibility_label"), f"{where}/accessibility_label", most=75)
    findings.choice(button.get("style"), f"{where}/style", {"primary", "danger"})


def _check_file_input(element: Payload, where: str, findings: Findings) -> None:
    findings.number(element.get("max_files"), f"{where}/max_files", least=1, most=10)
    for index, name in enumerate(element.get("filetypes", ["png"])):
        if not isinstance(name, str) or not name.isalnum():
            findings.add("must be a file extension", f"{where}/filetypes/{index}")


def _check_typing(element: Payload, where: str, findings: Findings) -> None:
    findings.string(element.get("initial_value"), f"{where}/initial_value", most=3000)
    findings.number(element.get("min_length"), f"{where}/min_length", least=0, most=3000)
    findings.number(element.get("max_length"), f"{where}/max_length", least=1, most=3000)
    if element["type"] == "number_input":
        _check_bounds(element, where, findings)
    day = element.get("initial_date")
    if day is not None and not _DAY.fullmatch(str(day)):
        findings.add("must be a date in the format YYYY-MM-DD", f"{where}/initial_date")
    dispatch = element.get("dispatch_action_config")
    if dispatch is not None and findings.is_object(dispatch, f"{where}/dispatch_action_config"):
        inside = f"{where}/dispatch_action_config/trigger_actions_on"
        for word in findings.length(dispatch.get("trigger_actions_on"), inside, most=2):
            findings.choice(word, inside, {"on_enter_pressed", "on_character_entered"})


def _check_bounds(element: Payload, where: str, findings: Findings) -> None:
    """The bounds and the start of a number are numbers written as text, in the right order."""
    numbers: dict[str, Decimal] = {}
    for name in ("min_value", "initial_value", "max_value"):
        findings.string(element.get(name), f"{where}/{name}", most=255, least=1)
        try:
            if element.get(name) is not None:
                numbers[name] = Decimal(element[name])
        except (InvalidOperation, TypeError, ValueError):
            findings.add("must be a number", f"{where}/{name}")
    if list(numbers.values()) != sorted(numbers.values()):
        findings.add("must lie between min_value and max_value", where)


def _check_options(element: Payload, where: str, findings: Findings) -> None:
    if ("options" in element) == ("option_groups" in element):
        findings.add("must provide either options or option_groups", where)
        return
    options: list[Any] = []
    most = _MOST_OPTIONS.get(element["type"], 100)
    if "options" in element:
        options = findings.length(element["options"], f"{where}/options", most=most)
        _check_each_option(options, f"{where}/options", findings, kind=element["type"])
    else:
        groups = findings.length(element["option_groups"], f"{where}/option_groups", most=100)
        for index, group in enumerate(groups):
            inside = f"{where}/option_groups/{index}"
            if findings.is_object(group, inside):
                findings.keys(group, inside, required=("label", "options"), optional=())
                findings.text(group.get("label"), f"{inside}/label", most=75)
                members = findings.length(group.get("options"), f"{inside}/options", most=100)
                _check_each_option(members, f"{inside}/options", findings, kind=element["type"])
                options += members
    initial = element.get(
        "initial_options", [element["initial_option"]] if "initial_option" in element else []
    )
    for chosen in initial:
        if chosen not in options:
            findings.add("must be one of the provided options", f"{where}/initial_option")


def _check_each_option(options: list[Any], where: str, findings: Findings, *, kind: str) -> None:
    text_kinds = MARKDOWN_OR_PLAIN if kind in {"checkboxes", "radio_buttons"} else ("plain_text",)
    for index, option in enumerate(options):
        inside = f"{where}/{index}"
        if findings.is_object(option, inside):
            optional = ("description", "url") if kind == "overflow" else ("description",)
            findings.keys(option, inside, required=("text", "value"), optional=optional)
            findings.text(option.get("text"), f"{inside}/text", most=75, kinds=text_kinds)
            findings.text(option.get("description"), f"{inside}/description", most=75, kinds=text_kinds)
            findings.string(option.get("value"), f"{inside}/value", most=150, least=1)
    values = [option.get("value") for option in options if isinstance(option, dict)]
    findings.unique([str(value) for value in values], where, "value")


def _check_confirm(confirm: Any, where: str, findings: Findings) -> None:
    if confirm is None or not findings.is_object(confirm, where):
        return
    findings.keys(confirm, where, required=("title", "text", "confirm", "deny"), optional=("style",))
    findings.text(confirm.get("title"), f"{where}/title", most=100)
    findings.text(confirm.get("text"), f"{where}/text", most=300, kinds=MARKDOWN_OR_PLAIN)
    findings.text(confirm.get("confirm"), f"{where}/confirm", most=30)
    findings.text(confirm.get("deny"), f"{where}/deny", most=30)
    findings.choice(confirm.get("style"), f"{where}/style", {"primary", "danger"})
