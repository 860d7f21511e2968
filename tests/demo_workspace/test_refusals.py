"""What Slack refuses, the workspace refuses, under Slack's own name."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace
from tests.demo_workspace.forms import edit_form, modal

MANIFEST = """
oauth_config: {scopes: {bot: [commands, chat:write, channels:history]}}
settings: {event_subscriptions: {bot_events: [app_mention]}}
"""

CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("no.such.method", {}, "unknown_method"),
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0RANDOM1", "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "C0BOARD01", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0DESIGN1"}, "no_text"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "C0DESIGN1", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
    (
        "chat.postMessage",
        {"channel": "C0DESIGN1", "text": "x", "metadata": {"a": 1}},
        "invalid_metadata_schema",
    ),
    ("chat.postMessage", {"channel": "C0DESIGN1", "text": "x", "metadata": "{"}, "invalid_metadata_format"),
    ("chat.postMessage", {"channel": "C0DESIGN1", "blocks": "{"}, "invalid_blocks_format"),
    ("chat.postEphemeral", {"channel": "C0SECRET1", "user": "U0BEN0002", "text": "x"}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": "C0DESIGN1", "user": "U0NOBODY1", "text": "x"}, "user_not_found"),
    ("chat.update", {"channel": "C0DESIGN1", "ts": "1.000001", "text": "x"}, "message_not_found"),
    ("chat.delete", {"channel": "C0DESIGN1", "ts": "1.000001"}, "message_not_found"),
    ("chat.getPermalink", {"channel": "C0DESIGN1", "message_ts": "1.000001"}, "message_not_found"),
    ("conversations.info", {"channel": "C0BOARD01"}, "channel_not_found"),
    ("conversations.history", {"channel": "C0RANDOM1"}, "not_in_channel"),
    ("conversations.replies", {"channel": "C0DESIGN1", "ts": "1.000001"}, "thread_not_found"),
    ("conversations.replies", {"channel": "C0DESIGN1"}, "invalid_arguments"),
    ("conversations.replies", {"channel": "C0RANDOM1", "ts": "1.000001"}, "not_in_channel"),
    ("conversations.history", {"channel": "C0DESIGN1", "limit": 1001}, "invalid_limit"),
    ("conversations.history", {"channel": "C0DESIGN1", "cursor": "2"}, "invalid_cursor"),
    ("conversations.history", {"channel": "C0DESIGN1", "latest": "now"}, "invalid_ts_latest"),
    ("conversations.history", {"channel": "C0DESIGN1", "oldest": "then"}, "invalid_ts_oldest"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U0NOBODY1"}, "user_not_found"),
    ("conversations.list", {"types": "mpdm"}, "invalid_types"),
    ("conversations.join", {"channel": "C0SECRET1"}, "method_not_supported_for_channel_type"),
    ("users.info", {"user": "U0NOBODY1"}, "user_not_found"),
    ("files.info", {"file": "F0NOTHERE"}, "file_not_found"),
    ("files.getUploadURLExternal", {"filename": "a.png", "length": 0}, "invalid_arguments"),
    ("files.getUploadURLExternal", {"filename": "a.png", "length": 2 * 10**9}, "file_upload_size_restricted"),
    ("files.completeUploadExternal", {"files": [{"id": "F0NOTHERE"}]}, "file_not_found"),
    ("files.completeUploadExternal", {"files": [{"title": "x"}]}, "invalid_arguments"),
    ("files.completeUploadExternal", {}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.x", "view": modal()}, "invalid_trigger_id"),
    ("views.update", {"view_id": "V0NOTHERE", "view": modal()}, "not_found"),
    ("views.update", {"view": modal()}, "invalid_arguments"),
    ("views.publish", {"user_id": "U0BEN0002", "view": modal()}, "invalid_arguments"),
]


@pytest.mark.parametrize(("method", "arguments", "error"), CALLS)
async def test_a_wrong_call_gets_slacks_own_error(
    client: AsyncWebClient, method: str, arguments: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError) as refusal:
        await client.api_call(method, json=arguments)

    assert refusal.value.response["error"] == error


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-somebody-else", "invalid_auth")])
async def test_a_wrong_token_is_refused(workspace: Workspace, token: str, error: str) -> None:
    stranger = AsyncWebClient(token=token, base_url=workspace.api_url)

    with pytest.raises(SlackApiError, match=error):
        await stranger.auth_test()


async def test_a_method_without_its_scope_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(MANIFEST)
    async with Workspace(manifest=manifest) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        root = await client.chat_postMessage(channel="C0DESIGN1", text="allowed")

        with pytest.raises(SlackApiError) as upload:
            await client.files_getUploadURLExternal(filename="a.png", length=3)
        with pytest.raises(SlackApiError) as private:
            await client.conversations_history(channel="C0SECRET1")
        history = await client.conversations_replies(channel="C0DESIGN1", ts=root["ts"])

    assert upload.value.response["error"] == "missing_scope"
    assert upload.value.response["needed"] == "files:write"
    assert upload.value.response["provided"] == "channels:history,chat:write,commands"
    assert private.value.response["needed"] == "groups:history"
    assert history["ok"]


async def test_an_archived_channel_takes_nothing(workspace: Workspace, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0DESIGN1", text="before")
    workspace.archive("design")

    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_postMessage(channel="C0DESIGN1", text="after")
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_update(channel="C0DESIGN1", ts=posted["ts"], text="after")


async def test_other_peoples_messages_are_not_the_apps_to_change(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    said = await workspace.say("ben", "design", "mine")

    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel="C0DESIGN1", ts=said["ts"], text="yours")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        await client.chat_delete(channel="C0DESIGN1", ts=said["ts"])


async def test_a_reply_is_no_thread_to_reply_in(client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel="C0DESIGN1", text="root")
    reply = await client.chat_postMessage(channel="C0DESIGN1", text="reply", thread_ts=root["ts"])

    with pytest.raises(SlackApiError, match="cannot_reply_to_message"):
        await client.chat_postMessage(channel="C0DESIGN1", text="x", thread_ts=reply["ts"])


async def test_long_text_is_cut_when_posted_and_refused_when_changed(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0DESIGN1", text="x" * 40_001)

    assert len(posted["message"]["text"]) == 40_000
    with pytest.raises(SlackApiError, match="msg_too_long"):
        await client.chat_update(channel="C0DESIGN1", ts=posted["ts"], text="x" * 4001)


async def test_a_body_that_is_not_json_is_refused(workspace: Workspace) -> None:
    headers = {"Authorization": f"Bearer {workspace.bot_token}", "Content-Type": "application/json"}

    async with aiohttp.ClientSession() as session:
        async with session.post(f"{workspace.api_url}auth.test", data=b"{", headers=headers) as broken:
            first = await broken.json()
        async with session.post(f"{workspace.api_url}auth.test", data=b"[]", headers=headers) as listed:
            second = await listed.json()

    assert (first["error"], second["error"]) == ("invalid_json", "json_not_object")


async def test_a_trigger_opens_one_view_within_three_seconds() -> None:
    now = [1_800_000_000.0]
    async with Workspace(clock=lambda: now[0]) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        used = workspace.hub.views.new_trigger("U0BEN0002")
        late = workspace.hub.views.new_trigger("U0BEN0002")

        await client.views_open(trigger_id=used, view=edit_form())
        with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
            await client.views_open(trigger_id=used, view=edit_form())
        now[0] += 3.1
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await client.views_open(trigger_id=late, view=edit_form())


async def test_too_many_posts_at_once_are_held_back_where_it_is_minded() -> None:
    now = [1_800_000_000.0]
    async with Workspace(clock=lambda: now[0], posts_per_second=1.0) as workspace:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        for number in range(5):
            await client.chat_postMessage(channel="C0DESIGN1", text=str(number))

        with pytest.raises(SlackApiError) as limit:
            await client.chat_postMessage(channel="C0DESIGN1", text="six")
        now[0] += 1
        after = await client.chat_postMessage(channel="C0DESIGN1", text="six")

    assert limit.value.response.status_code == 429
    assert limit.value.response["error"] == "ratelimited"
    assert limit.value.response.headers["Retry-After"] == "1"
    assert after["ok"]
