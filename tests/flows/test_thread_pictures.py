"""Which picture a wish without one works on: the newest of its thread, but never what came as a reference."""

import pytest

from tests.flows.house import House, has_button, text_of
from tests.flows.money import read_books, told_privately
from tests.flows.received import leaves_by_prompt, named_picture
from tests.flows.wire_table import SEED

STYLE_PATH = "providerSettings.ideogram.styleReferenceImages"


async def test_a_reply_below_a_picture_works_on_that_picture(house: House) -> None:
    head = await house.workspace.say("ben", "design", "Can somebody?", files=[named_picture(SEED)])

    text = "@retouch edit a red door --region top"
    await house.workspace.say("ada", "design", text, thread_ts=head["ts"])
    await house.wait_for(lambda: house.submits() == 1)

    [sent] = leaves_by_prompt(house, "runware").values()
    assert sent["inputs.seedImage"] == SEED


async def test_a_reference_below_a_picture_is_not_taken_for_the_picture(house: House) -> None:
    head = await house.workspace.say("ben", "design", "Can somebody?", files=[named_picture(SEED)])

    text = "@retouch edit a red door --region top"
    files = [named_picture("style-1.png")]
    await house.workspace.say("ada", "design", text, thread_ts=head["ts"], files=files)
    await house.wait_for(lambda: house.submits() == 1)

    [sent] = leaves_by_prompt(house, "runware").values()
    assert (sent["inputs.seedImage"], sent[STYLE_PATH]) == (SEED, ["style-1.png"])


@pytest.mark.parametrize("name", ["style-1.png", "Character Ann.png"])
async def test_a_message_with_nothing_but_references_is_told_what_is_missing(house: House, name: str) -> None:
    text = "@retouch edit a red door --style auto --region top"

    message = await house.workspace.say("ada", "design", text, files=[named_picture(name)])
    [notice] = await house.wait_for(lambda: told_privately(house))

    assert "By their names, all attached pictures are references" in notice
    assert house.submits() == 0
    assert (await read_books(house)).entries == []
    assert not any(has_button(reply, "cancel") for reply in house.thread("design", message["ts"]))


async def test_a_command_after_a_message_with_several_pictures_starts_from_the_first(house: House) -> None:
    pictures = [named_picture(name) for name in (SEED, "style-1.png", "style-2.png")]
    await house.workspace.say("ada", "design", "look", files=pictures)

    await house.workspace.command("ada", "design", "/remix", "a red door")

    [view] = house.workspace.views("ada")
    assert f"*{SEED}* is chosen." in text_of(view)
