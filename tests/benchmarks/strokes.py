"""What a stroke on the mask page costs at 4096 x 4096: each move of the pointer with the frame that shows it."""

import json
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.benchmarks.figure import Figure, percentile, under
from tests.browser.easel import Easel
from tests.flows.house import open_house

SIDE = 4096
FRAME_MS = 1000 / 60
BRUSH_PX = 400
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
# The least a drawing page can do: one canvas of the stage's size and a thick line.
BARE = """<canvas width="1400" height="1400" style="width:700px;height:700px"></canvas><script>
    const canvas = document.querySelector("canvas"), context = canvas.getContext("2d");
    let from = null, to = null;
    context.lineWidth = 120; context.lineCap = "round"; context.strokeStyle = "#e6007e";
    const draw = () => {
        context.beginPath(); context.moveTo(...from); context.lineTo(...to); context.stroke();
        from = to;
    };
    canvas.onpointermove = (event) => {
        to = [event.offsetX * 2, event.offsetY * 2];
        from ??= to;
        requestAnimationFrame(draw);
    };
</script>"""


async def measure() -> list[Figure]:
    """The slowest twentieth of moves and frames, on a desk and on a phone's screen."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(Path(folder)) as house, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--headless=new", "--no-sandbox", "--disable-gpu"],
            )
            bare = await _bare(browser)
            figures = []
            for name, is_phone in (("desk", False), ("phone", True)):
                async with Easel(house, browser, is_phone=is_phone, size=(SIDE, SIDE)) as easel:
                    figures.append(await _figure(easel, name, bare=bare))
            await browser.close()
    return figures


async def _figure(easel: Easel, name: str, *, bare: float) -> Figure:
    await easel.page.evaluate(WATCH)
    await easel.set_size(BRUSH_PX)
    await easel.drag((400, 400), (3600, 1200), (600, 2800), (3700, 3600), steps=60)
    return under(
        f"move and frame of a {BRUSH_PX}-pixel brush, {name}, 95th percentile",
        await _slowest(easel.page),
        bound=FRAME_MS,
        unit="ms",
        baseline=f"a bare canvas and a line: {bare:.2f} ms",
    )


async def _bare(browser: Browser) -> float:
    page = await browser.new_page()
    await page.set_content(BARE)
    await page.evaluate(WATCH)
    for x, y in ((50, 50), (650, 200), (100, 500), (650, 650)):
        await page.mouse.move(x, y, steps=60)
    slowest = await _slowest(page)
    await page.close()
    return slowest


async def _slowest(page: Page) -> float:
    cost = json.loads(await page.evaluate("JSON.stringify(window.cost)"))
    return percentile(cost["moves"], 95) + percentile(cost["frames"], 95)
