"""Block Kit's limits, one by one: what is just allowed passes, what is just too much is refused."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace
from tests.demo_workspace.forms import actions, button, edit_form, input_block, modal, option, plain, section

IMAGE = {"type": "image", "alt_text": "x", "image_url": "https://example.com/a.png"}
CONFIRM = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}


def menu(count: int) -> dict[str, Any]:
    return {"type": "overflow", "action_id": "more", "options": [option(f"o{n}") for n in range(count)]}


def select(count: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "static_select",
        "action_id": "s",
        "options": [option(f"o{n}") for n in range(count)],
        **more,
    }


ALLOWED: list[list[dict[str, Any]]] = [
    [section("x" * 3000)],
    [{"type": "section", "fields": [plain("x" * 2000)] * 6}],
    [{"type": "header", "text": plain("x" * 150)}],
    [{"type": "divider"}] * 50,
    [actions(*[button(f"b{n}") for n in range(25)])],
    [actions(button("b", value="x" * 2000, style="danger", confirm=CONFIRM))],
    [actions(menu(5))],
    [actions(select(100))],
    [{"type": "context", "elements": [plain("x")] * 9 + [IMAGE]}],
    [IMAGE, section("x", accessory=IMAGE)],
    [section("x", accessory=button("b"))],
    [{"type": "markdown", "text": "# x"}],
]

REFUSED: list[tuple[str, list[dict[str, Any]], str]] = [
    ("long text", [section("x" * 3001)], "/blocks/0/text/text"),
    ("empty text", [section("")], "/blocks/0/text/text"),
    ("no text", [{"type": "section"}], "/blocks/0"),
    ("long field", [{"type": "section", "fields": [plain("x" * 2001)]}], "/blocks/0/fields/0/text"),
    ("many fields", [{"type": "section", "fields": [plain("x")] * 11}], "/blocks/0/fields"),
    ("long header", [{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
    (
        "marked-up header",
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "/blocks/0/text/type",
    ),
    ("many blocks", [{"type": "divider"}] * 51, "/blocks"),
    ("unknown block", [{"type": "carousel"}], "/blocks/0/type"),
    ("unknown key", [{"type": "divider", "colour": "red"}], "/blocks/0"),
    ("no object", ["divider"], "/blocks/0"),  # type: ignore[list-item]  # that is the point
    ("many elements", [actions(*[button(f"b{n}") for n in range(26)])], "/blocks/0/elements"),
    ("no elements", [actions()], "/blocks/0/elements"),
    ("same action", [actions(button("b"), button("b"))], "/blocks/0"),
    ("same block", [actions(button("a")), actions(button("b"))], "/blocks"),
    ("long label", [actions(button("b", text=plain("x" * 76)))], "/blocks/0/elements/0/text/text"),
    ("long value", [actions(button("b", value="x" * 2001))], "/blocks/0/elements/0/value"),
    ("long action", [actions(button("x" * 256))], "/blocks/0/elements/0/action_id"),
    ("long block id", [actions(button("b"), block_id="x" * 256)], "/blocks/0/block_id"),
    ("odd style", [actions(button("b", style="blue"))], "/blocks/0/elements/0/style"),
    (
        "long confirmation",
        [actions(button("b", confirm={**CONFIRM, "title": plain("x" * 101)}))],
        "/blocks/0/elements/0/confirm/title/text",
    ),
    ("long menu", [actions(menu(6))], "/blocks/0/elements/0/options"),
    ("long list", [actions(select(101))], "/blocks/0/elements/0/options"),
    (
        "choice not offered",
        [actions(select(1, initial_option=option("x")))],
        "/blocks/0/elements/0/initial_option",
    ),
    ("same choice", [actions({**menu(1), "options": [option("a")] * 2})], "/blocks/0/elements/0/options"),
    (
        "long choice",
        [actions({**menu(1), "options": [{"text": plain("a"), "value": "a" * 151}]})],
        "/blocks/0/elements/0/options/0/value",
    ),
    ("many in context", [{"type": "context", "elements": [plain("x")] * 11}], "/blocks/0/elements"),
    ("picture without words", [{"type": "image", "image_url": "https://x.org/a.png"}], "/blocks/0"),
    ("picture from nowhere", [{"type": "image", "alt_text": "x"}], "/blocks/0"),
    ("picture from twice", [{**IMAGE, "slack_file": {"id": "F0"}}], "/blocks/0"),
    (
        "unknown file",
        [{"type": "image", "alt_text": "x", "slack_file": {"id": "F0"}}],
        "/blocks/0/slack_file",
    ),
    ("input in a message", [input_block("x", {"type": "plain_text_input"})], "/blocks/0/type"),
    ("file input outside an input", [actions({"type": "file_input"})], "/blocks/0/elements/0/type"),
]

VIEWS: list[tuple[str, dict[str, Any], str]] = [
    ("no title", {k: v for k, v in edit_form().items() if k != "title"}, "/view"),
    ("long title", edit_form(title=plain("x" * 25)), "/view/title/text"),
    ("long submit", edit_form(submit=plain("x" * 25)), "/view/submit/text"),
    ("no submit", {k: v for k, v in edit_form().items() if k != "submit"}, "/view"),
    ("long metadata", edit_form(private_metadata="x" * 3001), "/view/private_metadata"),
    ("long callback", edit_form(callback_id="x" * 256), "/view/callback_id"),
    ("many blocks", modal(*[{"type": "divider"}] * 101), "/view/blocks"),
    ("unknown key", edit_form(colour="red"), "/view"),
    (
        "many files",
        modal(input_block("f", {"type": "file_input", "max_files": 11})),
        "/view/blocks/0/element/max_files",
    ),
    ("odd ending", modal(input_block("f", {"type": "file_input", "filetypes": [".png"]})), "/filetypes/0"),
    ("button as input", modal(input_block("b", button("b"))), "/view/blocks/0/element/type"),
    ("half a number", modal(input_block("n", {"type": "number_input"})), "/view/blocks/0/element"),
    (
        "long hint",
        modal(input_block("n", {"type": "plain_text_input"}, hint=plain("x" * 2001))),
        "/hint/text",
    ),
    ("no bound", modal(input_block("n", {"type": "plain_text_input", "max_length": 3001})), "/max_length"),
    ("markdown", modal({"type": "markdown", "text": "x"}), "/view/blocks/0/type"),
]


@pytest.mark.parametrize("blocks", ALLOWED)
async def test_blocks_at_their_limits_are_posted(
    client: AsyncWebClient, blocks: list[dict[str, Any]]
) -> None:
    assert (await client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=blocks))["ok"]


@pytest.mark.parametrize(
    ("blocks", "where"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
async def test_blocks_past_a_limit_are_refused_at_their_place(
    workspace: Workspace, client: AsyncWebClient, blocks: list[dict[str, Any]], where: str
) -> None:
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=blocks)

    assert refusal.value.response["error"] == "invalid_blocks"
    assert f"[json-pointer:{where}]" in refusal.value.response["response_metadata"]["messages"][0]
    assert workspace.messages("design") == []


async def test_much_text_in_many_blocks_is_refused(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        await client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=[section("x" * 3000)] * 5)


@pytest.mark.parametrize(("view", "where"), [case[1:] for case in VIEWS], ids=[case[0] for case in VIEWS])
async def test_views_past_a_limit_are_refused_at_their_place(
    workspace: Workspace, client: AsyncWebClient, view: dict[str, Any], where: str
) -> None:
    trigger_id = workspace.hub.views.new_trigger("U0BEN0002")

    with pytest.raises(SlackApiError) as refusal:
        await client.views_open(trigger_id=trigger_id, view=view)

    assert refusal.value.response["error"] == "invalid_arguments"
    assert where in refusal.value.response["response_metadata"]["messages"][0]
    assert workspace.views("ben") == []


async def test_a_view_of_more_than_250_kilobytes_is_refused(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    heavy = modal(*[section("é" * 3000, block_id=str(number)) for number in range(45)])

    with pytest.raises(SlackApiError, match="view_too_large"):
        await client.views_open(trigger_id=workspace.hub.views.new_trigger("U0BEN0002"), view=heavy)


async def test_three_views_lie_on_each_other_and_no_fourth(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    await client.views_open(trigger_id=workspace.hub.views.new_trigger("U0BEN0002"), view=modal())
    for _ in range(2):
        await client.views_push(trigger_id=workspace.hub.views.new_trigger("U0BEN0002"), view=modal())

    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=workspace.hub.views.new_trigger("U0BEN0002"), view=modal())

    assert len(workspace.views("ben")) == 3


async def test_an_external_id_is_given_once(workspace: Workspace, client: AsyncWebClient) -> None:
    named = edit_form(external_id="mine")
    await client.views_open(trigger_id=workspace.hub.views.new_trigger("U0BEN0002"), view=named)

    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await client.views_open(trigger_id=workspace.hub.views.new_trigger("U0MIA0003"), view=named)
    changed = await client.views_update(external_id="mine", view=modal())

    assert changed["view"]["blocks"] == []


async def test_an_outdated_hash_changes_nothing(workspace: Workspace, client: AsyncWebClient) -> None:
    opened = await client.views_open(
        trigger_id=workspace.hub.views.new_trigger("U0BEN0002"), view=edit_form()
    )
    first = opened["view"]
    await client.views_update(view_id=first["id"], hash=first["hash"], view=edit_form())

    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=first["id"], hash=first["hash"], view=modal())
