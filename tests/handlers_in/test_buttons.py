"""The buttons of results, questions and notes, as people press them."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.catalogue import Field, Verb
from bot.demo.workspace import Workspace
from bot.errors import BotError, NotAllowed
from bot.people import Person, Thread
from bot.reading.asks import Attachment, Fill
from bot.reading.requests import Draft
from handlers import ids
from tests.handlers_in.recorded import JOB_ID, VERSION_ID, RecordedJobs

BEN = Person(team_id="T0RETOUCH", user_id="U0BEN0002")
MENU = (ids.FINAL_QUALITY, ids.REMIX_THIS, ids.DETAILS, ids.ORIGINAL, ids.DELETE)


def make_fill(**changes: Any) -> Fill:
    fill = Fill(
        draft=Draft(
            verb=Verb.EDIT,
            prompt="a red door",
            values={Field.RENDERING_SPEED: "TURBO", Field.FOCUS: "off", Field.MODEL: "2"},
        ),
        attachments=[
            Attachment(role=Field.SEED_IMAGE, digest="a" * 64),
            Attachment(role=Field.MASK_IMAGE, digest="b" * 64),
        ],
        thread=Thread(team_id="T0RETOUCH", channel_id="C0DESIGN1", thread_ts="1700000000.000100"),
        parent_version_id=VERSION_ID,
    )
    return replace(fill, **changes)


def button(action_id: str, value: object) -> dict[str, Any]:
    text = {"type": "plain_text", "text": action_id}
    return {"type": "button", "action_id": action_id, "text": text, "value": str(value)}


def menu(version_id: object) -> dict[str, Any]:
    options = [
        {"text": {"type": "plain_text", "text": name}, "value": f"{name}:{version_id}"} for name in MENU
    ]
    return {"type": "overflow", "action_id": ids.MORE, "options": options}


@pytest.fixture
def bot(slack: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


async def post(bot: AsyncWebClient, *elements: dict[str, Any]) -> str:
    """A message of ours with these buttons; its ts."""
    blocks = [{"type": "actions", "block_id": "buttons", "elements": list(elements)}]
    answer = await bot.chat_postMessage(channel="C0DESIGN1", text="v2", blocks=blocks)
    return str(answer["ts"])


async def whisper(bot: AsyncWebClient, *elements: dict[str, Any]) -> None:
    """The same for Ben's eyes only."""
    blocks = [{"type": "actions", "block_id": "buttons", "elements": list(elements)}]
    await bot.chat_postEphemeral(channel="C0DESIGN1", user="U0BEN0002", text="question", blocks=blocks)


@pytest.mark.parametrize("action_id", ["again", "again:anything"])
async def test_again_repeats_the_version(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient, action_id: str
) -> None:
    ts = await post(bot, button(action_id, VERSION_ID))

    answer = await slack.click("ben", ts, "again")

    ((version_id, person, _, speed),) = jobs.repeated
    assert answer.status == 200
    assert (version_id, person, speed) == (VERSION_ID, BEN, None)


