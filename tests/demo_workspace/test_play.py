"""The person in the demo: fills the form, waits, and knows a result from a refusal."""

import io
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo import once
from bot.demo.play import CannotRun, Wish, play
from bot.demo.workspace import Workspace
from tests.demo_workspace.conftest import ListeningApp
from tests.demo_workspace.forms import actions, button, input_block, modal
from tests.demo_workspace.uploads import put_up

WISH = Wish(picture_name="a.png", picture=b"a", mask_name="m.png", mask=b"m", prompt="a fox")
FORM = modal(
    input_block("seed_image", {"type": "file_input"}),
    input_block("mask_image", {"type": "file_input"}, optional=True),
    input_block("prompt", {"type": "plain_text_input"}),
)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


async def run(
    workspace: Workspace,
    app: ListeningApp,
    client: AsyncWebClient,
    after: Callable[[AsyncWebClient], Awaitable[Any]],
) -> tuple[dict[str, Any], list[str]]:
    """Play against an app that opens the form and, once it was sent in, does ``after``."""
    lines: list[str] = []

    async def react(payload: dict[str, Any]) -> None:
        if "command" in payload:
            await client.views_open(trigger_id=payload["trigger_id"], view=FORM)
        elif payload["type"] == "view_submission":
            await after(client)

    app.reacts = react
    message = await play(workspace, WISH, show=lines.append)
    return message, lines


async def test_a_command_that_failed_is_tried_again(
    workspace: Workspace, app: ListeningApp, client: AsyncWebClient
) -> None:
    app.answers = [web.Response(status=500)]
    seen: list[str] = []

    async def react(payload: dict[str, Any]) -> None:
        if "command" in payload:
            seen.append(payload["command"])
            if len(seen) > 1:
                await client.views_open(trigger_id=payload["trigger_id"], view=FORM)
        elif payload["type"] == "view_submission":
            await client.chat_postEphemeral(channel="C0DESIGN1", user="U0MIA0003", text="No credits.")

    app.reacts = react
    lines: list[str] = []
    with pytest.raises(CannotRun, match="No picture"):
        await play(workspace, WISH, show=lines.append)

    assert seen == ["/edit", "/edit"]
    assert any("tries again" in line for line in lines)
    assert any("No credits." in line for line in lines)


async def test_a_delivered_picture_ends_it(
    workspace: Workspace, app: ListeningApp, client: AsyncWebClient
) -> None:
    async def deliver(client: AsyncWebClient) -> None:
        root = await client.chat_postMessage(channel="C0DESIGN1", text="<@U0MIA0003> asked for a fox")
        status = await client.chat_postMessage(
            channel="C0DESIGN1", text="waiting", thread_ts=root["ts"], blocks=[actions(button("cancel"))]
        )
        await client.files_completeUploadExternal(
            files=[{"id": await put_up(client, png())}],
            channel_id="C0DESIGN1",
            thread_ts=root["ts"],
            blocks=json.dumps([actions(button("again:1"))]),
        )
        await workspace.wait_for(lambda: len(workspace.messages("design", thread_ts=root["ts"])) == 3)
        await client.chat_update(channel="C0DESIGN1", ts=status["ts"], text="done, $0.09")

    message, lines = await run(workspace, app, client, deliver)

    assert workspace.file(message["files"][0]["id"]) == png()
    sent = app.payloads("view_submission")[0]["view"]["state"]["values"]
    assert sent["mask_image"]["value"]["files"][0]["name"] == "m.png"
    assert app.received[0].payload["text"] == "a fox --model 3"
    assert lines[0] == "#design  mia: /edit a fox --model 3"
    assert "  thread  Retouch (edits): done, $0.09" in lines
    assert "  thread    [Again:1]" in lines


async def test_a_bad_end_in_the_thread_ends_it(
    workspace: Workspace, app: ListeningApp, client: AsyncWebClient
) -> None:
    async def fail(client: AsyncWebClient) -> None:
        root = await client.chat_postMessage(channel="C0DESIGN1", text="root")
        text = "<@U0MIA0003> The service refused this picture. You were not charged."
        await client.chat_postMessage(channel="C0DESIGN1", text=text, thread_ts=root["ts"])

    with pytest.raises(CannotRun, match="No picture was delivered"):
        await run(workspace, app, client, fail)


async def test_a_private_refusal_ends_it(
    workspace: Workspace, app: ListeningApp, client: AsyncWebClient
) -> None:
    async def refuse(client: AsyncWebClient) -> None:
        await client.chat_postEphemeral(channel="C0DESIGN1", user="U0MIA0003", text="Over budget.")

    with pytest.raises(CannotRun, match="No picture was delivered"):
        await run(workspace, app, client, refuse)


def test_without_options_the_sample_is_sent() -> None:
    edit, remix = once.read_wish(), once.read_wish(model="remix")

    assert edit.command == "/edit"
    assert edit.mask is not None
    assert (remix.command, remix.mask) == ("/remix", None)


def test_ones_own_picture_needs_a_mask_to_be_edited(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(png())

    with pytest.raises(CannotRun, match="--mask"):
        once.read_wish(image=picture)
    assert once.read_wish(image=picture, model="remix").picture == png()
    assert once.read_wish(image=picture, mask=picture, prompt="x").mask_name == "a.png"


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = once.run_once(image=tmp_path / "no.png", mask=None, prompt=None, model="remix", out=None)

    assert code == 1
    assert "cannot be read" in capsys.readouterr().out
