"""More pictures than a model takes: the thread is asked with numbered thumbnails, and nothing costs anything yet."""

from typing import Any

from tests.flows.house import House, has_button, text_of
from tests.flows.money import read_books
from tests.flows.received import leaves_by_prompt, named_picture
from tests.flows.wire_table import SEED


def question(house: House, thread_ts: str, name: str) -> dict[str, Any] | None:
    """The question with these buttons, once it is in the thread."""
    return next((reply for reply in house.thread("design", thread_ts) if has_button(reply, name)), None)


async def ask(house: House, text: str, names: tuple[str, ...]) -> str:
    # Under names of no meaning: one that begins with "style" would be a reference.
    files = [(f"{number}.png", named_picture(name)[1]) for number, name in enumerate(names)]
    return str((await house.workspace.say("ada", "design", f"@retouch {text}", files=files))["ts"])


async def test_a_remix_of_two_pictures_asks_which_and_runs_with_the_one_chosen(house: House) -> None:
    thread_ts = await ask(house, "remix a red door", ("style-1.png", SEED))
    asked = await house.wait_for(lambda: question(house, thread_ts, "choose_seed"))
    assert asked is not None
    assert len(asked["files"]) == 2
    assert "Which picture do you mean? Nothing is charged until you choose." in text_of(asked)
    assert (await read_books(house)).entries == []

    await house.workspace.click("ada", asked, "choose_seed:1")
    await house.wait_for(lambda: house.results("design", thread_ts))

    [sent] = leaves_by_prompt(house, "runware").values()
    assert sent["inputs.referenceImages"] == [SEED]


async def test_an_edit_with_three_pictures_asks_for_the_picture_and_then_for_the_mask(house: House) -> None:
    thread_ts = await ask(house, "edit a red door", ("style-1.png", SEED, "style-2.png"))
    which = await house.wait_for(lambda: question(house, thread_ts, "choose_seed"))
    assert which is not None
    assert len(which["files"]) == 3

    await house.workspace.click("ada", which, "choose_seed:1")
    mask = await house.wait_for(lambda: question(house, thread_ts, "choose_mask"))

    assert mask is not None
    assert len(mask["files"]) == 2
    assert "Which picture is the mask? Nothing is charged until you choose." in text_of(mask)
    assert (await read_books(house)).entries == []
    assert house.submits() == 0
