"""Two looks back: a version beside its original, and the other side of a mask that was guessed."""

import io
from typing import Any

from PIL import Image

from tests.flows.house import House, changed_outside, has_button, mask, picture, text_of
from tests.flows.test_mask_page import ask_for_edit


async def test_compare_posts_both_pictures_side_by_side_into_the_thread_once(house: House) -> None:
    thread_ts, result = await ask_for_edit(house)

    await house.workspace.click("ben", result["ts"], "compare")
    await house.workspace.deliver_again()

    pair = (await house.wait_for(lambda: _with_file(house, thread_ts, "compare-v0-v1.png")))[0]
    shown = Image.open(io.BytesIO(house.workspace.file(pair["files"][0]["id"])))
    assert shown.size == (640 + 12 + 640, 480)
    assert "v0 and v1 side by side" in text_of(pair)
    assert house.submits() == 1
    await house.workspace.click("mia", result["ts"], "compare")
    told = await house.wait_for(lambda: house.workspace.ephemerals("mia"))
    assert "The comparison of v1 is in this thread already." in text_of(told[0])


async def test_flip_changes_the_other_part_of_an_uploaded_mask_whose_colour_was_guessed(house: House) -> None:
    original, marked = picture(), mask()
    files = [("shop.png", original), ("mask.png", marked)]
    message = await house.workspace.say("ada", "design", "@retouch edit a red door", files=files)
    preview = (await house.wait_for(lambda: _previews(house, message["ts"])))[0]
    await house.wait_for(lambda: house.is_over("design", message["ts"]))

    await house.workspace.click("ada", preview["ts"], "flip_mask")

    flipped = (await house.wait_for(lambda: house.results("design", message["ts"])[1:]))[0]
    after = house.workspace.file(flipped["files"][0]["id"])
    inverted = Image.open(io.BytesIO(marked)).point(lambda level: 255 - level)
    out = io.BytesIO()
    inverted.save(out, "PNG")
    assert changed_outside(original, after, out.getvalue()) == 0
    assert changed_outside(original, after, marked) > 0


async def test_a_mask_whose_colour_was_named_offers_no_flip(house: House) -> None:
    files = [("shop.png", picture()), ("mask.png", mask())]
    message = await house.workspace.say("ada", "design", "@retouch edit a red door --mask white", files=files)

    await house.wait_for(lambda: house.results("design", message["ts"]))

    assert _previews(house, message["ts"]) == []


async def test_only_who_asked_may_flip(house: House) -> None:
    await ask_for_edit(house)
    thread_ts = house.workspace.messages("design")[-1]["ts"]

    await house.workspace.click("ben", _previews(house, thread_ts)[0]["ts"], "flip_mask")

    assert "Only the person who asked" in text_of(house.workspace.ephemerals("ben")[0])
    assert house.submits() == 1


def _previews(house: House, thread_ts: str) -> list[dict[str, Any]]:
    return [reply for reply in house.thread("design", thread_ts) if has_button(reply, "flip_mask")]


def _with_file(house: House, thread_ts: str, name: str) -> list[dict[str, Any]]:
    replies = house.thread("design", thread_ts)
    return [reply for reply in replies if any(file["name"] == name for file in reply.get("files") or [])]
