"""The official client speaks to the workspace as it speaks to Slack."""

import asyncio

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace
from tests.demo_workspace.conftest import ListeningApp
from tests.demo_workspace.forms import edit_form


async def test_a_message_with_metadata_is_found_again_in_the_history(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    metadata = {"event_type": "retouch_job", "event_payload": {"job_id": "one"}}

    posted = await client.chat_postMessage(channel="C0DESIGN1", text="hello", metadata=metadata)
    history = await client.conversations_history(channel="C0DESIGN1", include_all_metadata=True)
    without = await client.conversations_history(channel="C0DESIGN1")

    assert history["messages"][0]["ts"] == posted["ts"]
    assert history["messages"][0]["metadata"] == metadata
    assert "metadata" not in without["messages"][0]


async def test_an_upload_appears_in_its_thread_a_little_later(
    workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    root = await client.chat_postMessage(channel="C0DESIGN1", text="root")

    answer = await client.files_upload_v2(
        file=png, filename="result.png", channel="C0DESIGN1", thread_ts=root["ts"], initial_comment="done"
    )

    assert answer["file"]["mimetype"] == ""
    assert answer["file"]["shares"] == {}
    thread = await workspace.wait_for(lambda: workspace.messages("design", thread_ts=root["ts"])[1:])
    assert thread[0]["text"] == "done"
    assert thread[0]["files"][0]["mimetype"] == "image/png"
    shown = await client.files_info(file=answer["file"]["id"])
    share = shown["file"]["shares"]["public"]["C0DESIGN1"][0]
    assert (share["ts"], share["thread_ts"]) == (thread[0]["ts"], root["ts"])
    assert (shown["file"]["original_w"], shown["file"]["original_h"]) == (60, 40)


async def test_several_files_go_out_in_one_message(
    workspace: Workspace, client: AsyncWebClient, png: bytes
) -> None:
    uploads = [{"file": png, "filename": "a.png"}, {"file": png, "filename": "b.png"}]

    await client.files_upload_v2(file_uploads=uploads, channel="C0DESIGN1")

    messages = await workspace.wait_for(lambda: workspace.messages("design"))
    assert [file["name"] for file in messages[0]["files"]] == ["a.png", "b.png"]


async def test_a_thread_is_read_from_its_head_in_pages(workspace: Workspace, client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel="C0DESIGN1", text="root")
    for number in range(3):
        await client.chat_postMessage(channel="C0DESIGN1", text=str(number), thread_ts=root["ts"])

    first = await client.conversations_replies(channel="C0DESIGN1", ts=root["ts"], limit=2)
    second = await client.conversations_replies(
        channel="C0DESIGN1", ts=root["ts"], limit=2, cursor=first["response_metadata"]["next_cursor"]
    )

    assert [message["text"] for message in first["messages"]] == ["root", "0"]
    assert first["messages"][0]["reply_count"] == 3
    assert [message["text"] for message in second["messages"]] == ["1", "2"]
    assert not second["has_more"]


async def test_people_carry_the_flags_that_rights_depend_on(client: AsyncWebClient) -> None:
    admin = (await client.users_info(user="U0ADA0001"))["user"]
    guest = (await client.users_info(user="U0GIL0004"))["user"]
    stranger = (await client.users_info(user="U0ZOE0005"))["user"]
    listed = await client.users_list()

    assert admin["is_admin"]
    assert guest["is_restricted"]
    assert stranger["is_stranger"]
    assert "is_admin" not in stranger
    assert len(listed["members"]) == 6


async def test_a_message_is_changed_in_place_and_deleted(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="C0DESIGN1", text="one")

    await client.chat_update(channel="C0DESIGN1", ts=posted["ts"], text="two", blocks=[{"type": "divider"}])
    changed = workspace.messages("design")
    await client.chat_delete(channel="C0DESIGN1", ts=posted["ts"])

    assert [message["text"] for message in changed] == ["two"]
    assert changed[0]["blocks"][0]["type"] == "divider"
    assert workspace.messages("design") == []


async def test_the_head_of_a_thread_leaves_a_tombstone(workspace: Workspace, client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel="C0DESIGN1", text="root")
    await client.chat_postMessage(channel="C0DESIGN1", text="reply", thread_ts=root["ts"])

    await client.chat_delete(channel="C0DESIGN1", ts=root["ts"])

    head, reply = workspace.messages("design", thread_ts=root["ts"])
    assert head["subtype"] == "tombstone"
    assert reply["text"] == "reply"


async def test_direct_messages_open_by_person(workspace: Workspace, client: AsyncWebClient) -> None:
    opened = await client.conversations_open(users="U0BEN0002")

    posted = await client.chat_postMessage(channel=opened["channel"]["id"], text="psst")
    again = await client.chat_postMessage(channel="U0BEN0002", text="me again")

    assert posted["channel"] == again["channel"] == opened["channel"]["id"]
    assert [m["text"] for m in workspace.messages("@retouch", user="ben")] == ["psst", "me again"]


async def test_an_ephemeral_is_seen_by_one_person(workspace: Workspace, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="C0DESIGN1", user="U0BEN0002", text="only you")

    assert [told["text"] for told in workspace.ephemerals("ben")] == ["only you"]
    assert workspace.ephemerals("ada") == []
    assert workspace.messages("design") == []


async def test_channels_say_whether_the_app_is_in_them(client: AsyncWebClient) -> None:
    inside = await client.conversations_info(channel="C0DESIGN1")
    outside = await client.conversations_info(channel="C0RANDOM1")
    listed = await client.conversations_list(types="public_channel,private_channel")
    members = await client.conversations_members(channel="C0DESIGN1")

    assert inside["channel"]["is_member"]
    assert not outside["channel"]["is_member"]
    assert {channel["name"] for channel in listed["channels"]} == {
        "general",
        "design",
        "random",
        "launch-plans",
    }
    assert "U0GIL0004" in members["members"]


async def test_the_app_can_join_a_public_channel(client: AsyncWebClient) -> None:
    await client.conversations_join(channel="C0RANDOM1")

    assert (await client.chat_postMessage(channel="C0RANDOM1", text="hi"))["ok"]


async def test_the_permalink_of_a_reply_names_its_thread(client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel="C0DESIGN1", text="root")
    reply = await client.chat_postMessage(channel="C0DESIGN1", text="reply", thread_ts=root["ts"])

    link = await client.chat_getPermalink(channel="C0DESIGN1", message_ts=reply["ts"])

    assert link["permalink"].endswith(f"?thread_ts={root['ts']}&cid=C0DESIGN1")


async def test_the_blocking_client_works_as_well(workspace: Workspace, png: bytes) -> None:
    blocking = WebClient(token=workspace.bot_token, base_url=workspace.api_url)

    def upload() -> str:
        return str(blocking.files_upload_v2(file=png, filename="a.png", channel="C0DESIGN1")["file"]["id"])

    file_id = await asyncio.to_thread(upload)

    messages = await workspace.wait_for(lambda: workspace.messages("design"))
    assert messages[0]["files"][0]["id"] == file_id


async def test_the_blocking_client_reads_people_and_threads_and_opens_forms(
    workspace: Workspace, app: ListeningApp
) -> None:
    blocking = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    await workspace.command("ben", "design", "/edit")
    trigger_id = app.received[-1].payload["trigger_id"]

    def use() -> tuple[str, str, list[str]]:
        view = blocking.views_open(trigger_id=trigger_id, view=edit_form())["view"]
        head = blocking.chat_postMessage(channel="C0DESIGN1", text="head")
        blocking.chat_postMessage(channel="C0DESIGN1", text="reply", thread_ts=head["ts"])
        blocking.chat_update(channel="C0DESIGN1", ts=head["ts"], text="changed")
        thread = blocking.conversations_replies(channel="C0DESIGN1", ts=head["ts"])["messages"]
        name = blocking.users_info(user="U0BEN0002")["user"]["name"]
        return str(view["id"]), str(name), [message["text"] for message in thread]

    view_id, name, texts = await asyncio.to_thread(use)

    assert [view["id"] for view in workspace.views("ben")] == [view_id]
    assert (name, texts) == ("ben", ["changed", "reply"])


async def test_a_form_is_opened_updated_and_covered_by_another(
    workspace: Workspace, client: AsyncWebClient, app: ListeningApp
) -> None:
    await workspace.command("ben", "design", "/edit")
    opened = await client.views_open(trigger_id=app.received[-1].payload["trigger_id"], view=edit_form())
    await workspace.choose("ben", opened["view"]["id"], "model", "2")
    trigger_id = app.received[-1].payload["trigger_id"]

    view_id, known_hash = opened["view"]["id"], opened["view"]["hash"]
    await client.views_update(view_id=view_id, hash=known_hash, view=edit_form())
    pushed = await client.views_push(trigger_id=trigger_id, view=edit_form())

    assert [view["id"] for view in workspace.views("ben")] == [view_id, pushed["view"]["id"]]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view_id, hash=known_hash, view=edit_form())


async def test_a_home_tab_is_published_once_per_known_state(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}

    first = await client.views_publish(user_id="U0BEN0002", view=home)
    second = await client.views_publish(user_id="U0BEN0002", view=home, hash=first["view"]["hash"])

    assert workspace.home("ben")["id"] == first["view"]["id"] == second["view"]["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(user_id="U0BEN0002", view=home, hash=first["view"]["hash"])
