"""Every option of a message reaches its service as the model's own page spells it, and nothing else does."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalogue import Verb
from bot.demo.painting.sizes import SIZES
from bot.demo.services.runware_rules import PRESETS
from bot.providers.runware_wire import to_wire
from bot.reading.options import read_text
from bot.reading.requests import read_request
from tests.flows.house import QUICK, House, open_house
from tests.flows.received import leaves_by_prompt, named_picture
from tests.flows.wire_table import BLACK_IS_EDITED, DECLARED, JOBS, MASK, SEED, WHITE_IS_EDITED
from tests.flows.wishes import Wish
from tests.providers.values import make_submission

PLENTY = {"USER_MONTHLY_BUDGET_USD": "1000", "CONFIRM_ABOVE_USD": "1000"}
AT_ONCE = {"RUNWARE_CONCURRENCY": "20", "MAGNIFIC_CONCURRENCY": "20"}
# Nothing here waits for a result, so nobody has to ask for one.
UNASKED = replace(QUICK, first_poll_seconds=60.0)


async def say(house: House, wish: Wish, *, model: str) -> None:
    """Mention the app with everything at once, in a channel where nobody waits for Slack's pace."""
    channel = house.workspace.admin.add_channel(wish.channel)
    verb, names = ("remix", [SEED]) if model == "remix" else ("edit", [SEED, MASK])
    names += [name for of_one_input in wish.references.values() for name in of_one_input]
    text = f"@retouch {verb} {wish.prompt} --model {model} {wish.options}"
    await house.workspace.say("ada", channel, text, files=[named_picture(name) for name in names])


@pytest.mark.parametrize(
    "model", [model if model == "3" else pytest.param(model, marks=pytest.mark.long) for model in JOBS]
)
async def test_every_option_is_sent_as_the_models_page_spells_it(tmp_path: Path, model: str) -> None:
    service = "magnific" if model == "magnific" else "runware"
    async with open_house(tmp_path, timing=UNASKED, delay_seconds=60.0, **PLENTY, **AT_ONCE) as house:
        for wish in JOBS[model]:
            await say(house, wish, model=model)
        await house.wait_for(lambda: house.submits(service) == len(JOBS[model]), seconds=60)

        received = leaves_by_prompt(house, service)

        for wish in JOBS[model]:
            assert received[wish.prompt] == wish.body


@pytest.mark.parametrize("model", JOBS)
def test_the_table_has_every_key_that_the_models_page_declares(model: str) -> None:
    declared = set(DECLARED[model].split())

    tried = {path for wish in JOBS[model] for path in wish.body}

    assert tried == declared


async def test_what_a_phone_makes_of_dashes_and_quotation_marks_is_understood(house: House) -> None:
    text = "@retouch remix “OPEN” in red—not blue —speed turbo –not “blurry, text” —palette “#ff5733:0.7, #112233”"

    await house.workspace.say("ada", "design", text, files=[named_picture(SEED)])
    await house.wait_for(lambda: house.submits() == 1)

    [sent] = leaves_by_prompt(house, "runware").values()
    assert sent["positivePrompt"] == "“OPEN” in red—not blue"
    assert sent["negativePrompt"] == "blurry, text"
    assert sent["providerSettings.ideogram.renderingSpeed"] == "TURBO"
    assert sent["providerSettings.ideogram.colorPalette.members"] == [
        {"colorHex": "#ff5733", "colorWeight": Decimal("0.7")},
        {"colorHex": "#112233"},
    ]


async def test_the_polarity_on_the_wire_can_be_turned_for_each_service(tmp_path: Path) -> None:
    turned = {"RUNWARE_MASK_EDIT": "black", "MAGNIFIC_MASK_EDIT": "white"}
    names = [SEED, MASK, "Character Ann.png", "character-mask.png"]

    async with open_house(tmp_path, delay_seconds=60.0, **turned) as house:
        for model, used in (("3", names), ("magnific", names[:2])):
            text = f"@retouch edit a red door --model {model}"
            await house.workspace.say("ada", "design", text, files=[named_picture(name) for name in used])
        await house.wait_for(lambda: house.submits("runware") == house.submits("magnific") == 1)

        [at_runware], [at_magnific] = (
            leaves_by_prompt(house, service).values() for service in ("runware", "magnific")
        )
        assert at_runware["inputs.maskImage"] == BLACK_IS_EDITED
        assert at_magnific["mask"] == WHITE_IS_EDITED
        # A character's own mask says what of the character to keep, which has nothing to do with it.
        assert at_runware["providerSettings.ideogram.characterReferenceImagesMask"] == ["character-mask.png"]


@pytest.mark.parametrize("model", ["3", "remix"])
def test_every_preset_and_every_size_is_sent_as_the_service_spells_it(model: str) -> None:
    # The stand-in's lists were typed in apart from the catalogue's.
    listed: dict[str, list[tuple[str, dict[str, object]]]] = {
        "3": [
            (f"--preset {preset.lower()}", {"providerSettings": {"ideogram": {"stylePreset": preset}}})
            for preset in PRESETS
        ],
        "remix": [
            (f"--size {width}x{height}", {"width": width, "height": height}) for width, height in SIZES
        ],
    }
    verb = Verb.REMIX if model == "remix" else Verb.EDIT

    bodies = []
    for option, _ in listed[model]:
        request = read_request(read_text(f"a door {option}", verb=verb), verb=verb, pictures={})
        submission = make_submission(model, parameters=request.parameters)
        bodies.extend(to_wire(submission, mask_edit="white"))

    assert len(bodies) == {"3": 62, "remix": 73}[model]
    for body, (_, expected) in zip(bodies, listed[model], strict=True):
        assert {key: body[key] for key in expected} == expected
