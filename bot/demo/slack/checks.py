"""The limits of messages, blocks and views, under Slack's own names.

Source: Slack's block and view reference and the official SDKs' validators, read 2026-11-20.
"""

import json
from typing import Any

from bot.demo.slack.elements import (
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    CanShow,
    check_element,
    check_image,
)
from bot.demo.slack.findings import MARKDOWN_OR_PLAIN, Findings
from bot.demo.slack.wire import Payload, SlackError

MOST_BLOCKS_IN_MESSAGE = 50
MOST_BLOCKS_IN_VIEW = 100
MOST_TEXT_IN_BLOCKS = 13_200
LARGEST_VIEW_BYTES = 250_000
LARGEST_METADATA_BYTES = 32_000

_BLOCK_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "section": ((), ("text", "fields", "accessory", "expand")),
    "divider": ((), ()),
    "header": (("text",), ()),
    "image": (("alt_text",), ("image_url", "slack_file", "title")),
    "context": (("elements",), ()),
    "actions": (("elements",), ()),
    "markdown": (("text",), ()),
    "rich_text": (("elements",), ()),
    "input": (("label", "element"), ("hint", "optional", "dispatch_action")),
}
_IN_MESSAGE = frozenset(_BLOCK_KEYS) - {"input"}
_IN_VIEW = frozenset(_BLOCK_KEYS) - {"markdown"}


def check_message_blocks(blocks: Any, *, can_show: CanShow) -> list[Payload]:
    """Blocks as a message may carry them; returns them.

    Raises:
        SlackError: ``invalid_blocks_format``, ``invalid_blocks`` or ``msg_blocks_too_long``.
    """
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    findings = Findings()
    findings.length(blocks, "/blocks", most=MOST_BLOCKS_IN_MESSAGE, least=0)
    _check_blocks(blocks, "/blocks", findings, allowed=_IN_MESSAGE, can_show=can_show)
    if findings.messages:
        raise SlackError("invalid_blocks", messages=findings.messages)
    if findings.text_length > MOST_TEXT_IN_BLOCKS:
        raise SlackError("msg_blocks_too_long")
    return blocks


def check_metadata(metadata: Any) -> Payload:
    """The metadata of a message; returns it.

    Raises:
        SlackError: ``invalid_metadata_format``, ``invalid_metadata_schema`` or ``metadata_too_large``.
    """
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if metadata and (
        not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
        or metadata.keys() - {"event_type", "event_payload"}
    ):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > LARGEST_METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def check_view(view: Any, *, can_show: CanShow, kind: str = "modal") -> Payload:
    """A view as ``views.*`` take it; returns it.

    Raises:
        SlackError: ``invalid_arguments`` with what is wrong, or ``view_too_large``.
    """
    findings = Findings()
    if findings.is_object(view, "/view"):
        _check_view_frame(view, findings, kind=kind)
        blocks = findings.length(view.get("blocks"), "/view/blocks", most=MOST_BLOCKS_IN_VIEW, least=0)
        _check_blocks(blocks, "/view/blocks", findings, allowed=_IN_VIEW, can_show=can_show)
        has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
        if kind == "modal" and has_input and not view.get("submit"):
            findings.add("missing required field: submit", "/view")
    if findings.messages:
        raise SlackError("invalid_arguments", messages=findings.messages)
    if len(json.dumps(view).encode()) > LARGEST_VIEW_BYTES:
        raise SlackError("view_too_large")
    checked: Payload = view
    return checked


def _check_view_frame(view: Payload, findings: Findings, *, kind: str) -> None:
    findings.choice(view.get("type", ""), "/view/type", {kind})
    modal_only = ("submit", "close", "clear_on_close", "notify_on_close", "submit_disabled")
    findings.keys(
        view,
        "/view",
        required=("blocks", "title") if kind == "modal" else ("blocks",),
        optional=("callback_id", "private_metadata", "external_id", *(modal_only if kind == "modal" else ())),
    )
    for name in ("title", "submit", "close"):
        findings.text(view.get(name), f"/view/{name}", most=24)
    findings.string(view.get("callback_id"), "/view/callback_id", most=255)
    findings.string(view.get("external_id"), "/view/external_id", most=255)
    findings.string(view.get("private_metadata"), "/view/private_metadata", most=3000)


