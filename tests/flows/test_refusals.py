"""What a model does not take is refused in its own words, privately, before anything is sent or reserved."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.demo.slack.forms import FormRefused
from tests.flows.house import House, encode, has_button, open_house, text_of
from tests.flows.money import read_books
from tests.flows.received import leaves_by_prompt, named_picture, submits
from tests.flows.refusal_table import REFUSALS
from tests.flows.refusals import Refusal
from tests.flows.wire_table import MASK, SEED, WHITE_IS_EDITED

pytestmark = pytest.mark.long

ROOMY = {"USER_MONTHLY_BUDGET_USD": "1000"}


async def say(house: House, refusal: Refusal, *, channel: str, model: str) -> str:
    """Mention the app with it; the ts of the message."""
    verb = "remix" if model == "remix" else "edit"
    names = [SEED, MASK] if verb == "edit" and refusal.has_mask else [SEED]
    names += [name for of_one_input in refusal.said.references.values() for name in of_one_input]
    text = f"@retouch {verb} {refusal.prompt} --model {model} {refusal.said.option}"
    files = [named_picture(name) for name in names]
    return str((await house.workspace.say("ada", channel, text, files=files))["ts"])


def told(house: House, channel: str) -> list[dict[str, Any]]:
    """What Ada alone was told in a channel."""
    channel_id = house.workspace.hub.conversations.get_channel(channel).channel_id
    return [message for message in house.workspace.ephemerals("ada") if message["channel"] == channel_id]


async def nothing_happened(house: House) -> None:
    """No service was asked for a picture, and no money moved."""
    assert (submits(house, "runware"), submits(house, "magnific")) == ([], [])
    assert (await read_books(house)).entries == []


async def open_whole_form(house: House, *, model: str) -> dict[str, Any]:
    """Ada's form for this model, with all of its inputs and the picture already chosen."""
    await house.workspace.command("ada", "design", "/remix" if model == "remix" else "/edit")
    view_id = house.workspace.views("ada")[-1]["id"]
    await house.workspace.choose("ada", view_id, "model", model)
    await house.workspace.click("ada", view_id, "more_options")
    await house.workspace.choose("ada", view_id, "seed_image", [named_picture(SEED)])
    return house.workspace.views("ada")[-1]


def check_nothing_yourself(view: dict[str, Any]) -> None:
    """Slack's clients hold an input against its bounds before they send it; this one does not."""
    for block in view["blocks"]:
        if block["type"] == "input":
            block["optional"] = True
            for bound in ("min_value", "max_value", "max_files"):
                block["element"].pop(bound, None)


async def send_in(house: House, view: dict[str, Any], refusal: Refusal) -> Mapping[str, str]:
    """Send the form in with this refusal's values, and empty its inputs again; the sentences, by input."""
    check_nothing_yourself(view)
    said = refusal.said
    pictures = {"mask_image": [MASK]} if refusal.has_mask and view["callback_id"] == "edit_form" else {}
    files = {
        block_id: [named_picture(name) for name in names]
        for block_id, names in {**pictures, **said.references}.items()
    }
    await house.workspace.submit("ada", view["id"], {"prompt": refusal.prompt, **said.inputs, **files})
    assert house.workspace.views("ada") == [view], f"taken, though {refusal.sentence}"
    errors = dict(view["errors"])
    for block_id in (*said.inputs, *files):
        await house.workspace.choose("ada", view["id"], block_id, None)
    return errors


@pytest.mark.parametrize("model", REFUSALS)
async def test_a_message_that_asks_for_too_much_is_refused_privately_in_its_own_words(
    tmp_path: Path, model: str
) -> None:
    async with open_house(tmp_path, **ROOMY) as house:
        refusals = {
            house.workspace.admin.add_channel(f"c-{n}"): each for n, each in enumerate(REFUSALS[model])
        }
        for channel, refusal in refusals.items():
            await say(house, refusal, channel=channel, model=model)
        await house.wait_for(lambda: all(told(house, channel) for channel in refusals), seconds=60)

        await nothing_happened(house)
        for channel, refusal in refusals.items():
            [notice] = told(house, channel)
            assert refusal.sentence in text_of(notice)
            assert "Nothing was charged." in text_of(notice)
            assert has_button(notice, "reopen_form")
            assert len(house.workspace.messages(channel)) == 1


