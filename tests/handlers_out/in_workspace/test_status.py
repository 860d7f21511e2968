"""Root and status messages: posted once, changed in place, at a pace that Slack takes."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.announcer import Stage
from bot.catalogue import Verb
from bot.demo.workspace import Workspace
from bot.errors import AnnouncementDelayed, AnnouncementFailed
from bot.people import Thread
from handlers.calls import SlackCalls
from handlers.clients import announcer_client
from handlers.pacing import BURST, OwnPace, Pacer
from handlers.threads import SlackAnnouncer
from tests.handlers_out.conftest import FakeTime
from tests.handlers_out.in_workspace.places import BEN, GENERAL, RANDOM, replies
from tests.handlers_out.values import JOB_ID, make_status


async def open_thread(announcer: SlackAnnouncer, place: Thread, *, is_retry: bool = False) -> str:
    return await announcer.open_thread(
        place, job_id=JOB_ID, person=BEN, verb=Verb.EDIT, prompt="a red fox", is_retry=is_retry
    )


async def test_a_thread_begins_with_who_asked_for_what(announcer: SlackAnnouncer, workspace: Workspace):
    ts = await open_thread(announcer, GENERAL)

    [message] = workspace.messages("general")
    assert message["ts"] == ts
    assert message["text"] == "<@U0BEN0002> asked for an edit:\n> a red fox"
    assert message["metadata"]["event_payload"] == {"kind": "root", "job_id": str(JOB_ID)}


async def test_a_root_message_whose_answer_was_lost_is_found_and_not_repeated(
    announcer: SlackAnnouncer, workspace: Workspace
):
    workspace.fault("chat.postMessage", "lose_answer")
    with pytest.raises(AnnouncementDelayed):
        await open_thread(announcer, GENERAL)

    ts = await open_thread(announcer, GENERAL, is_retry=True)

    assert [message["ts"] for message in workspace.messages("general")] == [ts]


async def test_an_earlier_message_is_found_behind_many_others(
    announcer: SlackAnnouncer, workspace: Workspace
):
    ts = await open_thread(announcer, GENERAL)
    for number in range(210):
        await workspace.say("ben", "general", f"message {number}")

    same_ts = await open_thread(announcer, GENERAL, is_retry=True)

    assert same_ts == ts


async def test_history_is_read_before_a_second_post_only(announcer: SlackAnnouncer, workspace: Workspace):
    await open_thread(announcer, GENERAL)

    assert [call.method for call in workspace.calls] == ["chat.postMessage"]


async def test_a_channel_without_us_says_how_to_invite_us(announcer: SlackAnnouncer, workspace: Workspace):
    with pytest.raises(AnnouncementFailed) as caught:
        await open_thread(announcer, RANDOM)

    assert caught.value.user_text.startswith("Retouch is not in this channel. Nothing was charged.")
    assert workspace.messages("random") == []


async def test_the_status_message_changes_in_place(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    ts = await announcer.show_status(thread, make_status(can_cancel=True), status_ts=None, is_retry=False)

    done = make_status(stage=Stage.DELIVERED, delivered=1)
    same_ts = await announcer.show_status(thread, done, status_ts=ts, is_retry=False)

    [message] = replies(workspace, thread)
    assert same_ts == ts == message["ts"]
    assert message["text"].startswith("Done: 1 picture.")
    assert "cancel" not in str(message["blocks"])


async def test_a_status_message_whose_answer_was_lost_is_found_in_its_thread(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    workspace.fault("chat.postMessage", "lose_answer")
    with pytest.raises(AnnouncementDelayed):
        await announcer.show_status(thread, make_status(), status_ts=None, is_retry=False)

    ts = await announcer.show_status(thread, make_status(), status_ts=None, is_retry=True)

    assert [message["ts"] for message in replies(workspace, thread)] == [ts]


async def test_where_history_may_not_be_read_the_message_is_posted_again(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    workspace.fault("conversations.replies", "missing_scope")

    await announcer.show_status(thread, make_status(), status_ts=None, is_retry=True)

    assert len(replies(workspace, thread)) == 1


async def test_progress_does_not_bring_back_a_deleted_status_message_but_the_summary_does(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    ts = await announcer.show_status(thread, make_status(), status_ts=None, is_retry=False)
    await announcer.delete_message(thread, ts=ts)

    after_progress = await announcer.show_status(thread, make_status(), status_ts=ts, is_retry=False)
    shown_meanwhile = replies(workspace, thread)
    end = make_status(stage=Stage.EXPIRED, price_micros=0)
    after_end = await announcer.show_status(thread, end, status_ts=ts, is_retry=False)

    assert (after_progress, shown_meanwhile) == (ts, [])
    assert [message["ts"] for message in replies(workspace, thread)] == [after_end]


async def test_progress_is_left_out_while_the_channel_is_busy_and_the_summary_is_not(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    [ts, *_] = [
        await announcer.show_status(thread, make_status(), status_ts=None, is_retry=False)
        for _ in range(BURST)
    ]

    await announcer.show_status(thread, make_status(), status_ts=ts, is_retry=False)
    end = make_status(stage=Stage.DELIVERED, delivered=1)
    await announcer.show_status(thread, end, status_ts=ts, is_retry=False)

    changes = [call for call in workspace.calls if call.method == "chat.update"]
    assert len(changes) == 1
    assert replies(workspace, thread)[0]["text"].startswith("Done: 1 picture.")


async def test_a_lost_answer_to_a_change_is_no_reason_to_post(
    announcer: SlackAnnouncer, workspace: Workspace, thread: Thread
):
    ts = await announcer.show_status(thread, make_status(), status_ts=None, is_retry=False)
    workspace.fault("chat.update", "lose_answer")

    same_ts = await announcer.show_status(thread, make_status(), status_ts=ts, is_retry=True)

    assert same_ts == ts
    assert len(replies(workspace, thread)) == 1


async def test_twenty_messages_at_once_keep_within_slack_s_own_limit(
    session: aiohttp.ClientSession, fake_time: FakeTime
):
    async with Workspace(posts_per_second=1.0, clock=fake_time.clock) as workspace:
        client = announcer_client(workspace.bot_token, session=session, api_url=workspace.api_url)

        async def client_for(team_id: str) -> AsyncWebClient:
            return client

        calls = SlackCalls(client_for, pacer=Pacer(pace=OwnPace(fake_time.clock), sleep=fake_time.sleep))

        for number in range(20):
            arguments = {"channel": GENERAL.channel_id, "text": str(number)}
            await calls.send("T1", "chat.postMessage", arguments=arguments, channel_id=GENERAL.channel_id)

        assert [call.error for call in workspace.calls] == [""] * 20
