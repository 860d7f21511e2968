"""The forms, used as people use them: filled, expanded, changed and sent in."""

from typing import Any

import pytest

from bot.catalogue import Field, Verb
from bot.demo.workspace import Workspace
from bot.errors import BudgetExceeded, RequestError
from bot.reading.asks import RecentPicture
from handlers import ids
from tests.handlers_in.recorded import RecordedJobs


async def open_form(slack: Workspace, command: str = "/edit", text: str = "a red door") -> dict[str, Any]:
    await slack.command("ben", "design", command, text)
    return slack.views("ben")[-1]


def price(view: dict[str, Any]) -> str:
    return next(block for block in view["blocks"] if block["block_id"] == "price")["text"]["text"]


async def test_a_submission_becomes_one_wish_with_its_pictures_by_field(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    view = await open_form(slack, text="a red door --speed turbo")

    answer = await slack.submit(
        "ben", view["id"], {"seed_image": [("door.png", png)], "mask_image": [("mask.png", png)]}
    )

    ask = jobs.only_ask
    assert answer.payload == {"response_action": "clear"}
    assert slack.views("ben") == []
    assert (ask.draft.verb, ask.draft.prompt) == (Verb.EDIT, "a red door")
    assert ask.draft.values == {Field.MODEL: "3", Field.RENDERING_SPEED: "TURBO"}
    assert [entry.role for entry in ask.attachments] == [Field.SEED_IMAGE, Field.MASK_IMAGE]
    assert (ask.thread.channel_id, ask.thread.thread_ts) == ("C0DESIGN1", None)
    assert ask.price_was_shown
    assert ask.response_url is not None


async def test_every_field_of_the_expanded_forms_reaches_the_draft(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    view = await open_form(slack, command="/remix")
    await slack.click("ben", view["id"], ids.MORE_OPTIONS)

    await slack.submit(
        "ben",
        view["id"],
        {
            "seed_image": [("door.png", png)],
            "prompt": "as a <b>watercolour</b> & more",
            "negative_prompt": "blurry, text",
            "remix_strength": "70",
            "rendering_speed": "QUALITY",
            "magic_prompt": "OFF",
            "style_type": "RENDER_3D",
            "style_reference_images": [("one.png", png), ("two.png", png)],
            "color_palette": "#ff5733:0.70, #112233",
            "size": "1344x768",
            "count": "4",
            "tag": "spring",
            "output_format": "WEBP",
            "output_quality": "95",
            "ttl": "3600",
            "check_content": ["on"],
        },
    )

    ask = jobs.only_ask
    assert ask.draft.prompt == "as a <b>watercolour</b> & more"
    assert ask.draft.values == {
        Field.MODEL: "remix",
        Field.NEGATIVE_PROMPT: "blurry, text",
        Field.REMIX_STRENGTH: 70,
        Field.RENDERING_SPEED: "QUALITY",
        Field.MAGIC_PROMPT: "OFF",
        Field.STYLE_TYPE: "RENDER_3D",
        Field.COLOR_PALETTE: "#ff5733:0.7,#112233",
        Field.SIZE: "1344x768",
        Field.COUNT: 4,
        Field.TAG: "spring",
        Field.OUTPUT_FORMAT: "WEBP",
        Field.OUTPUT_QUALITY: 95,
        Field.TTL: 3600,
        Field.CHECK_CONTENT: True,
    }
    assert [entry.role for entry in ask.attachments].count(Field.STYLE_REFERENCE_IMAGES) == 2


async def test_a_tick_taken_away_is_an_answer_too(slack: Workspace, jobs: RecordedJobs, png: bytes) -> None:
    view = await open_form(slack, text="a red door --focus off")

    await slack.submit("ben", view["id"], {"seed_image": [("door.png", png)], "lock": []})

    assert jobs.only_ask.draft.values[Field.LOCK] is False
    assert jobs.only_ask.draft.values[Field.FOCUS] == "off"


async def test_what_was_typed_survives_more_options(slack: Workspace, jobs: RecordedJobs, png: bytes) -> None:
    view = await open_form(slack)
    await slack.choose("ben", view["id"], "prompt", "a blue door")
    await slack.choose("ben", view["id"], "seed_image", [("door.png", png)])

    await slack.click("ben", view["id"], ids.MORE_OPTIONS)

    (expanded,) = slack.views("ben")
    await slack.submit("ben", expanded["id"])
    assert jobs.only_ask.draft.prompt == "a blue door"
    assert [entry.name for entry in jobs.only_ask.attachments] == ["door.png"]


async def test_the_price_follows_model_speed_and_count(slack: Workspace) -> None:
    view = await open_form(slack)
    before = price(view)

    await slack.choose("ben", view["id"], "rendering_speed", "QUALITY")
    await slack.choose("ben", view["id"], "count", "4")

    (redrawn,) = slack.views("ben")
    assert before == "Price *$0.06* · $18.00 left this month"
    assert price(redrawn) == "Price *$0.36* for 4 pictures · $18.00 left this month"


async def test_another_model_brings_its_own_fields(slack: Workspace) -> None:
    view = await open_form(slack, text="a door --focus off")

    await slack.choose("ben", view["id"], "model", "magnific")

    (redrawn,) = slack.views("ben")
    shown = {block["block_id"] for block in redrawn["blocks"]}
    assert {"seed", "style_codes", "focus"} <= shown
    assert not {"style_preset", "output_format"} & shown


async def test_what_a_model_does_not_take_is_named_and_comes_back_with_one_that_does(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    view = await open_form(slack, text="a door --preset bauhaus --format jpg --mask black")
    await slack.choose("ben", view["id"], "character_reference_images", [("ada.png", png)])

    await slack.choose("ben", view["id"], "model", "magnific")
    notice = slack.views("ben")[0]["blocks"][0]
    await slack.choose("ben", view["id"], "model", "3")
    pictures = {"seed_image": [("door.png", png)], "mask_image": [("mask.png", png)]}
    await slack.submit("ben", view["id"], pictures)

    ask = jobs.only_ask
    assert "does not take it: style preset (bauhaus), format (jpg)." in str(notice)
    assert (ask.draft.values[Field.STYLE_PRESET], ask.draft.values[Field.MASK_POLARITY]) == (
        "BAUHAUS",
        "black",
    )
    assert [entry.name for entry in ask.attachments if entry.role is Field.CHARACTER_REFERENCE_IMAGES] == [
        "ada.png"
    ]


async def test_a_change_that_is_older_than_the_form_is_let_go(slack: Workspace) -> None:
    view = await open_form(slack)
    slack.fault("views.update", "hash_conflict")

    answer = await slack.choose("ben", view["id"], "rendering_speed", "QUALITY")

    assert answer is not None
    assert answer.status == 200
    assert price(slack.views("ben")[0]).startswith("Price *$0.06*")


async def test_a_price_that_rose_since_it_was_drawn_was_not_shown(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    view = await open_form(slack)
    await slack.click("ben", view["id"], ids.MORE_OPTIONS)

    await slack.submit(
        "ben",
        view["id"],
        {"seed_image": [("door.png", png)], "character_reference_images": [("cat.png", png)]},
    )

    assert not jobs.only_ask.price_was_shown


@pytest.mark.parametrize(
    ("refusal", "block_id"),
    [
        (RequestError("The mask has another shape. Nothing was charged.", field="mask_image"), "mask_image"),
        (RequestError("The seed is too large. Nothing was charged.", field="seed"), "prompt"),
        (
            BudgetExceeded(
                "over", user_text="$0.01 is left this month. Nothing was charged.", quote_micros=60_000
            ),
            "prompt",
        ),
    ],
)
async def test_a_complaint_stands_at_its_input_and_starts_nothing(
    slack: Workspace, jobs: RecordedJobs, png: bytes, refusal: RequestError, block_id: str
) -> None:
    view = await open_form(slack)
    jobs.refusal = refusal

    await slack.submit("ben", view["id"], {"seed_image": [("door.png", png)]})

    (marked,) = slack.views("ben")
    assert marked["errors"] == {block_id: refusal.user_text}
    assert jobs.asks == {}


async def test_a_value_that_cannot_be_read_is_marked_at_its_input(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    view = await open_form(slack, text="a door --focus off")

    await slack.submit("ben", view["id"], {"seed_image": [("door.png", png)], "style_codes": "xyz"})

    (marked,) = slack.views("ben")
    assert list(marked["errors"]) == ["style_codes"]
    assert jobs.asks == {}


async def test_a_form_corrected_after_a_complaint_is_taken(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    view = await open_form(slack)
    jobs.refusal = RequestError("The mask has another shape. Nothing was charged.", field="mask_image")
    await slack.submit("ben", view["id"], {"seed_image": [("door.png", png)]})

    jobs.refusal = None
    await slack.submit("ben", view["id"], {"region": "top right"})

    assert jobs.only_ask.draft.values[Field.REGION] == "top right"


async def test_a_submission_delivered_twice_is_one_wish(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    view = await open_form(slack)
    await slack.submit("ben", view["id"], {"seed_image": [("door.png", png)]})

    answer = await slack.deliver_again()

    assert answer.status == 200
    assert len(jobs.asks) == 1


async def test_an_unexpected_failure_keeps_the_form_open_with_a_safe_sentence(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    view = await open_form(slack)
    jobs.failure = RuntimeError("no database at db.example:5432")

    await slack.submit("ben", view["id"], {"seed_image": [("door.png", png)]})

    (marked,) = slack.views("ben")
    assert "You were not charged" in marked["errors"]["prompt"]
    assert "example" not in marked["errors"]["prompt"]


async def test_the_picture_chosen_is_used_unless_another_is_uploaded(
    slack: Workspace, jobs: RecordedJobs, png: bytes
) -> None:
    message = await slack.say("ben", "design", "look", files=[("door.png", png)])
    file_id = message["files"][0]["id"]
    jobs.recent = RecentPicture(file_id=file_id, name="door.png", mimetype="image/png")

    for uploads in ({}, {"seed_image": [("window.png", png)]}):
        view = await open_form(slack)
        await slack.submit("ben", view["id"], uploads)

    first, second = jobs.asks.values()
    assert [entry.file_id for entry in first.attachments] == [file_id]
    assert [entry.name for entry in second.attachments] == ["window.png"]
