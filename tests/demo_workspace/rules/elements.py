"""Buttons, menus and inputs, and the objects inside them."""

from typing import Any

from tests.demo_workspace.forms import actions, button, input_block, modal, option, plain
from tests.demo_workspace.rules.rule import ELEMENTS, OBJECTS, Rule, opening, posting

CONFIRM = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
BUTTON, OVERFLOW = ELEMENTS + "button-element", ELEMENTS + "overflow-menu-element"
SELECT, NUMBER = ELEMENTS + "select-menu-element", ELEMENTS + "number-input-element"
TEXT, FILE = ELEMENTS + "plain-text-input-element", ELEMENTS + "file-input-element"


def menu(count: int) -> dict[str, Any]:
    return {"type": "overflow", "action_id": "more", "options": [option(f"o{n}") for n in range(count)]}


def choices(kind: str, count: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": "s", "options": [option(f"o{n}") for n in range(count)], **more}


def posted(says: str, element: dict[str, Any], at: str, *, page: str) -> Rule:
    """An element below a message."""
    return Rule(
        says=says,
        source=page,
        error="invalid_blocks",
        attempt=posting(actions(element)),
        at=f"/blocks/0/elements/0{at}",
    )


def asked(says: str, element: dict[str, Any], at: str, *, page: str) -> Rule:
    """An element of a form."""
    return Rule(
        says=says,
        source=page,
        error="invalid_arguments",
        attempt=opening(modal(input_block("x", element))),
        at=f"/view/blocks/0/element{at}",
    )


RULES = (
    posted(
        "a button's label of more than 75 characters",
        button("b", text=plain("x" * 76)),
        "/text/text",
        page=BUTTON,
    ),
    posted(
        "a button's value of more than 2,000 characters",
        button("b", value="x" * 2001),
        "/value",
        page=BUTTON,
    ),
    posted("an action_id of more than 255 characters", button("x" * 256), "/action_id", page=BUTTON),
    posted("a button's style it does not know", button("b", style="blue"), "/style", page=BUTTON),
    posted(
        "a button's address of more than 3,000 characters", button("b", url="x" * 3001), "/url", page=BUTTON
    ),
    posted(
        "a button's label for screen readers of more than 75 characters",
        button("b", accessibility_label="x" * 76),
        "/accessibility_label",
        page=BUTTON,
    ),
    posted(
        "a question's title of more than 100 characters",
        button("b", confirm={**CONFIRM, "title": plain("x" * 101)}),
        "/confirm/title/text",
        page=OBJECTS + "confirmation-dialog-object",
    ),
    posted(
        "a question of more than 300 characters",
        button("b", confirm={**CONFIRM, "text": plain("x" * 301)}),
        "/confirm/text/text",
        page=OBJECTS + "confirmation-dialog-object",
    ),
    posted(
        "an answer to a question of more than 30 characters",
        button("b", confirm={**CONFIRM, "deny": plain("x" * 31)}),
        "/confirm/deny/text",
        page=OBJECTS + "confirmation-dialog-object",
    ),
    posted("more than 5 entries in an overflow menu", menu(6), "/options", page=OVERFLOW),
    posted("more than 100 options in a select", choices("static_select", 101), "/options", page=SELECT),
    posted("a select without options", choices("static_select", 0), "/options", page=SELECT),
    posted(
        "options and groups of options at once",
        choices("static_select", 1, option_groups=[]),
        "",
        page=SELECT,
    ),
    posted(
        "an initial choice that is not offered",
        choices("static_select", 1, initial_option=option("x")),
        "/initial_option",
        page=SELECT,
    ),
    posted(
        "more than 10 checkboxes",
        choices("checkboxes", 11),
        "/options",
        page=ELEMENTS + "checkboxes-element",
    ),
    posted(
        "more than 10 radio buttons",
        choices("radio_buttons", 11),
        "/options",
        page=ELEMENTS + "radio-button-group-element",
    ),
    posted(
        "two options of the same value",
        {**menu(1), "options": [option("a")] * 2},
        "/options",
        page=OBJECTS + "option-object",
    ),
    posted(
        "an option's value of more than 150 characters",
        {**menu(1), "options": [{"text": plain("a"), "value": "a" * 151}]},
        "/options/0/value",
        page=OBJECTS + "option-object",
    ),
    posted(
        "an option's text of more than 75 characters",
        {**menu(1), "options": [{"text": plain("a" * 76), "value": "a"}]},
        "/options/0/text/text",
        page=OBJECTS + "option-object",
    ),
    posted(
        "an option's description of more than 75 characters",
        {**menu(1), "options": [{**option("a"), "description": plain("x" * 76)}]},
        "/options/0/description/text",
        page=OBJECTS + "option-object",
    ),
    posted(
        "a placeholder of more than 150 characters",
        choices("static_select", 1, placeholder=plain("x" * 151)),
        "/placeholder/text",
        page=SELECT,
    ),
    posted(
        "a multiple choice of fewer than one",
        choices("multi_static_select", 1, max_selected_items=0),
        "/max_selected_items",
        page=ELEMENTS + "multi-select-menu-element",
    ),
    posted("a file input outside an input block", {"type": "file_input"}, "/type", page=FILE),
    asked("a button as an input", button("b"), "/type", page=ELEMENTS + "button-element"),
    asked(
        "more than 10 files in one input", {"type": "file_input", "max_files": 11}, "/max_files", page=FILE
    ),
    asked(
        "a file's ending with its dot",
        {"type": "file_input", "filetypes": [".png"]},
        "/filetypes/0",
        page=FILE,
    ),
    asked("a number that may or may not have decimals", {"type": "number_input"}, "", page=NUMBER),
    asked(
        "a number's bound that is no number",
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "few"},
        "/min_value",
        page=NUMBER,
    ),
    asked(
        "a number's least above its most",
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "2", "max_value": "1"},
        "",
        page=NUMBER,
    ),
    asked(
        "a text of more than 3,000 characters to be asked for",
        {"type": "plain_text_input", "max_length": 3001},
        "/max_length",
        page=TEXT,
    ),
    asked(
        "a word where true or false belongs",
        {"type": "plain_text_input", "multiline": "yes"},
        "/multiline",
        page=TEXT,
    ),
    asked(
        "a moment of telling it does not know",
        {"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_blur"]}},
        "/dispatch_action_config/trigger_actions_on",
        page=OBJECTS + "dispatch-action-configuration-object",
    ),
)