async def test_one_click_delivered_twice_or_pressed_again_at_once_repeats_once(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    ts = await post(bot, button("again", VERSION_ID))
    await slack.click("ben", ts, "again")

    await slack.deliver_again()
    await slack.click("ben", ts, "again")

    assert len(jobs.repeated) == 1


async def test_the_same_button_by_two_people_is_two_wishes(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    ts = await post(bot, button("again", VERSION_ID))

    for user in ("ben", "mia"):
        await slack.click(user, ts, "again")

    assert {person.user_id for _, person, _, _ in jobs.repeated} == {"U0BEN0002", "U0MIA0003"}


async def test_final_quality_is_again_at_quality(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    ts = await post(bot, menu(VERSION_ID))

    await slack.click("ben", ts, ids.MORE, ids.FINAL_QUALITY)

    assert [(version_id, speed) for version_id, _, _, speed in jobs.repeated] == [(VERSION_ID, "QUALITY")]


async def test_a_guest_cannot_repeat_what_a_member_ran(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    ts = await post(bot, button("again", VERSION_ID))

    await slack.click("gil", ts, "again")

    (note,) = slack.ephemerals("gil")
    assert "Guests" in note["text"]
    assert jobs.repeated == []


async def test_change_opens_the_form_with_everything_of_that_version(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    jobs.filled = make_fill()
    ts = await post(bot, button("change", VERSION_ID))

    await slack.click("ben", ts, "change")
    (view,) = slack.views("ben")
    await slack.submit("ben", view["id"], {"prompt": "a blue door"})

    ask = jobs.only_ask
    assert ask.draft.prompt == "a blue door"
    assert ask.draft.values == jobs.filled.draft.values
    assert ask.attachments == tuple(jobs.filled.attachments)
    assert (ask.thread, ask.parent_version_id) == (jobs.filled.thread, VERSION_ID)


async def test_a_mask_uploaded_in_a_change_takes_the_old_ones_place(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient, png: bytes
) -> None:
    jobs.filled = make_fill()
    ts = await post(bot, button("change", VERSION_ID))
    await slack.click("ben", ts, "change")

    await slack.submit("ben", slack.views("ben")[0]["id"], {"mask_image": [("new.png", png)]})

    seed, mask = jobs.only_ask.attachments
    assert seed.digest == "a" * 64
    assert (mask.role, mask.name, mask.digest) == (Field.MASK_IMAGE, "new.png", None)


async def test_remix_this_opens_the_other_form_with_the_picture_alone(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    jobs.filled = make_fill()
    ts = await post(bot, menu(VERSION_ID))

    await slack.click("ben", ts, ids.MORE, ids.REMIX_THIS)
    (view,) = slack.views("ben")
    await slack.submit("ben", view["id"])

    ask = jobs.only_ask
    assert view["callback_id"] == ids.REMIX_FORM
    assert ask.draft.values == {Field.MODEL: "remix", Field.RENDERING_SPEED: "TURBO"}
    assert [entry.role for entry in ask.attachments] == [Field.SEED_IMAGE]


@pytest.mark.parametrize("is_menu", [True, False])
async def test_details_show_everything_in_a_window(
    slack: Workspace, bot: AsyncWebClient, is_menu: bool
) -> None:
    element = menu(VERSION_ID) if is_menu else button("details", VERSION_ID)
    ts = await post(bot, element)

    await slack.click("ben", ts, ids.MORE if is_menu else "details", ids.DETAILS if is_menu else None)

    (view,) = slack.views("ben")
    assert view["title"]["text"] == "Details of v2"


async def test_a_window_that_slack_gave_up_waiting_for_is_told(slack: Workspace, bot: AsyncWebClient) -> None:
    ts = await post(bot, button("details", VERSION_ID))
    slack.fault("views.open", "expired_trigger_id")

    await slack.click("ben", ts, "details")

    (note,) = slack.ephemerals("ben")
    assert note["text"] == (
        "Slack closed the window before it could open. Nothing was charged. Please try again."
    )


async def test_delete_says_what_became_of_the_cost(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    ts = await post(bot, menu(VERSION_ID))

    await slack.click("ben", ts, ids.MORE, ids.DELETE)

    (note,) = slack.ephemerals("ben")
    assert jobs.deleted == [VERSION_ID]
    assert note["text"] == "v2 is deleted. What it cost stays in your usage."


async def test_cancel_says_privately_what_it_costs(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    ts = await post(bot, button("cancel", JOB_ID))

    await slack.click("ben", ts, "cancel")

    (note,) = slack.ephemerals("ben")
    assert jobs.cancelled == [(JOB_ID, BEN)]
    assert "You were not charged" in note["text"]


async def test_a_refusal_of_the_middle_reaches_only_who_pressed(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    jobs.refusal = NotAllowed("theirs", user_text="Only <Ada> can cancel it. Nothing was charged.")
    ts = await post(bot, button("cancel", JOB_ID))

    await slack.click("ben", ts, "cancel")

    (note,) = slack.ephemerals("ben")
    assert note["text"] == "Only &lt;Ada&gt; can cancel it. Nothing was charged."
    assert slack.ephemerals("ada") == []


async def test_an_unexpected_failure_is_a_safe_sentence(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    jobs.failure = RuntimeError("no database at db.example:5432")
    ts = await post(bot, button("cancel", JOB_ID))

    answer = await slack.click("ben", ts, "cancel")

    (note,) = slack.ephemerals("ben")
    assert answer.status == 200
    assert note["text"] == BotError.user_text


async def test_a_note_that_slack_does_not_take_undoes_nothing(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    ts = await post(bot, button("cancel", JOB_ID))
    slack.fault("response_url", "http_500")

    answer = await slack.click("ben", ts, "cancel")

    assert answer.status == 200
    assert jobs.cancelled == [(JOB_ID, BEN)]


@pytest.mark.parametrize(
    ("action_id", "answer"),
    [
        ("confirm", "confirm"),
        ("confirm:1", "confirm"),
        ("mask_white", "mask_white"),
        ("mask_black", "mask_black"),
        ("choose_edit", "choose_edit"),
        ("choose_remix", "choose_remix"),
        ("choose_seed:2", "choose_seed:2"),
        ("choose_mask:0", "choose_mask:0"),
        ("use_model:magnific", "use_model:magnific"),
    ],
)
async def test_an_answer_is_the_buttons_name_with_what_it_chooses(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient, action_id: str, answer: str
) -> None:
    ts = await post(bot, button(action_id, JOB_ID))

    await slack.click("ben", ts, action_id)

    assert jobs.answers == [(JOB_ID, answer)]
    assert slack.ephemerals("ben") == []


async def test_an_answer_pressed_twice_is_given_once(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    ts = await post(bot, button("use_model:2", JOB_ID))

    for _ in range(2):
        await slack.click("ben", ts, "use_model")

    assert jobs.answers == [(JOB_ID, "use_model:2")]


async def test_a_private_question_makes_room_for_its_answer(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    await whisper(bot, button("confirm", JOB_ID))

    await slack.click("ben", slack.ephemerals("ben")[0], "confirm")

    (note,) = slack.ephemerals("ben")
    assert "goes on" in note["text"]
    assert jobs.answers == [(JOB_ID, "confirm")]


async def test_a_refused_wish_can_be_reopened_with_pictures_nobody_had_sorted(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    pictures = [
        Attachment(role=None, name="my mask.png", file_id="F000000001"),
        Attachment(role=None, name="door.png", file_id="F000000002"),
    ]
    jobs.filled = make_fill(draft=Draft(prompt="a red door"), attachments=pictures, parent_version_id=None)
    await whisper(bot, button("reopen_form", JOB_ID))

    await slack.click("ben", slack.ephemerals("ben")[0], "reopen_form")
    await slack.submit("ben", slack.views("ben")[0]["id"])

    roles = {entry.name: entry.role for entry in jobs.only_ask.attachments}
    assert roles == {"door.png": Field.SEED_IMAGE, "my mask.png": Field.MASK_IMAGE}


async def test_of_more_pictures_than_fields_one_is_chosen_in_the_form(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    pictures = [
        Attachment(role=None, name=f"{number}.png", file_id=f"F00000000{number}") for number in range(3)
    ]
    jobs.filled = make_fill(draft=Draft(verb=Verb.REMIX, prompt="a door"), attachments=pictures)
    await whisper(bot, button("reopen_form", JOB_ID))
    await slack.click("ben", slack.ephemerals("ben")[0], "reopen_form")
    (view,) = slack.views("ben")

    await slack.click("ben", view["id"], ids.PICK_PICTURE, "F000000002")
    await slack.submit("ben", view["id"])

    assert [entry.name for entry in jobs.only_ask.attachments] == ["2.png"]


@pytest.mark.parametrize("action_id", ["again", "cancel", "confirm", "reopen_form", "change"])
async def test_a_button_that_refers_to_nothing_is_told(
    slack: Workspace, bot: AsyncWebClient, action_id: str
) -> None:
    ts = await post(bot, button(action_id, "not an id"))

    answer = await slack.click("ben", ts, action_id)

    (note,) = slack.ephemerals("ben")
    assert answer.status == 200
    assert "Nothing was charged" in note["text"]


@pytest.mark.parametrize("action_id", ["from_an_older_version", "xagain", "againx", "compare"])
async def test_a_button_nobody_listens_to_is_acknowledged(
    slack: Workspace, bot: AsyncWebClient, action_id: str
) -> None:
    ts = await post(bot, button(action_id, VERSION_ID))

    answer = await slack.click("ben", ts, action_id)

    assert answer.status == 200


async def test_a_menu_entry_nobody_listens_to_changes_nothing(
    slack: Workspace, jobs: RecordedJobs, bot: AsyncWebClient
) -> None:
    ts = await post(bot, menu(VERSION_ID))

    answer = await slack.click("ben", ts, ids.MORE, ids.ORIGINAL)

    assert answer.status == 200
    assert (jobs.asks, jobs.repeated, jobs.deleted) == ({}, [], [])
