"""Notices in the thread, and to single people."""

from dataclasses import replace

import pytest

from bot.announcer import Choice, Illustration, Notice
from bot.demo.workspace import Workspace
from bot.errors import AnnouncementFailed
from bot.people import Thread
from handlers.threads import SlackAnnouncer
from tests.handlers_out.in_workspace.places import BEN, GENERAL, RANDOM, put_up, replies
from tests.handlers_out.pictures import PNG
from tests.handlers_out.values import JOB_ID, make_notice

SENTENCE = make_notice().text


async def test_a_notice_shows_its_pictures_above_its_buttons_once(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    notice = Notice(
        text="Which side of the mask should change?",
        choices=[Choice(action="mask_white", label="The white part", value=str(JOB_ID))],
        pictures=[
            Illustration(png=PNG, file_name="white.png", alt_text="White part tinted"),
            Illustration(png=PNG, file_name="black.png", alt_text="Black part tinted"),
        ],
    )
    file_ids = [await put_up(announcer), await put_up(announcer)]

    await announcer.share_notice(thread, notice, file_ids=file_ids, key="polarity", is_retry=False)
    await announcer.share_notice(thread, notice, file_ids=file_ids, key="polarity", is_retry=True)

    [message] = replies(workspace, thread)
    assert [file["title"] for file in message["files"]] == ["White part tinted", "Black part tinted"]
    assert "mask_white" in str(message["blocks"])


async def test_a_notice_keeps_its_order_where_slack_takes_no_blocks_with_files(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    notice = make_notice(
        choices=[Choice(action="flip_mask", label="The other part", value=str(JOB_ID))],
        pictures=[Illustration(png=PNG, file_name="tinted.png", alt_text="Tinted")],
    )
    file_id = await put_up(announcer)
    workspace.fault("files.completeUploadExternal", "invalid_arguments")

    await announcer.share_notice(thread, notice, file_ids=[file_id], key="preview", is_retry=False)

    picture, question = replies(workspace, thread)
    assert [file["id"] for file in picture["files"]] == [file_id]
    assert "flip_mask" in str(question["blocks"])


async def test_a_notice_without_pictures_is_found_by_its_key(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    for key, is_retry in (("first", False), ("first", True), ("second", True)):
        await announcer.share_notice(thread, make_notice(), file_ids=[], key=key, is_retry=is_retry)

    keys = [message["metadata"]["event_payload"]["key"] for message in replies(workspace, thread)]
    assert keys == ["first", "second"]


async def test_a_private_note_in_a_thread_is_seen_by_one_person_there(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    reply = await workspace.say("ada", thread.channel_id, "nice", thread_ts=thread.thread_ts)

    await announcer.tell_privately(BEN, thread, make_notice())

    [note] = workspace.ephemerals("ben")
    assert (note["channel"], note["thread_ts"]) == (thread.channel_id, thread.thread_ts)
    assert [message["ts"] for message in replies(workspace, thread)] == [reply["ts"]]


async def test_a_private_note_beside_a_thread_without_replies_stands_in_the_channel(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    await announcer.tell_privately(BEN, replace(thread, is_new=True), make_notice())

    [note] = workspace.ephemerals("ben")
    assert (note["channel"], note.get("thread_ts")) == (thread.channel_id, None)


async def test_a_command_where_we_are_no_member_is_answered_at_its_own_address(
    announcer: SlackAnnouncer, workspace: Workspace
):
    response_url = workspace.hub.responses.new_url(BEN.user_id, RANDOM.channel_id)

    await announcer.tell_privately(BEN, RANDOM, make_notice(), response_url=response_url)

    [note] = workspace.ephemerals("ben")
    assert (note["channel"], note["text"]) == (RANDOM.channel_id, SENTENCE)


@pytest.mark.parametrize("address", [None, "{url}/response/unknown", "{url}/nowhere", "no address"])
async def test_who_cannot_be_told_in_the_channel_gets_a_direct_message(
    address: str | None, announcer: SlackAnnouncer, workspace: Workspace
):
    response_url = None if address is None else address.format(url=workspace.url)

    await announcer.tell_privately(BEN, RANDOM, make_notice(), response_url=response_url)

    assert [message["text"] for message in workspace.messages("@retouch", user="ben")] == [SENTENCE]


async def test_a_note_within_direct_messages_stays_in_its_thread(
    announcer: SlackAnnouncer, workspace: Workspace
):
    asked = await workspace.say("ben", "@retouch", "edit this")
    channel_id = workspace.hub.conversations.open_im(BEN.user_id).channel_id
    thread = Thread(team_id=GENERAL.team_id, channel_id=channel_id, thread_ts=asked["ts"])

    await announcer.tell_privately(BEN, thread, make_notice())

    assert [message["text"] for message in replies(workspace, thread)] == [SENTENCE]


async def test_every_admin_is_told_even_if_one_cannot_be(
    announcer: SlackAnnouncer, workspace: Workspace, admins: list[str]
):
    admins.insert(0, "U0NOBODY00")

    await announcer.tell_admins(GENERAL.team_id, make_notice())

    assert len(workspace.messages("@retouch", user="ada")) == 1
    assert len(workspace.messages("@retouch", user="mia")) == 1


async def test_when_no_admin_can_be_told_the_caller_learns_of_it(
    announcer: SlackAnnouncer, admins: list[str]
):
    admins[:] = ["U0NOBODY00"]

    with pytest.raises(AnnouncementFailed):
        await announcer.tell_admins(GENERAL.team_id, make_notice())
