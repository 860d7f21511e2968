"""The limits of blocks, one by one.

Source: Slack's block reference and the official SDKs' validators, read 2026-11-20.
"""

from collections.abc import Callable
from typing import Any

from bot.demo.slack.elements import IN_ACTIONS, IN_INPUT, check_element, check_image
from bot.demo.slack.findings import MARKDOWN_OR_PLAIN, Findings
from bot.demo.slack.wire import Payload

MOST_MARKDOWN = 12_000  # in all blocks of a message together

_BLOCK_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "section": ((), ("text", "fields", "accessory", "expand")),
    "divider": ((), ()),
    "header": (("text",), ()),
    "image": (("alt_text",), ("image_url", "slack_file", "title")),
    "context": (("elements",), ()),
    "actions": (("elements",), ()),
    "markdown": (("text",), ()),
    "input": (("label", "element"), ("hint", "optional", "dispatch_action")),
}
IN_MESSAGE = frozenset(_BLOCK_KEYS) - {"input"}
IN_VIEW = frozenset(_BLOCK_KEYS) - {"markdown"}


def check_blocks(blocks: list[Any], where: str, findings: Findings, *, allowed: frozenset[str]) -> None:
    """Look through the blocks of a message or a view, which take the ``allowed`` types."""
    for index, block in enumerate(blocks):
        _check_block(block, f"{where}/{index}", findings, allowed=allowed)
    known = [block for block in blocks if isinstance(block, dict)]
    findings.unique([block["block_id"] for block in known if block.get("block_id")], where, "block_id")
    markdown = [str(block.get("text")) for block in known if block.get("type") == "markdown"]
    if sum(map(len, markdown)) > MOST_MARKDOWN:
        findings.add(f"no more than {MOST_MARKDOWN} characters of markdown allowed", where)


def _check_block(block: Any, where: str, findings: Findings, *, allowed: frozenset[str]) -> None:
    if not findings.is_object(block, where):
        return
    kind = block.get("type")
    if kind not in allowed:
        findings.add(f"unsupported type: {kind}", f"{where}/type")
        return
    required, optional = _BLOCK_KEYS[kind]
    findings.keys(block, where, required=required, optional=(*optional, "block_id"))
    findings.string(block.get("block_id"), f"{where}/block_id", most=255)
    findings.flags(block, where, ("expand", "optional", "dispatch_action"))
    if kind in _CHECKS:
        _CHECKS[kind](block, where, findings)


def _check_section(block: Payload, where: str, findings: Findings) -> None:
    if block.get("text") is None and block.get("fields") is None:
        findings.add("missing required field: text", where)
    findings.text(block.get("text"), f"{where}/text", most=3000, kinds=MARKDOWN_OR_PLAIN)
    if block.get("fields") is not None:
        for index, field in enumerate(findings.length(block["fields"], f"{where}/fields", most=10)):
            findings.text(field, f"{where}/fields/{index}", most=2000, kinds=MARKDOWN_OR_PLAIN)
    accessory = block.get("accessory")
    if accessory is not None and not _is_checked_image(accessory, f"{where}/accessory", findings):
        check_element(accessory, f"{where}/accessory", findings, allowed=IN_ACTIONS)


def _check_header(block: Payload, where: str, findings: Findings) -> None:
    findings.text(block.get("text"), f"{where}/text", most=150)


def _check_image(block: Payload, where: str, findings: Findings) -> None:
    findings.text(block.get("title"), f"{where}/title", most=2000)
    check_image(block, where, findings)


def _check_context(block: Payload, where: str, findings: Findings) -> None:
    for index, element in enumerate(findings.length(block.get("elements"), f"{where}/elements", most=10)):
        inside = f"{where}/elements/{index}"
        if not _is_checked_image(element, inside, findings):
            findings.text(element, inside, most=3000, kinds=MARKDOWN_OR_PLAIN)


def _check_actions(block: Payload, where: str, findings: Findings) -> None:
    elements = findings.length(block.get("elements"), f"{where}/elements", most=25)
    for index, element in enumerate(elements):
        check_element(element, f"{where}/elements/{index}", findings, allowed=IN_ACTIONS)
    names = [element.get("action_id") for element in elements if isinstance(element, dict)]
    findings.unique([name for name in names if name], where, "action_id")


def _check_markdown(block: Payload, where: str, findings: Findings) -> None:
    findings.string(block.get("text"), f"{where}/text", most=MOST_MARKDOWN, least=1)


def _check_input(block: Payload, where: str, findings: Findings) -> None:
    findings.text(block.get("label"), f"{where}/label", most=2000)
    findings.text(block.get("hint"), f"{where}/hint", most=2000)
    check_element(block.get("element"), f"{where}/element", findings, allowed=IN_INPUT)


def _is_checked_image(element: Any, where: str, findings: Findings) -> bool:
    """Whether it is a picture, which sections and contexts take beside other things; looked through if so."""
    if not isinstance(element, dict) or element.get("type") != "image":
        return False
    findings.keys(element, where, required=("alt_text",), optional=("image_url", "slack_file"))
    check_image(element, where, findings)
    return True


_CHECKS: dict[str, Callable[[Payload, str, Findings], None]] = {
    "section": _check_section,
    "header": _check_header,
    "image": _check_image,
    "context": _check_context,
    "actions": _check_actions,
    "markdown": _check_markdown,
    "input": _check_input,
}
