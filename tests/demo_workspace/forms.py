"""Views and blocks for these tests."""

from typing import Any


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def input_block(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    element = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


def button(action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(action_id.title()), **more}


def actions(*elements: dict[str, Any], block_id: str = "buttons") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    frame = {"type": "modal", "callback_id": "form", "title": plain("Edit"), "submit": plain("Go")}
    return {**frame, "blocks": list(blocks), **more}


def edit_form(**more: Any) -> dict[str, Any]:
    """A form with one input of each kind that matters."""
    return modal(
        input_block("seed_image", {"type": "file_input", "filetypes": ["png", "jpg"], "max_files": 1}),
        input_block("prompt", {"type": "plain_text_input", "max_length": 20}),
        input_block(
            "model",
            {"type": "static_select", "options": [option("3"), option("2")], "initial_option": option("3")},
            dispatch_action=True,
        ),
        input_block(
            "seed",
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "9"},
            optional=True,
        ),
        actions(button("more_options")),
        **more,
    )
