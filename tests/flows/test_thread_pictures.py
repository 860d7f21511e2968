"""Which picture a wish without one works on: the newest of its thread, but never what came as a reference."""

import pytest

from tests.flows.house import House, has_button, text_of
from tests.flows.money import read_books, told_privately
from tests.flows.received import leaves_by_prompt, named_picture
from tests.flows.wire_table import SEED

BELOW = "@retouch edit a red door --region top"
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


def looks(house: House) -> int:
    """How often Slack was asked for a thread."""
    return sum(call.method == "conversations.replies" for call in house.workspace.calls)


async def test_a_picture_from_before_we_were_invited_is_found_with_one_look_at_the_thread(
    house: House,
) -> None:
    head = await house.workspace.say("ben", "random", "Look", files=[named_picture("style-1.png")])
    files = [("notes.txt", b"not a picture"), named_picture(SEED), named_picture("style-2.png")]
    await house.workspace.say("ben", "random", "and this", thread_ts=head["ts"], files=files)
    house.workspace.admin.invite_app("random")

    await house.workspace.say("ada", "random", BELOW, thread_ts=head["ts"])
    await house.wait_for(lambda: house.results("random", head["ts"]))

    [sent] = leaves_by_prompt(house, "runware").values()
    assert sent["inputs.seedImage"] == SEED
    assert looks(house) == 1


async def test_a_reference_is_not_what_the_look_at_the_thread_finds(house: House) -> None:
    head = await house.workspace.say("ben", "random", "Can somebody?", files=[named_picture(SEED)])
    house.workspace.admin.invite_app("random")

    files = [named_picture("style-1.png")]
    await house.workspace.say("ada", "random", BELOW, thread_ts=head["ts"], files=files)
    await house.wait_for(lambda: house.submits() == 1)

    [sent] = leaves_by_prompt(house, "runware").values()
    assert (sent["inputs.seedImage"], sent[STYLE_PATH]) == (SEED, ["style-1.png"])


async def test_what_we_saw_needs_no_look_and_neither_does_a_thread_that_just_began(house: House) -> None:
    head = await house.workspace.say("ben", "design", "Can somebody?", files=[named_picture(SEED)])

    await house.workspace.say("ada", "design", BELOW, thread_ts=head["ts"])
    await house.workspace.say("ada", "general", BELOW)
    await house.wait_for(lambda: house.results("design", head["ts"]))
    [notice] = await house.wait_for(lambda: told_privately(house))

    assert "There is no picture to work on. Nothing was charged." in notice
    assert looks(house) == 0


@pytest.mark.parametrize("fault", [None, "missing_scope", "thread_not_found"])
async def test_a_thread_without_a_picture_to_be_seen_is_told_so(house: House, fault: str | None) -> None:
    head = await house.workspace.say("ben", "design", "Can somebody?")
    if fault is not None:
        house.workspace.fault("conversations.replies", fault)

    await house.workspace.say("ada", "design", BELOW, thread_ts=head["ts"])
    [notice] = await house.wait_for(lambda: told_privately(house))

    assert "There is no picture to work on. Nothing was charged." in notice
    assert looks(house) == 1
    assert (await read_books(house)).entries == []


async def test_a_command_after_a_message_with_several_pictures_starts_from_the_first(house: House) -> None:
    pictures = [named_picture(name) for name in (SEED, "style-1.png", "style-2.png")]
    await house.workspace.say("ada", "design", "look", files=pictures)

    await house.workspace.command("ada", "design", "/remix", "a red door")

    [view] = house.workspace.views("ada")
    assert f"*{SEED}* is chosen." in text_of(view)
