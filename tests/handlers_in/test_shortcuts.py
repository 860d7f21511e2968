"""The shortcuts in a message's menu."""

import pytest

from bot.catalogue import Field
from bot.demo.workspace import Workspace
from handlers import ids
from tests.handlers_in.recorded import RecordedJobs


@pytest.mark.parametrize(
    ("shortcut", "form"), [(ids.EDIT_IMAGE, ids.EDIT_FORM), (ids.REMIX_IMAGE, ids.REMIX_FORM)]
)
async def test_a_shortcut_opens_its_form_for_that_messages_picture_and_thread(
    slack: Workspace, jobs: RecordedJobs, png: bytes, shortcut: str, form: str
) -> None:
    message = await slack.say("ada", "design", "look", files=[("door.png", png)])

    await slack.shortcut("ben", "design", message["ts"], shortcut)
    (view,) = slack.views("ben")
    await slack.submit("ben", view["id"], {"prompt": "a red door"})

    ask = jobs.only_ask
    assert view["callback_id"] == form
    assert [(entry.role, entry.file_id) for entry in ask.attachments] == [
        (Field.SEED_IMAGE, message["files"][0]["id"])
    ]
    assert ask.thread.thread_ts == message["ts"]


async def test_in_a_thread_it_runs_in_that_thread(slack: Workspace, jobs: RecordedJobs, png: bytes) -> None:
    head = await slack.say("ada", "design", "look")
    reply = await slack.say("ada", "design", "here", files=[("door.png", png)], thread_ts=head["ts"])

    await slack.shortcut("ben", "design", reply["ts"], ids.EDIT_IMAGE)
    await slack.submit("ben", slack.views("ben")[0]["id"], {"prompt": "a red door"})

    assert jobs.only_ask.thread.thread_ts == head["ts"]


async def test_of_several_pictures_one_is_chosen_in_the_form(
    slack: Workspace, jobs: RecordedJobs, png: bytes, webp: bytes
) -> None:
    files = [("one.png", png), ("two.webp", webp), ("three.png", png)]
    message = await slack.say("ada", "design", "look", files=files)
    await slack.shortcut("ben", "design", message["ts"], ids.EDIT_IMAGE)
    (view,) = slack.views("ben")
    second = message["files"][1]["id"]

    await slack.click("ben", view["id"], ids.PICK_PICTURE, second)

    (redrawn,) = slack.views("ben")
    assert [block["block_id"] for block in redrawn["blocks"]][:2] == ["chosen", "seed_image"]
    await slack.submit("ben", redrawn["id"], {"prompt": "a red door"})
    assert jobs.only_ask.attachments[0].file_id == second


async def test_a_message_without_a_picture_is_told(slack: Workspace) -> None:
    message = await slack.say("ada", "design", "look", files=[("notes.pdf", b"%PDF-1.7")])

    await slack.shortcut("ben", "design", message["ts"], ids.EDIT_IMAGE)

    (note,) = slack.ephemerals("ben")
    assert "no picture" in note["text"]
    assert slack.views("ben") == []


async def test_where_we_are_no_member_it_says_how_to_invite_us(slack: Workspace, png: bytes) -> None:
    message = await slack.say("ada", "random", "look", files=[("door.png", png)])

    await slack.shortcut("ben", "random", message["ts"], ids.EDIT_IMAGE)

    (note,) = slack.ephemerals("ben")
    assert "/invite" in note["text"]
