"""From a button in Slack to the mask page, and from its one save to the result in the thread."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from PIL import Image

from tests.flows.house import House, changed_outside, encode, mask, open_house, picture, text_of

BOX = (40, 300, 200, 420)


def link_in(message: dict[str, Any]) -> str:
    """The address that a button of a message or view opens."""
    for block in message.get("blocks") or []:
        for element in block.get("elements") or []:
            if "/mask/" in str(element.get("url", "")):
                return str(element["url"])
    raise AssertionError(f"no link in {text_of(message)!r}")


async def ask_for_edit(house: House) -> tuple[str, dict[str, Any]]:
    """An edit that is done: the ts of its thread, and its result."""
    files = [("shop.png", picture()), ("mask.png", mask())]
    message = await house.workspace.say("ada", "design", "@retouch edit a red door", files=files)
    result = (await house.wait_for(lambda: house.results("design", message["ts"])))[0]
    await house.wait_for(lambda: house.is_over("design", message["ts"]))
    return message["ts"], result


async def press_redraw(house: House, result: dict[str, Any], *, user: str = "ada") -> str:
    """The link that this person, and nobody else, gets."""
    before = len(house.workspace.ephemerals(user))
    await house.workspace.click(user, result["ts"], "redraw_mask")
    return link_in((await house.wait_for(lambda: house.workspace.ephemerals(user)[before:]))[0])


async def send(method: str, url: str, **options: Any) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.request(method, url, **options) as answer:
        return answer.status, await answer.read()


async def state_of(url: str) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/state") as answer:
        assert answer.status == 200
        state: dict[str, Any] = await answer.json()
        return state


async def test_a_mask_painted_for_a_result_makes_the_next_version_with_exactly_that_mask(
    house: House,
) -> None:
    thread_ts, result = await ask_for_edit(house)
    url = await press_redraw(house, result)
    painted = mask(box=BOX)

    state = await state_of(url)
    wished = await send("PUT", f"{url}/wish", json={"prompt": "a green door", "model": "2"})
    saved = await send("POST", url, data=painted)

    second = (await house.wait_for(lambda: house.results("design", thread_ts)[1:]))[0]
    first_png, second_png = (house.workspace.file(reply["files"][0]["id"]) for reply in (result, second))
    assert (state["width_px"], state["height_px"], state["prompt"]) == (640, 480, "a red door")
    assert state["has_mask"] is True
    assert {model["key"]: model["price"] for model in state["models"]}["2"] == "$0.08"
    assert (wished[0], saved[0]) == (200, 200)
    assert changed_outside(first_png, second_png, painted) == 0
    assert "v2 · Ideogram 2.0 Edit" in text_of(second)


async def test_the_page_begins_with_the_mask_that_made_the_version(house: House) -> None:
    _, result = await ask_for_edit(house)
    url = await press_redraw(house, result)

    status, last = await send("GET", f"{url}/last")

    assert status == 200
    assert Image.open(io.BytesIO(last)).tobytes() == Image.open(io.BytesIO(mask())).tobytes()


async def test_the_same_mask_saved_twice_is_one_edit_and_another_one_is_refused(house: House) -> None:
    thread_ts, result = await ask_for_edit(house)
    url = await press_redraw(house, result)
    painted = mask(box=BOX)

    answers = [(await send("POST", url, data=painted))[0] for _ in range(2)]
    status, body = await send("POST", url, data=mask(box=(0, 0, 50, 50)))
    await house.wait_for(lambda: len(house.results("design", thread_ts)) == 2)
    await house.wait_for(lambda: house.is_over("design", thread_ts))

    assert answers == [200, 200]
    assert status == 410
    assert b"saved from this link already" in body
    assert (await send("GET", url))[0] == 410
    assert house.submits() == 2


async def test_a_refusal_for_want_of_a_mask_leads_to_the_page_and_the_edit_runs(house: House) -> None:
    message = await house.workspace.say(
        "ada", "design", "@retouch edit a red door", files=[("shop.png", picture())]
    )
    refusal = (await house.wait_for(lambda: house.workspace.ephemerals("ada")))[0]
    await house.workspace.click("ada", refusal["ts"], "draw_mask")
    url = link_in(await house.wait_for(lambda: _newest_with_link(house)))

    status, _ = await send("POST", url, data=mask())

    assert status == 200
    assert "Which part should change?" in text_of(refusal)
    assert await house.wait_for(lambda: house.results("design", message["ts"]))


def _newest_with_link(house: House) -> dict[str, Any] | None:
    notes = [note for note in house.workspace.ephemerals("ada") if "mask page is ready" in text_of(note)]
    return notes[-1] if notes else None


async def test_a_form_hands_its_picture_prompt_and_model_over_to_the_page(house: House) -> None:
    await house.workspace.command("ada", "design", "/edit", "a blue door --model 2")
    view = house.workspace.views("ada")[-1]
    await house.workspace.choose("ada", view["id"], "seed_image", [("shop.png", picture())])

    await house.workspace.click("ada", view["id"], "draw_mask")
    url = link_in(house.workspace.views("ada")[-1])
    state = await state_of(url)
    before = len(house.workspace.messages("design"))
    status, _ = await send("POST", url, data=mask())

    root = (await house.wait_for(lambda: house.workspace.messages("design")[before:]))[0]
    assert (state["prompt"], state["model_key"], state["has_mask"]) == ("a blue door", "2", False)
    assert status == 200
    assert await house.wait_for(lambda: house.results("design", root["ts"]))


async def test_a_form_without_a_picture_says_what_is_missing(house: House) -> None:
    await house.workspace.command("ada", "design", "/edit", "a blue door")
    view = house.workspace.views("ada")[-1]

    await house.workspace.click("ada", view["id"], "draw_mask")

    assert "Choose a picture first" in text_of(house.workspace.views("ada")[-1])


async def test_a_link_is_only_for_who_pressed_the_button(house: House) -> None:
    _, result = await ask_for_edit(house)

    url = await press_redraw(house, result, user="ben")
    await send("POST", url, data=mask(box=BOX))

    answer = await house.wait_for(lambda: house.results("design", result["thread_ts"])[1:])
    assert "<@U0BEN0002>" in text_of(answer[0])
    assert house.workspace.ephemerals("ada") == []


@pytest.mark.parametrize("path", ["", "/state", "/picture", "/last"])
async def test_a_forged_link_opens_nothing(house: House, path: str) -> None:
    _, result = await ask_for_edit(house)
    url = await press_redraw(house, result)
    forged = url[:-3] + ("AAA" if not url.endswith("AAA") else "BBB")

    status, body = await send("GET", forged + path)

    assert status == 404
    assert b"JFIF" not in body


async def test_an_expired_link_says_so_and_saves_nothing(tmp_path: Any) -> None:
    ahead = timedelta()

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    async with open_house(tmp_path, clock=clock) as house:
        _, result = await ask_for_edit(house)
        url = await press_redraw(house, result)
        ahead = timedelta(hours=25)

        status, body = await send("POST", url, data=mask(box=BOX))

        assert status == 410
        assert b"has expired. Nothing was charged" in body
        assert house.submits() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", b"is empty"),
        (b"<html>", b"Nothing was charged"),
        (mask(box=(0, 0, 0, 0)), b"marks nothing"),
        (mask(box=(0, 0, 640, 480)), b"marks the whole picture"),
        (mask((100, 300), (0, 0, 50, 50)), b"another shape"),
        (encode(Image.linear_gradient("L").resize((640, 480))), b"not black and white"),
    ],
)
async def test_a_mask_that_will_not_do_is_a_sentence_and_the_link_stays_good(
    house: House, content: bytes, sentence: bytes
) -> None:
    thread_ts, result = await ask_for_edit(house)
    url = await press_redraw(house, result)

    status, body = await send("POST", url, data=content)
    again, _ = await send("POST", url, data=mask(box=BOX))

    assert (status, again) == (422, 200)
    assert sentence in body
    assert await house.wait_for(lambda: house.results("design", thread_ts)[1:])


async def test_the_page_allows_no_foreign_script_and_tells_nobody_its_address(house: House) -> None:
    _, result = await ask_for_edit(house)
    url = await press_redraw(house, result)
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        policy, html = answer.headers["Content-Security-Policy"], await answer.text()
        referrer = answer.headers["Referrer-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in html.replace("http-equiv", "")
    assert (referrer, answer.headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert "style=" not in html
    for name in ("mask.js", "mask.css"):
        parts = urlsplit(url)
        status, _ = await send("GET", f"{parts.scheme}://{parts.netloc}/mask/static/{name}")
        assert status == 200


async def test_without_a_public_address_the_page_is_offered_where_slack_is_on_this_machine(
    tmp_path: Any,
) -> None:
    async with open_house(tmp_path, with_callbacks=False) as house:
        _, result = await ask_for_edit(house)

        url = await press_redraw(house, result)

        assert (await state_of(url))["width_px"] == 640
