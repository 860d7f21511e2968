"""The slash commands, through the real endpoint."""

import json
from typing import Any

import pytest

from bot.demo.workspace import Workspace
from bot.reading.asks import RecentPicture
from handlers import ids
from tests.handlers_in.recorded import RecordedJobs


def block_ids(view: dict[str, Any]) -> list[str]:
    return [block["block_id"] for block in view["blocks"]]


def block(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    return next(block for block in view["blocks"] if block["block_id"] == block_id)


async def test_a_command_opens_its_form_at_once_filled_from_the_text(slack: Workspace) -> None:
    text = "a red door --speed turbo"

    answer = await slack.command("ben", "design", "/edit", text)

    (view,) = slack.views("ben")
    assert answer.status == 200
    assert view["callback_id"] == ids.EDIT_FORM
    assert block(view, "prompt")["element"]["initial_value"] == "a red door"
    assert block(view, "rendering_speed")["element"]["initial_option"]["value"] == "TURBO"
    assert "$0.03" in block(view, "price")["text"]["text"]


async def test_the_short_form_holds_pictures_prompt_model_price_and_what_is_asked_often(
    slack: Workspace,
) -> None:
    command = "/edit"

    await slack.command("ben", "design", command)

    (view,) = slack.views("ben")
    assert block_ids(view) == [
        *("seed_image", "mask_image", "draw_mask", "prompt", "model", "rendering_speed", "count", "region"),
        *("price", "more_options"),
    ]


async def test_a_remix_form_asks_for_no_mask(slack: Workspace) -> None:
    command = "/remix"

    await slack.command("ben", "design", command, "as a watercolour --strength 70")

    (view,) = slack.views("ben")
    assert view["callback_id"] == ids.REMIX_FORM
    assert "mask_image" not in block_ids(view)
    assert block(view, "remix_strength")["element"]["initial_value"] == "70"


async def test_an_option_behind_more_options_opens_the_form_expanded(slack: Workspace) -> None:
    text = "a fox --style design --palette ember --model 2 --tag spring"

    await slack.command("ben", "design", "/edit", text)

    (view,) = slack.views("ben")
    assert "more_options" not in block_ids(view)
    assert block(view, "style_type")["element"]["initial_option"]["value"] == "DESIGN"
    assert block(view, "tag")["element"]["initial_value"] == "spring"
    assert "palette" in block(view, "notice")["elements"][0]["text"]


async def test_a_misspelt_option_is_told_in_the_form_that_opens_all_the_same(slack: Workspace) -> None:
    text = "a fox --sped turbo"

    await slack.command("ben", "design", "/edit", text)

    (view,) = slack.views("ben")
    assert "--speed" in block(view, "notice")["elements"][0]["text"]
    assert block(view, "prompt")["element"]["initial_value"].startswith("a fox")


async def test_a_prompt_with_the_word_payload_is_a_prompt(slack: Workspace) -> None:
    text = "the payload bay of a shuttle"

    answer = await slack.command("ben", "design", "/edit", text)

    (view,) = slack.views("ben")
    assert answer.status == 200
    assert block(view, "prompt")["element"]["initial_value"] == text


@pytest.mark.parametrize(
    "text", ["history of a library", "defaults are fine", "help me", "--seed 7 --model magnific help"]
)
async def test_a_word_that_is_not_the_whole_text_is_prompt(slack: Workspace, text: str) -> None:
    command = "/edit"

    await slack.command("ben", "design", command, text)

    assert len(slack.views("ben")) == 1


async def test_a_picture_posted_just_now_is_chosen_and_shown_above_an_optional_input(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    message = await slack.say("ben", "design", "look", files=[("door.png", png)])
    file_id = message["files"][0]["id"]
    jobs.recent = RecentPicture(file_id=file_id, name="door.png", mimetype="image/png")

    await slack.command("ben", "design", "/edit", "a red door")

    (view,) = slack.views("ben")
    assert block_ids(view)[:3] == ["chosen_picture", "chosen", "seed_image"]
    assert block(view, "chosen_picture")["slack_file"] == {"id": file_id}
    assert block(view, "seed_image")["optional"] is True
    assert "10 MB" in block(view, "seed_image")["hint"]["text"]


async def test_a_picture_that_slack_cannot_show_is_chosen_without_a_thumbnail(
    slack: Workspace, jobs: RecordedJobs, webp: bytes
) -> None:
    message = await slack.say("ben", "design", "look", files=[("door.webp", webp)])
    jobs.recent = RecentPicture(file_id=message["files"][0]["id"], name="door.webp", mimetype="image/webp")

    await slack.command("ben", "design", "/edit")

    (view,) = slack.views("ben")
    assert block_ids(view)[:2] == ["chosen", "seed_image"]


async def test_the_form_opens_without_its_thumbnail_where_slack_refuses_that(
    slack: Workspace, jobs: RecordedJobs
) -> None:
    jobs.recent = RecentPicture(file_id="F0GONE00001", name="door.png", mimetype="image/png")

    await slack.command("ben", "design", "/edit", "a red door")

    (view,) = slack.views("ben")
    assert block_ids(view)[:2] == ["chosen", "seed_image"]


async def test_where_we_are_no_member_a_private_note_says_how_to_invite_us(slack: Workspace) -> None:
    channel = "random"

    await slack.command("ben", channel, "/edit", "a red door --speed turbo")

    (note,) = slack.ephemerals("ben")
    assert "/invite" in note["text"]
    assert "Nothing was charged" in note["text"]
    assert slack.views("ben") == []


async def test_the_note_opens_the_filled_form_once_we_were_invited(slack: Workspace) -> None:
    await slack.command("ben", "random", "/remix", "as a watercolour --strength 70")
    slack.admin.invite_app("random")

    await slack.click("ben", slack.ephemerals("ben")[0], ids.REOPEN_FORM)

    (view,) = slack.views("ben")
    assert view["callback_id"] == ids.REMIX_FORM
    assert block(view, "prompt")["element"]["initial_value"] == "as a watercolour"
    assert block(view, "remix_strength")["element"]["initial_value"] == "70"


@pytest.mark.parametrize(("user", "words"), [("gil", "Guests"), ("zoe", "members of this workspace")])
async def test_people_who_may_not_spend_get_no_form_but_a_reason(
    slack: Workspace, user: str, words: str
) -> None:
    command = "/edit"

    await slack.command(user, "design", command, "a red door")

    (note,) = slack.ephemerals(user)
    assert words in note["text"]
    assert slack.views(user) == []


@pytest.mark.parametrize("command", ["/edit", "/remix", "/usage"])
async def test_help_is_the_catalogue_in_words_and_private(slack: Workspace, command: str) -> None:
    text = " Help "

    await slack.command("ben", "random", command, text)

    (note,) = slack.ephemerals("ben")
    shown = json.dumps(note["blocks"])
    assert "Ideogram 3.0 Edit" in shown
    assert "--upload-to" in shown
    assert slack.messages("random") == []


async def test_usage_shows_ones_own_month_privately(slack: Workspace) -> None:
    command = "/usage"

    await slack.command("ben", "design", command)

    (note,) = slack.ephemerals("ben")
    assert note["text"] == (
        "November 2026: $1.23 spent on 14 jobs · $0.09 reserved for what still runs · $18.68 of $20.00 left"
    )


async def test_usage_of_anything_else_is_told_in_a_sentence(slack: Workspace) -> None:
    text = "of the moon"

    await slack.command("ben", "design", "/usage", text)

    (note,) = slack.ephemerals("ben")
    assert "Nothing was charged" in note["text"]


async def test_a_form_that_slack_gave_up_waiting_for_is_told(slack: Workspace) -> None:
    slack.fault("views.open", "expired_trigger_id")

    answer = await slack.command("ben", "design", "/edit", "a fox")

    (note,) = slack.ephemerals("ben")
    assert answer.status == 200
    assert "Nothing was charged" in note["text"]


@pytest.mark.parametrize("method", ["conversations.info", "users.info"])
async def test_a_slow_answer_of_slack_does_not_keep_a_command_waiting(slack: Workspace, method: str) -> None:
    await slack.command("ben", "design", "/usage")
    slack.fault(method, "slow", seconds=5)

    answer = await slack.command("ben", "design", "/edit", "a fox")

    assert answer.status == 200
    assert slack.views("ben") or slack.ephemerals("ben")[-1]["text"].startswith("Slack did not tell us")


@pytest.fixture
def oauth_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "secret")


async def test_oauths_settings_in_the_environment_do_not_take_the_token_away(
    oauth_environment: None, slack: Workspace
) -> None:
    command = "/edit"

    await slack.command("ben", "design", command)

    assert len(slack.views("ben")) == 1


@pytest.mark.parametrize("command_prefix", ["team"])
async def test_a_prefix_names_the_commands_and_is_in_the_help(address: str, workspace: Workspace) -> None:
    workspace.send_to(address)

    await workspace.command("ben", "design", "/team-edit", "help")

    (note,) = workspace.ephemerals("ben")
    assert "/team-edit" in note["text"]
