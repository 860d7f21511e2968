"""What reaches the app: signed, complete, only where it may listen, and repeated when it does not answer."""

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.stage import find_manifest
from bot.demo.workspace import Workspace
from tests.demo_workspace.conftest import ListeningApp
from tests.demo_workspace.forms import actions, button, edit_form


async def test_every_request_carries_a_valid_signature(workspace: Workspace, app: ListeningApp) -> None:
    verifier = SignatureVerifier(workspace.signing_secret)

    await workspace.say("ben", "design", "hello")
    await workspace.command("ben", "design", "/edit", "a & b")
    await workspace.open_home("ben")

    assert len(app.received) == 3
    assert all(verifier.is_valid_request(got.body, got.headers) for got in app.received)


async def test_a_mention_reaches_the_app_twice_under_one_ts(workspace: Workspace, app: ListeningApp) -> None:
    said = await workspace.say("ben", "design", "@retouch edit <this> & that")

    (mention,) = app.payloads("app_mention")
    (message,) = app.payloads("message")
    assert mention["event_id"] != message["event_id"]
    assert mention["event"]["ts"] == message["event"]["ts"] == said["ts"]
    assert mention["event"]["text"] == "<@U0RETOUCH> edit &lt;this&gt; &amp; that"
    assert message["event"]["channel_type"] == "channel"
    assert "channel_type" not in mention["event"]
    assert mention["authorizations"][0]["is_bot"]


async def test_attached_files_come_with_the_event(
    workspace: Workspace, app: ListeningApp, png: bytes
) -> None:
    await workspace.say("ben", "design", "@retouch edit", files=[("a.png", png), ("mask.png", png)])

    (mention,) = app.payloads("app_mention")
    (message,) = app.payloads("message")
    shared = app.payloads("file_shared")
    assert [file["name"] for file in mention["event"]["files"]] == ["a.png", "mask.png"]
    assert message["event"]["subtype"] == "file_share"
    assert message["event"]["files"][0]["mimetype"] == "image/png"
    assert [event["event"]["file_id"] for event in shared] == [f["id"] for f in message["event"]["files"]]


async def test_a_direct_message_is_no_mention(workspace: Workspace, app: ListeningApp) -> None:
    await workspace.say("ben", "@retouch", "@retouch edit")

    assert app.payloads("app_mention") == []
    assert app.payloads("message")[0]["event"]["channel_type"] == "im"


async def test_the_app_hears_nothing_of_channels_it_is_not_in(
    workspace: Workspace, app: ListeningApp
) -> None:
    await workspace.say("ben", "random", "@retouch edit")
    await workspace.say("ben", "board", "@retouch edit")

    assert app.received == []


