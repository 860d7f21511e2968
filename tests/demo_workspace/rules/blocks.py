"""Blocks of a message, as a whole and one by one."""

import io
from typing import Any

from PIL import Image

from tests.demo_workspace.forms import actions, button, input_block, plain, section
from tests.demo_workspace.rules.rule import BLOCKS, REFERENCE, Attempt, Rule, Scene, posting
from tests.demo_workspace.uploads import put_up

IMAGE = {"type": "image", "alt_text": "x", "image_url": "https://example.com/a.png"}
SHARED_FILE = "slackapi/python-slack-sdk issue 1521, " + BLOCKS + "image-block"


def block(says: str, blocks: list[Any], at: str, *, page: str) -> Rule:
    return Rule(says=says, source=page, error="invalid_blocks", attempt=posting(*blocks), at=at)


def showing(file_id: str) -> dict[str, Any]:
    return {"type": "image", "alt_text": "x", "slack_file": {"id": file_id}}


async def _show_a_webp(scene: Scene) -> None:
    webp = await scene.workspace.say("ben", "design", files=[("a.webp", _as_webp(scene.png))])
    await posting(showing(webp["files"][0]["id"]))(scene)


async def _show_what_was_not_completed(scene: Scene) -> None:
    await posting(showing(await put_up(scene.client, scene.png)))(scene)


async def _show_what_was_deleted(scene: Scene) -> None:
    said = await scene.workspace.say("ben", "design", files=[("a.png", scene.png)])
    scene.workspace.hub.delete_file(said["files"][0]["id"])
    await posting(showing(said["files"][0]["id"]))(scene)


async def _show_what_the_app_cannot_see(scene: Scene) -> None:
    said = await scene.workspace.say("ben", "random", files=[("a.png", scene.png)])
    await posting(showing(said["files"][0]["id"]))(scene)


def _as_webp(png: bytes) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).save(out, "WEBP")
    return out.getvalue()


def _file(says: str, attempt: Attempt) -> Rule:
    return Rule(
        says=says, source=SHARED_FILE, error="invalid_blocks", attempt=attempt, at="/blocks/0/slack_file"
    )


RULES = (
    block(
        "more than 50 blocks in a message",
        [{"type": "divider"}] * 51,
        "/blocks",
        page=REFERENCE + "block-kit/blocks",
    ),
    block(
        "a type of block it does not know",
        [{"type": "hologram"}],
        "/blocks/0/type",
        page=REFERENCE + "block-kit/blocks",
    ),
    block(
        "a key that a block does not have",
        [{"type": "divider", "colour": "red"}],
        "/blocks/0",
        page=BLOCKS + "divider-block",
    ),
    block("a block that is no object", ["divider"], "/blocks/0", page=REFERENCE + "block-kit/blocks"),
    block(
        "a block_id of more than 255 characters",
        [section("x", block_id="x" * 256)],
        "/blocks/0/block_id",
        page=BLOCKS + "section-block",
    ),
    block(
        "the same block_id twice in a message",
        [section("x", block_id="a"), section("y", block_id="a")],
        "/blocks",
        page=BLOCKS + "section-block",
    ),
    block(
        "a section's text of more than 3,000 characters",
        [section("x" * 3001)],
        "/blocks/0/text/text",
        page=BLOCKS + "section-block",
    ),
    block("an empty text", [section("")], "/blocks/0/text/text", page=BLOCKS + "section-block"),
    block(
        "a section with neither text nor fields",
        [{"type": "section"}],
        "/blocks/0",
        page=BLOCKS + "section-block",
    ),
    block(
        "a section's field of more than 2,000 characters",
        [{"type": "section", "fields": [plain("x" * 2001)]}],
        "/blocks/0/fields/0/text",
        page=BLOCKS + "section-block",
    ),
    block(
        "more than 10 fields in a section",
        [{"type": "section", "fields": [plain("x")] * 11}],
        "/blocks/0/fields",
        page=BLOCKS + "section-block",
    ),
    block(
        "a header of more than 150 characters",
        [{"type": "header", "text": plain("x" * 151)}],
        "/blocks/0/text/text",
        page=BLOCKS + "header-block",
    ),
    block(
        "a header with markup",
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "/blocks/0/text/type",
        page=BLOCKS + "header-block",
    ),
    block(
        "a header whose text is null",
        [{"type": "header", "text": None}],
        "/blocks/0",
        page=BLOCKS + "header-block",
    ),
    block(
        "more than 10 elements in a context",
        [{"type": "context", "elements": [plain("x")] * 11}],
        "/blocks/0/elements",
        page=BLOCKS + "context-block",
    ),
    block(
        "a button in a context",
        [{"type": "context", "elements": [button("b")]}],
        "/blocks/0/elements/0/type",
        page=BLOCKS + "context-block",
    ),
    block(
        "more than 25 elements in an actions block",
        [actions(*[button(f"b{number}") for number in range(26)])],
        "/blocks/0/elements",
        page=BLOCKS + "actions-block",
    ),
    block(
        "an actions block without elements", [actions()], "/blocks/0/elements", page=BLOCKS + "actions-block"
    ),
    block(
        "the same action_id twice in an actions block",
        [actions(button("b"), button("b"))],
        "/blocks/0",
        page=BLOCKS + "actions-block",
    ),
    block(
        "markdown of more than 12,000 characters in all blocks together",
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "/blocks",
        page=BLOCKS + "markdown-block",
    ),
    block(
        "an input in a message",
        [input_block("x", {"type": "plain_text_input"})],
        "/blocks/0/type",
        page=BLOCKS + "input-block",
    ),
    block(
        "a picture without alternative text",
        [{"type": "image", "image_url": "https://x.org/a.png"}],
        "/blocks/0",
        page=BLOCKS + "image-block",
    ),
    block(
        "a picture from nowhere",
        [{"type": "image", "alt_text": "x"}],
        "/blocks/0",
        page=BLOCKS + "image-block",
    ),
    block(
        "a picture from an address and a file at once",
        [{**IMAGE, "slack_file": {"id": "F0"}}],
        "/blocks/0",
        page=BLOCKS + "image-block",
    ),
    block(
        "an alternative text of more than 2,000 characters",
        [{**IMAGE, "alt_text": "x" * 2001}],
        "/blocks/0/alt_text",
        page=BLOCKS + "image-block",
    ),
    block(
        "a picture's address of more than 3,000 characters",
        [{**IMAGE, "image_url": "https://x.org/" + "x" * 3000}],
        "/blocks/0/image_url",
        page=BLOCKS + "image-block",
    ),
    block(
        "a picture's title of more than 2,000 characters",
        [{**IMAGE, "title": plain("x" * 2001)}],
        "/blocks/0/title/text",
        page=BLOCKS + "image-block",
    ),
    block(
        "a picture in a file that does not exist",
        [showing("F0NOTHERE1")],
        "/blocks/0/slack_file",
        page=BLOCKS + "image-block",
    ),
    _file("a picture in a file that is neither PNG, JPEG nor GIF", _show_a_webp),
    _file("a picture in a file whose upload was not completed", _show_what_was_not_completed),
    _file("a picture in a file that was deleted", _show_what_was_deleted),
    _file("a picture in a file that the app cannot see", _show_what_the_app_cannot_see),
    Rule(
        says="more than about 13,200 characters in a message's blocks",
        source="slackapi/bolt-js issue 2509",
        error="msg_blocks_too_long",
        attempt=posting(*[section("x" * 3000)] * 5),
    ),
)