@pytest.mark.parametrize("model", REFUSALS)
async def test_a_form_that_asks_for_too_much_is_marked_at_the_input_that_does(
    tmp_path: Path, model: str
) -> None:
    async with open_house(tmp_path, **ROOMY) as house:
        await house.running.workshop.pool.warm()  # a form waits for pixel work only so long
        view = await open_whole_form(house, model=model)

        marked = [
            (refusal, await send_in(house, view, refusal)) for refusal in REFUSALS[model] if refusal.field
        ]

        for refusal, errors in marked:
            assert list(errors) == [refusal.field], refusal.sentence
            assert refusal.sentence in errors[str(refusal.field)]
            assert "Nothing was charged." in errors[str(refusal.field)]
        await nothing_happened(house)
        assert house.workspace.messages("design") == []


async def test_a_character_mask_of_another_size_than_its_reference_is_refused(house: House) -> None:
    small_mask = encode(Image.new("L", (64, 48), "white"))
    files = [named_picture(SEED), named_picture(MASK), named_picture("Character Ann.png")]

    await house.workspace.say(
        "ada", "design", "@retouch edit a face", files=[*files, ("character-mask.png", small_mask)]
    )
    [notice] = await house.wait_for(lambda: told(house, "design"))

    assert "The character mask is 64 × 48 pixels, its reference 128 × 96." in text_of(notice)
    await nothing_happened(house)


async def test_a_refused_message_comes_back_as_a_form_to_be_put_right(house: House) -> None:
    files = [named_picture(name) for name in (SEED, MASK, "style-1.png")]
    text = "@retouch edit a red door --code 1A2B3C4D --magic off --tag spring"
    await house.workspace.say("ada", "design", text, files=files)
    [notice] = await house.wait_for(lambda: told(house, "design"))

    await house.workspace.click("ada", notice, "reopen_form")
    view = house.workspace.views("ada")[-1]
    await house.workspace.submit("ada", view["id"], {"style_codes": None})
    await house.wait_for(lambda: house.submits() == 1)

    [sent] = leaves_by_prompt(house, "runware").values()
    assert sent["positivePrompt"] == "a red door"
    assert sent["providerSettings.ideogram.magicPrompt"] == "OFF"
    assert sent["providerSettings.ideogram.styleReferenceImages"] == ["style-1.png"]
    assert "providerSettings.ideogram.styleCode" not in sent
    assert (sent["inputs.seedImage"], sent["inputs.maskImage"]) == (SEED, WHITE_IS_EDITED)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a red door --sped turbo", "Did you mean --speed?"),
        ("a red door --model magnific --safe", "Ideogram Inpainting does not take --safe."),
        ("a red door --count 21", "Count goes from 1 to 20."),
    ],
)
async def test_a_form_opened_from_a_faulty_text_says_what_is_wrong_with_it(
    house: House, text: str, sentence: str
) -> None:
    await house.workspace.command("ada", "design", "/edit", text)

    [view] = house.workspace.views("ada")
    [notice] = [block for block in view["blocks"] if block["block_id"] == "notice"]
    assert sentence in text_of({"blocks": [notice]})
    assert view["state"]["values"]["prompt"]["value"]["value"] == "a red door"


async def test_the_form_itself_stops_a_number_beyond_its_bounds(house: House) -> None:
    view = await open_whole_form(house, model="remix")
    numbers = {"count": "21", "remix_strength": "101", "output_quality": "19", "ttl": "59"}

    with pytest.raises(FormRefused) as refused:
        await house.workspace.submit("ada", view["id"], {"prompt": "a red door", **numbers})

    assert refused.value.errors.keys() == numbers.keys()
