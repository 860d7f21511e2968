"""The limits of messages and views as a whole, under Slack's own names.

Source: Slack's view reference and the official SDKs' validators, read 2026-11-20.
"""

import json
from typing import Any

from bot.demo.slack.block_rules import IN_MESSAGE, IN_VIEW, check_blocks
from bot.demo.slack.findings import CanShow, Findings
from bot.demo.slack.wire import Payload, SlackError

MOST_BLOCKSIN_MESSAGE = 50
MOST_BLOCKSIN_VIEW = 100
MOST_TEXT_IN_BLOCKS = 13_200
LARGEST_VIEW_BYTES = 250_000
LARGEST_METADATA_BYTES = 32_000


def check_message_blocks(blocks: Any, *, can_show: CanShow) -> list[Payload]:
    """Blocks as a message may carry them; returns them.

    Raises:
        SlackError: ``invalid_blocks_format``, ``invalid_blocks`` or ``msg_blocks_too_long``.
    """
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    findings = Findings(can_show=can_show)
    findings.length(blocks, "/blocks", most=MOST_BLOCKSIN_MESSAGE, least=0)
    check_blocks(blocks, "/blocks", findings, allowed=IN_MESSAGE)
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
    findings = Findings(can_show=can_show)
    if findings.is_object(view, "/view"):
        _check_view_frame(view, findings, kind=kind)
        blocks = findings.length(view.get("blocks"), "/view/blocks", most=MOST_BLOCKSIN_VIEW, least=0)
        check_blocks(blocks, "/view/blocks", findings, allowed=IN_VIEW)
        _check_focus(blocks, findings)
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
    findings.flags(view, "/view", ("clear_on_close", "notify_on_close", "submit_disabled"))


def _check_focus(blocks: list[Any], findings: Findings) -> None:
    elements = [block.get("element") for block in blocks if isinstance(block, dict)]
    focused = [part for part in elements if isinstance(part, dict) and part.get("focus_on_load") is True]
    if len(focused) > 1:
        findings.add("only one element can have focus_on_load", "/view/blocks")
