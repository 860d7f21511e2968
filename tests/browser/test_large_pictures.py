"""A picture of 4096 x 4096: strokes are drawn within a frame, and the mask is exact to the pixel."""

import io
import json
from collections.abc import AsyncIterator
from statistics import quantiles

import aiohttp
import pytest
from PIL import Image
from playwright.async_api import Browser

from tests.browser.easel import Easel, marked
from tests.flows.house import House
from tests.flows.money import find_job

SIDE = 4096
FRAME_MS = 1000 / 60
# What one move of the pointer costs: its own handler, and the drawing of the next frame.
WATCH = """() => {
    const cost = (window.cost = { moves: [], frames: [] });
    let since = 0;
    addEventListener("pointermove", () => { since = performance.now(); }, true);
    addEventListener("pointermove", () => cost.moves.push(performance.now() - since));
    const next = window.requestAnimationFrame;
    window.requestAnimationFrame = (draw) => next((time) => {
        const begun = performance.now();
        draw(time);
        cost.frames.push(performance.now() - begun);
    });
}"""


@pytest.fixture(params=[False, True], ids=["desk", "phone"])
async def large(request: pytest.FixtureRequest, house: House, browser: Browser) -> AsyncIterator[Easel]:
    async with Easel(house, browser, is_phone=request.param, size=(SIDE, SIDE)) as opened:
        yield opened


async def test_a_stroke_across_a_large_picture_stays_within_a_frame(large: Easel) -> None:
    await large.page.evaluate(WATCH)
    await large.set_size(400)

    await large.drag((400, 400), (3600, 1200), (600, 2800), (3700, 3600), steps=60)

    cost = json.loads(await large.page.evaluate("JSON.stringify(window.cost)"))
    slowest = {name: quantiles(times, n=20)[-1] for name, times in cost.items()}
    assert len(cost["moves"]) > 100
    assert slowest["moves"] + slowest["frames"] < FRAME_MS, slowest


async def test_the_saved_mask_of_a_large_picture_is_exact_and_compact(large: Easel) -> None:
    sent: list[int] = []
    large.page.on(
        "request",
        lambda request: (
            sent.append(len(request.post_data_buffer or b"")) if request.method == "POST" else None
        ),
    )
    await large.page.click("#numbers summary")
    for side, share in (("left", "12.5"), ("top", "25"), ("right", "50"), ("bottom", "75")):
        await large.page.fill(f"#{side}", share)
    await large.page.click("#mark-numbers")
    await large.page.click("#save")
    await large.page.wait_for_selector("#end:not([hidden])")
    await large.house.wait_for(
        lambda: "of the picture will change" in large.house.said("design", large.thread_ts), 60.0
    )

    job = await find_job(large.house, large.thread_ts)
    png = await large.house.running.workshop.pictures.get(job.mask_digest or "")
    mask = Image.open(io.BytesIO(png))
    assert mask.size == (SIDE, SIDE)
    assert mask.getbbox() == (512, 1024, 2048, 3072)
    assert marked(mask, [(512, 1024), (2047, 3071), (511, 1024), (2048, 3071)]) == [True, True, False, False]
    assert sent[0] < 20_000


async def test_the_picture_comes_light_whatever_its_size(large: Easel) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{large.url}/picture") as answer:
        content = await answer.read()

    assert answer.content_type == "image/jpeg"
    assert Image.open(io.BytesIO(content)).size == (SIDE, SIDE)