async def test_only_what_was_subscribed_to_is_delivered(app: ListeningApp, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    events = {"event_subscriptions": {"bot_events": ["message.im"]}}
    manifest.write_text(json.dumps({"oauth_config": {"scopes": {"bot": ["im:history"]}}, "settings": events}))
    async with Workspace(app_url=app.url, manifest=manifest) as workspace:
        await workspace.say("ben", "design", "@retouch hello")
        await workspace.say("ben", "@retouch", "hello")

    assert [got["event"]["channel_type"] for got in app.payloads("message")] == ["im"]
    assert app.payloads("app_mention") == []


async def test_the_app_hears_of_its_own_edits(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    posted = await client.chat_postMessage(channel="C0DESIGN1", text="one")

    await client.chat_update(channel="C0DESIGN1", ts=posted["ts"], text="two")

    await workspace.wait_for(lambda: len(app.payloads("message")) == 2)
    changed = next(got["event"] for got in app.payloads("message") if got["event"].get("subtype"))
    assert changed["subtype"] == "message_changed"
    assert changed["message"]["user"] == workspace.bot_user_id
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("one", "two")


async def test_a_persons_edit_and_deletion_are_told(workspace: Workspace, app: ListeningApp) -> None:
    said = await workspace.say("ben", "design", "one")

    await workspace.edit("ben", said["ts"], "two")
    await workspace.delete("ben", said["ts"])

    await workspace.wait_for(lambda: len(app.received) == 3)
    subtypes = {got["event"].get("subtype") for got in app.payloads("message")}
    assert subtypes == {None, "message_changed", "message_deleted"}


async def test_a_command_carries_slacks_fields_and_escapes(workspace: Workspace, app: ListeningApp) -> None:
    await workspace.command(
        "ben", "design", "/edit", "a & b for @mia, see https://example.com?a=1&b=2 #design"
    )

    fields = app.received[0].payload
    assert fields["text"] == (
        "a &amp; b for <@U0MIA0003|mia>, see <https://example.com?a=1&amp;b=2> <#C0DESIGN1|design>"
    )
    assert (fields["user_id"], fields["channel_id"], fields["command"]) == ("U0BEN0002", "C0DESIGN1", "/edit")
    assert fields["response_url"].startswith(workspace.url)
    assert "files" not in fields
    assert "thread_ts" not in fields


async def test_a_command_that_the_manifest_does_not_name_is_not_sent(app: ListeningApp) -> None:
    async with Workspace(app_url=app.url, manifest=find_manifest()) as workspace:
        with pytest.raises(LookupError, match="not a valid command"):
            await workspace.command("ben", "design", "/dance")
        await workspace.command("ben", "design", "/edit")

    assert [got.payload["command"] for got in app.received] == ["/edit"]


async def test_a_reply_sent_to_the_channel_as_well_says_so(workspace: Workspace, app: ListeningApp) -> None:
    root = await workspace.say("ben", "design", "root")

    await workspace.say("ben", "design", "look here", thread_ts=root["ts"], is_broadcast=True)

    assert app.payloads("message")[-1]["event"]["subtype"] == "thread_broadcast"
    assert [message["text"] for message in workspace.messages("design")] == ["root", "look here"]


async def test_what_a_command_is_answered_with_is_seen_by_one_person(
    workspace: Workspace, app: ListeningApp
) -> None:
    app.answers = [
        web.Response(text="try help"),
        web.json_response({"text": "to all", "response_type": "in_channel"}),
    ]

    await workspace.command("ben", "design", "/usage")
    await workspace.command("ben", "design", "/usage")

    assert [told["text"] for told in workspace.ephemerals("ben")] == ["try help"]
    assert [message["text"] for message in workspace.messages("design")] == ["to all"]


async def test_a_command_that_fails_tells_its_author(workspace: Workspace, app: ListeningApp) -> None:
    app.answers = [web.Response(status=500)]

    answer = await workspace.command("ben", "design", "/edit")
    workspace.send_to("http://127.0.0.1:1/")
    gone = await workspace.command("ben", "design", "/edit")

    assert (answer.status, gone.status) == (500, None)
    assert all("failed with the error" in told["text"] for told in workspace.ephemerals("ben"))
    assert len(app.received) == 1


@pytest.mark.parametrize("status", [404, 500])
async def test_an_event_is_repeated_until_it_is_taken(
    workspace: Workspace, app: ListeningApp, status: int
) -> None:
    app.answers = [web.Response(status=status), web.Response(status=status)]

    await workspace.say("ben", "design", "hello")

    await workspace.wait_for(lambda: len(workspace.attempts) == 3)
    assert [got.headers.get("X-Slack-Retry-Num") for got in app.received] == [None, "1", "2"]
    assert app.received[1].headers["X-Slack-Retry-Reason"] == "http_error"
    assert app.received[0].body == app.received[2].body


async def test_no_retry_is_sent_where_the_app_says_so(workspace: Workspace, app: ListeningApp) -> None:
    app.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]

    await workspace.say("ben", "design", "hello")
    await workspace.say("ben", "design", "next")

    assert [got.payload["event"]["text"] for got in app.received] == ["hello", "next"]


async def test_an_answer_after_too_long_counts_as_none(app: ListeningApp) -> None:
    released = asyncio.Event()
    app.holds = [released]
    async with Workspace(app_url=app.url, ack_seconds=0.2, retry_delays_seconds=(0.0,)) as workspace:
        await workspace.say("ben", "design", "hello")
        await workspace.wait_for(lambda: len(workspace.attempts) == 2)
    released.set()

    assert workspace.attempts[0].answer.reason == "http_timeout"
    assert app.received[1].headers["X-Slack-Retry-Reason"] == "http_timeout"
    assert workspace.attempts[1].answer.is_ok


async def test_a_delivery_can_be_repeated_byte_for_byte(workspace: Workspace, app: ListeningApp) -> None:
    await workspace.say("ben", "design", "hello")

    await workspace.deliver_again()

    first, second = app.received
    assert first.body == second.body
    assert second.headers["X-Slack-Retry-Num"] == "1"


async def test_an_address_is_verified_by_a_challenge(workspace: Workspace, app: ListeningApp) -> None:
    silent = await workspace.verify_address()
    challenge = app.payloads("url_verification")[0]["challenge"]

    assert not silent
    assert len(challenge) == 32


async def test_a_shortcut_brings_the_whole_message(
    workspace: Workspace, app: ListeningApp, png: bytes
) -> None:
    root = await workspace.say("ben", "design", "look")
    reply = await workspace.say("mia", "design", files=[("a.png", png)], thread_ts=root["ts"])

    await workspace.shortcut("ben", "design", reply["ts"], "edit_image")

    (shortcut,) = app.payloads("message_action")
    assert shortcut["callback_id"] == "edit_image"
    assert shortcut["message"]["files"][0]["name"] == "a.png"
    assert shortcut["message"]["thread_ts"] == root["ts"]
    assert shortcut["channel"] == {"id": "C0DESIGN1", "name": "design"}


async def test_a_click_names_button_message_and_place(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    menu = {
        "type": "overflow",
        "action_id": "more",
        "options": [{"text": {"type": "plain_text", "text": "Delete"}, "value": "delete:v1"}],
    }
    row = actions(button("again:1", value="v1"), button("again:2", value="v2"), menu)
    posted = await client.chat_postMessage(channel="C0DESIGN1", text="x", blocks=[row])

    await workspace.click("ben", posted["ts"], "again", "v2")
    await workspace.click("ben", posted["message"], "more", "delete")

    first, second = (got["actions"][0] for got in app.payloads("block_actions"))
    assert (first["action_id"], first["value"], first["block_id"]) == ("again:2", "v2", "buttons")
    assert second["selected_option"]["value"] == "delete:v1"
    click = app.payloads("block_actions")[0]
    assert click["container"]["message_ts"] == click["message"]["ts"] == posted["ts"]
    assert click["user"]["id"] == "U0BEN0002"
    with pytest.raises(LookupError):
        await workspace.click("ben", posted["ts"], "no_such_button")


async def test_a_click_below_an_ephemeral_can_replace_it(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    told = await client.chat_postEphemeral(
        channel="C0DESIGN1", user="U0BEN0002", text="offer", blocks=[actions(button("run_offer"))]
    )
    await workspace.click("ben", told["message_ts"], "run_offer")
    (click,) = app.payloads("block_actions")

    async with (
        aiohttp.ClientSession() as session,
        session.post(click["response_url"], json={"text": "taken", "replace_original": True}) as answer,
    ):
        assert answer.status == 200

    assert click["container"]["is_ephemeral"]
    assert "message" not in click
    assert [note["text"] for note in workspace.ephemerals("ben")] == ["taken"]


async def test_a_response_address_serves_five_times(workspace: Workspace, app: ListeningApp) -> None:
    await workspace.command("ben", "random", "/edit")
    url = app.received[0].payload["response_url"]

    async with aiohttp.ClientSession() as session:
        statuses = []
        for _ in range(6):
            async with session.post(url, json={"text": "hi"}) as answer:
                statuses.append(answer.status)

    assert statuses == [200] * 5 + [404]
    assert len(workspace.ephemerals("ben")) == 5


async def test_a_response_address_dies_after_half_an_hour(app: ListeningApp) -> None:
    now = [1_800_000_000.0]
    async with Workspace(app_url=app.url, clock=lambda: now[0]) as workspace:
        await workspace.command("ben", "random", "/edit")
        now[0] += 30 * 60 + 1
        url = app.received[0].payload["response_url"]
        async with aiohttp.ClientSession() as session, session.post(url, json={"text": "hi"}) as answer:
            text = await answer.text()

    assert (answer.status, text) == (404, "expired_url")


async def test_a_form_is_opened_filled_and_sent(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp, png: bytes
) -> None:
    await workspace.command("ben", "design", "/edit")
    opened = await client.views_open(trigger_id=app.received[0].payload["trigger_id"], view=edit_form())

    await workspace.submit(
        "ben", opened["view"]["id"], {"seed_image": [("a.png", png)], "prompt": "a fox", "model": "2"}
    )

    (sent,) = app.payloads("view_submission")
    values = sent["view"]["state"]["values"]
    assert values["prompt"]["value"] == {"type": "plain_text_input", "value": "a fox"}
    assert values["model"]["value"]["selected_option"]["value"] == "2"
    assert values["seed"]["value"]["value"] is None
    file = values["seed_image"]["value"]["files"][0]
    assert (await client.files_info(file=file["id"]))["file"]["mimetype"] == "image/png"
    assert workspace.views("ben") == []
