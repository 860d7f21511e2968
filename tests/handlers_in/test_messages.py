"""Mentions, direct messages, and the messages that only pass by."""

import pytest

from bot.catalogue import Field, Verb
from bot.demo.workspace import APP_AS_CHANNEL, Workspace
from handlers import ids
from tests.handlers_in.recorded import RecordedJobs


async def test_a_mention_and_its_message_are_one_wish_in_that_messages_thread(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    text = "@Retouch edit a red door --speed turbo"

    message = await slack.say("ben", "design", text, files=[("door.png", png), ("mask.png", png)])

    ask = jobs.only_ask
    heard = {attempt.delivery.name for attempt in slack.attempts}
    assert heard >= {"app_mention", "message.file_share"}
    assert ask.delivery_key == f"message:{slack.team_id}:C0DESIGN1:{message['ts']}"
    assert ask.thread.thread_ts == message["ts"]
    assert (ask.draft.verb, ask.draft.prompt) == (Verb.EDIT, "a red door")
    assert [(entry.role, entry.name) for entry in ask.attachments] == [(None, "door.png"), (None, "mask.png")]
    assert not ask.price_was_shown


async def test_slacks_own_retries_start_nothing_new(slack: Workspace, jobs: RecordedJobs, png: bytes) -> None:
    await slack.say("ben", "design", "@Retouch edit a red door", files=[("door.png", png)])

    answers = [await slack.deliver_again(retry_number=number) for number in (1, 2, 3)]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert len(jobs.asks) == 1


async def test_what_could_not_be_written_down_is_not_acknowledged_and_comes_again(
    slack: Workspace, jobs: RecordedJobs
) -> None:
    jobs.failure = RuntimeError("the disk is full")

    await slack.say("ben", "design", "@Retouch edit a red door --region top")

    await slack.wait_for(lambda: [tried for tried in slack.attempts if tried.retry_number == 2])
    statuses = {tried.answer.status for tried in slack.attempts if tried.delivery.name == "app_mention"}
    assert statuses == {500}


@pytest.mark.parametrize(
    ("method", "error"), [("auth.test", "invalid_auth"), ("users.info", "internal_error")]
)
async def test_a_message_that_comes_while_slack_does_not_say_who_somebody_is_is_not_lost(
    slack: Workspace, jobs: RecordedJobs, method: str, error: str
) -> None:
    slack.fault(method, error, times=2)

    await slack.say("ben", "design", "@Retouch edit a red door --region top")

    await slack.wait_for(lambda: jobs.asks)
    assert 500 in {tried.answer.status for tried in slack.attempts}
    assert len(jobs.asks) == 1


async def test_a_mention_inside_a_thread_stays_in_it(slack: Workspace, jobs: RecordedJobs) -> None:
    head = await slack.say("ada", "design", "look at this")

    await slack.say("ben", "design", "@Retouch edit a red door", thread_ts=head["ts"])

    assert jobs.only_ask.thread.thread_ts == head["ts"]


async def test_a_direct_message_needs_no_mention(slack: Workspace, jobs: RecordedJobs, png: bytes) -> None:
    text = "remix as a watercolour"

    await slack.say("ben", APP_AS_CHANNEL, text, files=[("door.png", png)])

    ask = jobs.only_ask
    assert (ask.draft.verb, ask.draft.prompt) == (Verb.REMIX, "as a watercolour")
    assert ask.thread.channel_id.startswith("D")


async def test_names_say_which_pictures_are_references(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    names = ["door.png", "Style-1.png", "character.png", "character-mask.png", "restyled.png"]

    await slack.say("ben", "design", "@Retouch edit a door", files=[(name, png) for name in names])

    assert [entry.role for entry in jobs.only_ask.attachments] == [
        None,
        Field.STYLE_REFERENCE_IMAGES,
        Field.CHARACTER_REFERENCE_IMAGES,
        Field.CHARACTER_REFERENCE_MASKS,
        None,
    ]


async def test_a_picture_that_passes_by_is_remembered_and_runs_nothing(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    files = [("door.png", png), ("notes.pdf", b"%PDF-1.7")]

    await slack.say("ben", "design", "edit this, somebody?", files=files)

    assert [picture.name for picture in jobs.noted] == ["door.png"]
    assert jobs.asks == {}


async def test_editing_a_message_runs_nothing(slack: Workspace, jobs: RecordedJobs) -> None:
    message = await slack.say("ben", "design", "hello")

    await slack.edit("ben", message["ts"], "@Retouch edit a red door")

    await slack.wait_for(lambda: [tried for tried in slack.attempts if "changed" in tried.delivery.name])
    assert {tried.answer.status for tried in slack.attempts} == {200}
    assert jobs.asks == {}


async def test_an_empty_mention_is_offered_both_forms_privately(slack: Workspace, jobs: RecordedJobs) -> None:
    await slack.say("ben", "design", "@Retouch")
    (note,) = slack.ephemerals("ben")

    await slack.click("ben", note, f"{ids.REOPEN_FORM}:remix")

    (view,) = slack.views("ben")
    assert view["callback_id"] == ids.REMIX_FORM
    assert jobs.asks == {}


async def test_a_mention_that_says_help_is_answered_privately(slack: Workspace, jobs: RecordedJobs) -> None:
    text = "@Retouch help"

    await slack.say("ben", "design", text)

    (note,) = slack.ephemerals("ben")
    assert "/edit" in note["text"]
    assert jobs.asks == {}


async def test_help_in_a_direct_message_stays_there(slack: Workspace) -> None:
    text = "help"

    await slack.say("ben", APP_AS_CHANNEL, text)

    assert slack.ephemerals("ben") == []
    (_, answer) = slack.messages(APP_AS_CHANNEL, user="ben")
    assert "/edit" in answer["text"]


@pytest.mark.parametrize("user", ["gil", "zoe"])
async def test_a_mention_by_somebody_who_may_not_spend_is_refused_privately(
    slack: Workspace, jobs: RecordedJobs, user: str
) -> None:
    text = "@Retouch edit a red door --region top"

    await slack.say(user, "design", text)

    (note,) = slack.ephemerals(user)
    assert "Nothing was charged" in note["text"]
    assert jobs.asks == {}


async def test_the_home_tab_and_files_that_are_shared_are_acknowledged(slack: Workspace, png: bytes) -> None:
    await slack.say("ben", "design", "", files=[("door.png", png)])

    answer = await slack.open_home("ben")

    assert answer.status == 200
    assert {tried.answer.status for tried in slack.attempts} == {200}


async def test_slack_can_verify_the_address(slack: Workspace) -> None:
    assert await slack.verify_address()