def _check_blocks(
    blocks: list[Any], where: str, findings: Findings, *, allowed: frozenset[str], can_show: CanShow
) -> None:
    for index, block in enumerate(blocks):
        _check_block(block, f"{where}/{index}", findings, allowed=allowed, can_show=can_show)
    names = [block.get("block_id") for block in blocks if isinstance(block, dict)]
    findings.unique([name for name in names if name], where, "block_id")


def _check_block(
    block: Any, where: str, findings: Findings, *, allowed: frozenset[str], can_show: CanShow
) -> None:
    if not findings.is_object(block, where):
        return
    kind = block.get("type")
    if kind not in allowed:
        findings.add(f"unsupported type: {kind}", f"{where}/type")
        return
    required, optional = _BLOCK_KEYS[kind]
    findings.keys(block, where, required=required, optional=(*optional, "block_id"))
    findings.string(block.get("block_id"), f"{where}/block_id", most=255)
    if kind == "section":
        _check_section(block, where, findings, can_show=can_show)
    elif kind == "header":
        findings.text(block.get("text"), f"{where}/text", most=150)
    elif kind == "image":
        findings.text(block.get("title"), f"{where}/title", most=2000)
        check_image(block, where, findings, can_show=can_show)
    elif kind == "context":
        _check_context(block, where, findings, can_show=can_show)
    elif kind == "actions":
        _check_actions(block, where, findings)
    elif kind == "markdown":
        findings.string(block.get("text"), f"{where}/text", most=12_000, least=1)
    elif kind == "input":
        _check_input(block, where, findings)


def _check_section(block: Payload, where: str, findings: Findings, *, can_show: CanShow) -> None:
    if "text" not in block and "fields" not in block:
        findings.add("missing required field: text", where)
    findings.text(block.get("text"), f"{where}/text", most=3000, kinds=MARKDOWN_OR_PLAIN)
    for index, field in enumerate(findings.length(block.get("fields", [{}]), f"{where}/fields", most=10)):
        if "fields" in block:
            findings.text(field, f"{where}/fields/{index}", most=2000, kinds=MARKDOWN_OR_PLAIN)
    accessory = block.get("accessory")
    if accessory is None:
        return
    inside = f"{where}/accessory"
    if isinstance(accessory, dict) and accessory.get("type") == "image":
        findings.keys(accessory, inside, required=("alt_text",), optional=("image_url", "slack_file"))
        check_image(accessory, inside, findings, can_show=can_show)
    else:
        check_element(accessory, inside, findings, allowed=IN_SECTION)


def _check_context(block: Payload, where: str, findings: Findings, *, can_show: CanShow) -> None:
    for index, element in enumerate(findings.length(block.get("elements"), f"{where}/elements", most=10)):
        inside = f"{where}/elements/{index}"
        if isinstance(element, dict) and element.get("type") == "image":
            findings.keys(element, inside, required=("alt_text",), optional=("image_url", "slack_file"))
            check_image(element, inside, findings, can_show=can_show)
        else:
            findings.text(element, inside, most=3000, kinds=MARKDOWN_OR_PLAIN)


def _check_actions(block: Payload, where: str, findings: Findings) -> None:
    elements = findings.length(block.get("elements"), f"{where}/elements", most=25)
    for index, element in enumerate(elements):
        check_element(element, f"{where}/elements/{index}", findings, allowed=IN_ACTIONS)
    names = [element.get("action_id") for element in elements if isinstance(element, dict)]
    findings.unique([name for name in names if name], where, "action_id")


def _check_input(block: Payload, where: str, findings: Findings) -> None:
    findings.text(block.get("label"), f"{where}/label", most=2000)
    findings.text(block.get("hint"), f"{where}/hint", most=2000)
    check_element(block.get("element"), f"{where}/element", findings, allowed=IN_INPUT)
