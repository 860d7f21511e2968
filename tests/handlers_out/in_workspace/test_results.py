"""Pictures into the thread: one message each, whatever gets lost on the way; and pictures out of it."""

import pytest

from bot.demo.workspace import Workspace
from bot.errors import AnnouncementDelayed, AnnouncementFailed, UploadExpired
from bot.people import Thread
from handlers.threads import SlackAnnouncer
from tests.handlers_out.in_workspace.places import BEN, GENERAL, put_up, replies
from tests.handlers_out.pictures import PNG
from tests.handlers_out.values import VERSION_ID, make_result


async def test_a_result_is_one_message_with_picture_line_and_buttons(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    file_id = await put_up(announcer)

    await announcer.share_result(thread, make_result(person=BEN), file_id=file_id)
    ts = await announcer.wait_for_share(thread, file_id=file_id)

    [message] = replies(workspace, thread)
    section, small_print, buttons = message["blocks"]
    assert message["ts"] == ts
    assert [file["title"] for file in message["files"]] == ["v2 · a red fox"]
    assert workspace.file(file_id) == PNG
    assert section["text"]["text"] == (
        "<@U0BEN0002> v2 · Ideogram 3.0 Edit · quality · $0.09 · 14 s · seed 1236666318"
        " · outside the mask: 0 of 812,443 pixels changed"
    )
    assert small_print["elements"][0]["text"] == "$12.40 left this month"
    assert [element["action_id"] for element in buttons["elements"]] == [
        *("again", "change", "redraw_mask", "compare", "more")
    ]


async def test_no_upload_carries_alt_text_because_slack_would_then_share_nothing(
    announcer: SlackAnnouncer, workspace: Workspace
):
    await put_up(announcer)

    [call] = workspace.calls
    assert set(call.arguments) == {"filename", "length"}


async def test_a_result_whose_answer_was_lost_is_there_once(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    file_id = await put_up(announcer)
    workspace.fault("files.completeUploadExternal", "lose_answer")

    await announcer.share_result(thread, make_result(), file_id=file_id)

    assert len(replies(workspace, thread)) == 1


async def test_a_result_that_did_not_reach_slack_can_be_shared_again(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    file_id = await put_up(announcer)
    workspace.fault("files.completeUploadExternal", "drop")
    with pytest.raises(AnnouncementDelayed):
        await announcer.share_result(thread, make_result(), file_id=file_id)

    await announcer.share_result(thread, make_result(), file_id=file_id)
    await announcer.wait_for_share(thread, file_id=file_id)

    assert len(replies(workspace, thread)) == 1


async def test_a_result_shared_before_a_crash_is_found_by_its_file(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    file_id = await put_up(announcer)
    before = await announcer.find_share(thread, file_id=file_id)
    await announcer.share_result(thread, make_result(), file_id=file_id)

    after = await announcer.find_share(thread, file_id=file_id)
    elsewhere = await announcer.find_share(GENERAL, file_id=file_id)

    assert before is None
    assert after == replies(workspace, thread)[0]["ts"]
    assert elsewhere is None


async def test_sharing_the_same_file_again_changes_nothing(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    file_id = await put_up(announcer)

    for _ in range(2):
        await announcer.share_result(thread, make_result(), file_id=file_id)

    assert len(replies(workspace, thread)) == 1


async def test_an_upload_that_slack_forgot_has_to_be_put_up_again(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    with pytest.raises(UploadExpired):
        await announcer.share_result(thread, make_result(), file_id="F0FORGOTTEN")

    assert replies(workspace, thread) == []


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_arguments"])
async def test_where_slack_takes_no_blocks_with_a_file_the_buttons_follow_the_picture(
    code: str, announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    file_id = await put_up(announcer)
    workspace.fault("files.completeUploadExternal", code)

    await announcer.share_result(thread, make_result(), file_id=file_id)

    picture, buttons = replies(workspace, thread)
    assert [file["id"] for file in picture["files"]] == [file_id]
    assert picture["text"].startswith("<@U0ANN> v2 · Ideogram 3.0 Edit")
    assert str(VERSION_ID) in str(buttons["blocks"])


@pytest.mark.parametrize("kind", ["drop", "http_500", "lose_answer"])
async def test_an_upload_that_did_not_get_through_may_be_tried_again(
    kind: str, announcer: SlackAnnouncer, workspace: Workspace
):
    workspace.fault("upload", kind)

    with pytest.raises(AnnouncementDelayed):
        await put_up(announcer)


async def test_an_archived_channel_takes_no_result(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    file_id = await put_up(announcer)
    workspace.admin.archive("general")

    with pytest.raises(AnnouncementFailed):
        await announcer.share_result(thread, make_result(), file_id=file_id)


async def test_removing_what_is_gone_is_fine(announcer: SlackAnnouncer, workspace: Workspace, thread: Thread):
    file_id = await put_up(announcer)
    await announcer.share_result(thread, make_result(), file_id=file_id)
    ts = await announcer.wait_for_share(thread, file_id=file_id)
    assert ts is not None

    for _ in range(2):
        await announcer.delete_message(thread, ts=ts)
        await announcer.delete_file(team_id=thread.team_id, file_id=file_id)

    assert replies(workspace, thread) == []


async def test_an_attached_picture_is_fetched_by_its_id(announcer: SlackAnnouncer, workspace: Workspace):
    message = await workspace.say("ben", "general", files=[("a.png", PNG)])
    file_id = message["files"][0]["id"]

    content = await announcer.fetch_file(team_id=GENERAL.team_id, file_id=file_id, max_bytes=1_000_000)

    assert content == PNG
