"""The page's side of the workspace: what it shows, what it lets people do, and whom it lets in."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo import page
from bot.demo.app_process import AppProcess
from bot.demo.drawer.ledger import LedgerReader
from bot.demo.drawer.routes import Drawer
from bot.demo.drawer.switches import Switches
from bot.demo.drawer.wire_log import WireLog
from bot.demo.page import page_routes
from bot.demo.services.faults import Faults
from bot.demo.stage import Stage
from bot.demo.workspace import Workspace
from tests.demo_workspace.conftest import ListeningApp
from tests.demo_workspace.forms import actions, button, edit_form


@pytest.fixture
async def workspace(app: ListeningApp, tmp_path: Path) -> AsyncIterator[Workspace]:
    """A workspace with its page on it."""
    shown = Workspace(app_url=app.url, processing_seconds=0.01)
    child = AppProcess({}, folder=tmp_path)
    drawer = Drawer(
        wire_log=WireLog(clock=time.time, tell_change=shown.changes.tell),
        switches=Switches(Faults(), shown.hub.faults),
        ledger=LedgerReader(child, changes=shown.changes),
        app=child,
        changes=shown.changes,
    )
    stage = Stage(workspace=shown, app=child, drawer=drawer)
    await shown.start(more_routes=page_routes(stage))
    yield shown
    await shown.stop()


@pytest.fixture
async def browser(workspace: Workspace) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(base_url=workspace.url) as session:
        yield session


async def order(
    browser: aiohttp.ClientSession, values: dict[str, Any], files: dict[str, tuple[str, bytes]] | None = None
) -> dict[str, Any]:
    form = aiohttp.FormData({"order": json.dumps({"user": "ben", **values})})
    for name, (file_name, content) in (files or {}).items():
        form.add_field(name, content, filename=file_name)
    async with browser.post("/_demo/act", data=form) as answer:
        result: dict[str, Any] = await answer.json()
        return result


async def seen(browser: aiohttp.ClientSession, user: str = "ben") -> dict[str, Any]:
    async with browser.get("/_demo/state", params={"user": user}) as answer:
        state: dict[str, Any] = await answer.json()
        return state


STATIC = Path(page.__file__).parent / "static"
SERVED = sorted(f"/static/{path.name}" for path in STATIC.iterdir() if path.suffix != ".html")


@pytest.mark.parametrize("path", ["/", "/archives/C0DESIGN1/p1700000000000100", *SERVED])
async def test_the_page_is_served_under_a_strict_policy(browser: aiohttp.ClientSession, path: str) -> None:
    async with browser.get(path) as answer:
        body = await answer.text()

    policy = answer.headers["Content-Security-Policy"]
    assert answer.status == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "https://" not in body
    assert "style=" not in body
    assert "<script>" not in body


async def test_the_page_says_that_it_is_a_demo(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/") as answer:
        body = await answer.text()

    assert "stand-ins" in body
    assert "prices are simulated" in body


async def test_people_see_their_own_channels_and_notes(
    browser: aiohttp.ClientSession, workspace: Workspace, client: AsyncWebClient
) -> None:
    root = await client.chat_postMessage(channel="C0DESIGN1", text="root")
    await client.chat_postMessage(channel="C0DESIGN1", text="reply", thread_ts=root["ts"])
    await client.chat_postEphemeral(channel="C0DESIGN1", user="U0BEN0002", text="only ben")

    ben, gil = await seen(browser), await seen(browser, "gil")

    channels = {channel["name"]: channel for channel in ben["channels"]}
    assert channels["design"]["messages"][0]["replies"][0]["text"] == "reply"
    assert [told["text"] for told in ben["ephemerals"]] == ["only ben"]
    assert "board" in channels
    assert {channel["name"] for channel in gil["channels"]} == {"general", "design", "Retouch"}
    assert gil["ephemerals"] == []


async def test_a_message_with_a_file_is_posted_and_its_picture_shown(
    browser: aiohttp.ClientSession, app: ListeningApp, png: bytes
) -> None:
    said = await order(
        browser, {"act": "say", "channel": "C0DESIGN1", "text": "@retouch edit"}, {"files": ("a.png", png)}
    )
    state = await seen(browser)
    design = next(channel for channel in state["channels"] if channel["name"] == "design")
    file_id = design["messages"][0]["files"][0]["id"]
    async with (
        browser.get(f"/_demo/files/{file_id}") as full,
        browser.get(f"/_demo/files/{file_id}?size=20") as small,
    ):
        full_bytes, small_type = await full.read(), small.content_type
        kept = full.headers["Cache-Control"]

    assert said == {"ok": True}
    assert app.payloads("app_mention")[0]["event"]["files"][0]["name"] == "a.png"
    assert full_bytes == png
    assert small_type == "image/png"
    assert kept.endswith("immutable")


async def test_commands_forms_and_buttons_work_from_the_page(
    browser: aiohttp.ClientSession,
    workspace: Workspace,
    client: AsyncWebClient,
    app: ListeningApp,
    png: bytes,
) -> None:
    await order(browser, {"act": "command", "channel": "C0DESIGN1", "text": "/edit a fox"})
    trigger_id = app.received[-1].payload["trigger_id"]
    opened = await client.views_open(trigger_id=trigger_id, view=edit_form())
    view_id = opened["view"]["id"]
    await order(browser, {"act": "choose", "view_id": view_id, "block_id": "model", "value": "2"})
    refused = await order(browser, {"act": "submit", "view_id": view_id, "values": {"prompt": "a fox"}})
    sent = await order(
        browser, {"act": "submit", "view_id": view_id, "values": {}}, {"seed_image": ("a.png", png)}
    )
    posted = await client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=[actions(button("again"))])
    await order(browser, {"act": "click", "where": posted["ts"], "action_id": "again", "value": None})

    assert app.received[0].payload["text"] == "a fox"
    assert list(refused["errors"]) == ["seed_image"]
    assert sent == {"ok": True}
    assert (
        app.payloads("view_submission")[0]["view"]["state"]["values"]["prompt"]["value"]["value"] == "a fox"
    )
    assert [click["actions"][0]["action_id"] for click in app.payloads("block_actions")] == ["value", "again"]


async def test_what_was_typed_in_a_form_goes_along_with_every_click_in_it(
    browser: aiohttp.ClientSession, client: AsyncWebClient, app: ListeningApp
) -> None:
    await order(browser, {"act": "command", "channel": "C0DESIGN1", "text": "/edit"})
    trigger_id = app.received[-1].payload["trigger_id"]
    opened = await client.views_open(trigger_id=trigger_id, view=edit_form())
    view_id = opened["view"]["id"]
    typed = {"prompt": "a fox"}

    await order(
        browser, {"act": "choose", "view_id": view_id, "block_id": "model", "value": "2", "values": typed}
    )

    [choice] = app.payloads("block_actions")
    assert choice["view"]["state"]["values"]["prompt"]["value"]["value"] == "a fox"


async def test_people_change_and_delete_their_own_messages_only(
    browser: aiohttp.ClientSession, workspace: Workspace
) -> None:
    own = await workspace.say("ben", "design", "helo")
    other = await workspace.say("mia", "design", "hi")

    changed = await order(browser, {"act": "edit", "ts": own["ts"], "text": "hello"})
    refused = await order(browser, {"act": "delete", "ts": other["ts"]})
    said = [message["text"] for message in workspace.messages("design")]
    await order(browser, {"act": "delete", "ts": own["ts"]})

    assert changed == {"ok": True}
    assert refused == {"ok": False, "error": "message_not_found"}
    assert said == ["hello", "hi"]
    assert [message["text"] for message in workspace.messages("design")] == ["hi"]


async def test_a_click_that_the_app_does_not_answer_is_told_to_the_person(
    browser: aiohttp.ClientSession, workspace: Workspace, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=[actions(button("again"))])
    workspace.send_to(None)

    answer = await order(browser, {"act": "click", "where": posted["ts"], "action_id": "again"})

    assert answer["ok"]
    assert answer["trouble"].startswith("Retouch did not answer.")


@pytest.mark.parametrize(
    "values",
    [
        {"act": "dance"},
        {"act": "say", "channel": "C0NOWHERE", "text": "x"},
        {"act": "click", "where": "1.000001", "action_id": "again"},
        {"act": "say", "user": "nobody", "channel": "C0DESIGN1", "text": "x"},
    ],
)
async def test_an_order_that_makes_no_sense_is_refused(
    browser: aiohttp.ClientSession, values: dict[str, Any]
) -> None:
    assert not (await order(browser, values))["ok"]


async def test_a_change_is_told_at_once(browser: aiohttp.ClientSession, workspace: Workspace) -> None:
    async with browser.get("/_demo/stream") as stream:
        first = await stream.content.readuntil(b"\n\n")
        await workspace.say("ben", "design", "hello")
        second = await stream.content.readuntil(b"\n\n")

    assert stream.content_type == "text/event-stream"
    assert int(first.removeprefix(b"data: ")) < int(second.removeprefix(b"data: "))


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "https://evil.example"}],
    ids=["foreign name", "foreign page"],
)
async def test_other_sites_are_kept_out(browser: aiohttp.ClientSession, headers: dict[str, str]) -> None:
    async with (
        browser.get("/_demo/state", headers=headers) as read,
        browser.post("/_demo/act", headers=headers) as write,
    ):
        assert (read.status, write.status) == (403, 403)


async def test_a_file_that_is_no_picture_is_only_saved(
    browser: aiohttp.ClientSession, workspace: Workspace
) -> None:
    said = await workspace.say("ben", "design", files=[("a.html", b"<script>alert(1)</script>")])

    async with browser.get(f"/_demo/files/{said['files'][0]['id']}") as answer:
        headers = answer.headers

    assert headers["Content-Disposition"] == "attachment"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/static/page.html", "/static/../page.py", "/_demo/files/F0NOTHERE"])
async def test_nothing_else_is_served(browser: aiohttp.ClientSession, path: str) -> None:
    async with browser.get(path) as answer:
        assert answer.status == 404


async def test_a_refusal_is_under_the_same_policy(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/_demo/files/F0NOTHERE") as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_an_unknown_person_sees_nothing(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/_demo/state", params={"user": "nobody"}) as answer:
        assert answer.status == 404
