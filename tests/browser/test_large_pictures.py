"""A picture of 4096 x 4096: every tool by mouse, by touch and by keys; the saved mask is exact to the pixel."""

import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
from PIL import Image
from playwright.async_api import Browser

from tests.browser.easel import Easel, Point, marked
from tests.flows.house import House

SIDE = 4096
# What every hand draws in the end, inverted: a box with a stripe erased, a lasso, a filled outline, a fine stroke.
DRAWN = [(500, 500), (1100, 1100), (2400, 800), (400, 2400), (800, 2400), (3000, 3000)]
NOT_DRAWN = [(300, 300), (800, 800), (2900, 800), (1400, 2400), (3700, 3700), (3000, 3060), (0, 0)]
BOX: list[Point] = [(400, 400), (1200, 1200)]
LASSO: list[Point] = [(2000, 400), (2800, 400), (2800, 1200), (2000, 1200)]
OUTLINE: list[Point] = [(400, 2000), (1200, 2000), (1200, 2800), (400, 2800), (400, 2000)]
STRIPE: list[Point] = [(800, 300), (800, 1300)]
STRAY: list[Point] = [(3600, 3600), (3800, 3800)]
FINE: list[Point] = [(2980, 3000), (3020, 3000)]


@pytest.fixture
async def desk(house: House, browser: Browser) -> AsyncIterator[Easel]:
    async with Easel(house, browser, size=(SIDE, SIDE)) as opened:
        yield opened


@pytest.fixture
async def large_phone(house: House, browser: Browser) -> AsyncIterator[Easel]:
    async with Easel(house, browser, is_phone=True, size=(SIDE, SIDE)) as opened:
        yield opened


async def test_every_tool_by_mouse_marks_what_it_shows(desk: Easel) -> None:
    await desk.choose("rectangle")
    await desk.drag(*BOX)
    await desk.choose("lasso")
    await desk.drag(*LASSO)
    await desk.choose("brush")
    await desk.set_size(100)
    await desk.drag(*OUTLINE)
    await desk.choose("fill")
    await desk.page.mouse.click(*await desk.at((800, 2400)))
    await desk.choose("eraser")
    await desk.drag(*STRIPE)
    await desk.choose("brush")
    await desk.drag(*STRAY)
    await desk.act("undo")
    await desk.page.mouse.move(*await desk.at((3000, 3000)))
    await desk.page.mouse.wheel(0, -1500)
    await desk.set_size(20)
    await desk.drag(*FINE)
    await desk.act("invert")

    await _expect_inverted(desk)


async def test_every_tool_by_touch_marks_what_it_shows(large_phone: Easel) -> None:
    phone = large_phone
    await phone.choose("rectangle")
    await phone.swipe(*BOX)
    await phone.choose("lasso")
    await phone.swipe(*LASSO)
    await phone.choose("brush")
    await phone.set_size(100)
    await phone.swipe(*OUTLINE)
    await phone.choose("fill")
    await phone.swipe((800, 2400))
    await phone.choose("eraser")
    await phone.swipe(*STRIPE)
    await phone.choose("brush")
    await phone.swipe(*STRAY)
    await phone.act("undo")
    await phone.pinch((2700, 3000), (3300, 3000), apart_px=120)
    await phone.set_size(20)
    await phone.swipe(*FINE)
    await phone.act("invert")

    await _expect_inverted(phone)


async def test_every_tool_by_keys_marks_what_it_shows(desk: Easel) -> None:
    keys = desk.page.keyboard
    (left, _), (right, _) = await desk.at((0, 0)), await desk.at((SIDE, 0))
    far = 64 * SIDE / (right - left)  # an arrow with Shift, in pixels of the picture

    async def press(*names: str) -> None:
        for name in names:
            await keys.press(name)

    await desk.page.focus("#stage")
    await press(
        "r", "Enter", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Enter"
    )
    await press("e", "Shift+ArrowUp", "Enter", "Shift+ArrowLeft", "Enter")
    await press("l", "Shift+ArrowUp", "Shift+ArrowUp", "Enter", "Shift+ArrowUp", "Enter")
    await press("Shift+ArrowLeft", "Enter", "Shift+ArrowDown", "Enter", "Enter")
    await press(
        "b", "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "Enter", "Enter", "Control+z", "i"
    )
    await desk.page.focus("#save")
    await press("Enter")
    mask = await desk.saved()

    middle = SIDE / 2
    half = far / 2
    inside_box, erased = (middle + half, middle + half), (middle + 1.5 * far, middle + far)
    in_lasso, undone = (middle + half, middle - 1.5 * far), (middle - 3 * far, middle - far)
    points = [(round(x), round(y)) for x, y in (inside_box, erased, in_lasso, undone, (0, 0))]
    assert marked(mask, points) == [False, True, False, True, True]


async def test_a_mask_given_in_numbers_is_exact_and_compact(desk: Easel) -> None:
    sent: list[int] = []
    desk.page.on(
        "request",
        lambda request: (
            sent.append(len(request.post_data_buffer or b"")) if request.method == "POST" else None
        ),
    )
    await desk.page.click("#numbers summary")
    for side, share in (("left", "12.5"), ("top", "25"), ("right", "50"), ("bottom", "75")):
        await desk.page.fill(f"#{side}", share)
    await desk.page.click("#mark-numbers")

    mask = await desk.save()

    assert mask.size == (SIDE, SIDE)
    assert mask.getbbox() == (512, 1024, 2048, 3072)
    assert marked(mask, [(512, 1024), (2047, 3071), (511, 1024), (2048, 3071)]) == [True, True, False, False]
    assert sent[0] < 20_000


async def test_the_picture_comes_light_whatever_its_size(desk: Easel) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{desk.url}/picture") as answer:
        content = await answer.read()

    assert answer.content_type == "image/jpeg"
    assert Image.open(io.BytesIO(content)).size == (SIDE, SIDE)


async def _expect_inverted(easel: Easel) -> None:
    """The mask that the job works with is what was drawn, the other way round."""
    await easel.page.click("#save")
    mask = await easel.saved()

    assert mask.size == (SIDE, SIDE)
    assert marked(mask, DRAWN) == [False] * len(DRAWN)
    assert marked(mask, NOT_DRAWN) == [True] * len(NOT_DRAWN)
