"""A person at the mask page: opens it from Slack, draws in pixels of the picture, saves, sees the mask used."""

import io
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from PIL import Image
from playwright.async_api import Browser, BrowserContext, CDPSession, Page

from tests.flows.house import House, picture
from tests.flows.money import find_job
from tests.flows.test_mask_page import link_in

Point = tuple[float, float]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
}
DESK = {"viewport": {"width": 1280, "height": 800}}


class Easel:
    """The page, whose picture is known by its size; points are in that picture's pixels."""

    page: Page
    url: str
    thread_ts: str

    def __init__(
        self, house: House, browser: Browser, *, is_phone: bool = False, size: tuple[int, int] = (640, 480)
    ) -> None:
        self.house = house
        self.size = size
        self.faults: list[str] = []
        self._browser = browser
        self._options: dict[str, Any] = PHONE if is_phone else DESK
        self.contexts: list[BrowserContext] = []
        self._touch: CDPSession | None = None

    async def __aenter__(self) -> Self:
        self.url = await self.ask_for_link()
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for context in self.contexts:
            await context.close()
        if kind is None:
            assert self.faults == []

    async def ask_for_link(self) -> str:
        """Post a picture without a mask and press the button below the refusal."""
        workspace = self.house.workspace
        before = len(workspace.ephemerals("ada"))
        files = [("shop.png", picture(self.size))]
        message = await workspace.say("ada", "design", "@retouch edit a red door", files=files)
        self.thread_ts = message["ts"]
        refusal = (await self.house.wait_for(lambda: workspace.ephemerals("ada")[before:]))[0]
        await workspace.click("ada", refusal["ts"], "draw_mask")
        return link_in(
            await self.house.wait_for(
                lambda: next((note for note in workspace.ephemerals("ada")[before:] if _has_link(note)), None)
            )
        )

    async def open(self) -> None:
        """Open the link in a browser of its own and wait for the picture."""
        context = await self._browser.new_context(**self._options)
        self.contexts.append(context)
        self.page = await context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.faults.append(said.text) if "Content Security Policy" in said.text else None,
        )
        await self.page.goto(self.url)
        await self.page.wait_for_selector('#app[aria-busy="false"], #end:not([hidden])')

    async def at(self, point: Point) -> Point:
        """Where a pixel of the picture is on the screen now."""
        await self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
        box = await self.page.locator("#picture").bounding_box()
        assert box is not None
        return (
            box["x"] + point[0] / self.size[0] * box["width"],
            box["y"] + point[1] / self.size[1] * box["height"],
        )

    async def drag(self, *points: Point, steps: int = 6) -> None:
        """Press the mouse at the first point, go through the others, let go."""
        await self.page.mouse.move(*await self.at(points[0]))
        await self.page.mouse.down()
        for point in points[1:]:
            await self.page.mouse.move(*await self.at(point), steps=steps)
        await self.page.mouse.up()

    async def touch(self, kind: str, *places: Point) -> None:
        """One state of all fingers, in places on the screen: ``touchStart``, ``touchMove`` or ``touchEnd``."""
        if self._touch is None:
            self._touch = await self.page.context.new_cdp_session(self.page)
        fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        await self._touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    async def swipe(self, *points: Point) -> None:
        """One finger along these points of the picture."""
        await self.touch("touchStart", await self.at(points[0]))
        for point in points[1:]:
            await self.touch("touchMove", await self.at(point))
        await self.touch("touchEnd")

    async def pinch(self, left: Point, right: Point, *, apart_px: float) -> None:
        """Two fingers, from these points of the picture that much farther apart on the screen."""
        (x0, y0), (x1, y1) = await self.at(left), await self.at(right)
        await self.touch("touchStart", (x0, y0))
        await self.touch("touchStart", (x0, y0), (x1, y1))
        for share in (0.25, 0.5, 0.75, 1.0):
            step = share * apart_px / 2
            await self.touch("touchMove", (x0 - step, y0), (x1 + step, y1))
        await self.touch("touchEnd")

    async def choose(self, tool: str) -> None:
        await self.page.click(f'[data-tool="{tool}"]:is(button)')

    async def act(self, name: str) -> None:
        await self.page.click(f'[data-act="{name}"]')

    async def set_size(self, size: int) -> None:
        """The brush as near to this as the slider goes; then by keys."""
        await self.page.focus("#stage")
        for _ in range(200):
            shown = int((await self.page.inner_text("#size-shown")).split()[0])
            if shown == size:
                return
            await self.page.keyboard.press("]" if shown < size else "[")
            after = int((await self.page.inner_text("#size-shown")).split()[0])
            if (after - size) * (shown - size) <= 0:
                return

    async def share(self) -> str:
        return await self.page.inner_text("#share")

    async def save(self) -> Image.Image:
        """Save, and return the mask that the job then works with."""
        await self.page.click("#save")
        mask = await self.saved()
        await self.house.wait_for(lambda: self.house.results("design", self.thread_ts))
        return mask

    async def saved(self) -> Image.Image:
        """The mask that the job has got, once the page says that it is saved."""
        await self.page.wait_for_selector("#end:not([hidden])")
        assert await self.page.inner_text("#end-title") == "Saved, back to Slack"
        await self.house.wait_for(
            lambda: "of the picture will change" in self.house.said("design", self.thread_ts), 120.0
        )
        return await self.used_mask()

    async def used_mask(self) -> Image.Image:
        """The mask of the thread's newest job, as it was laid over the answer."""
        job = await find_job(self.house, self.thread_ts)
        assert job.mask_digest is not None
        return Image.open(io.BytesIO(await self.house.running.workshop.pictures.get(job.mask_digest)))


def _has_link(note: dict[str, Any]) -> bool:
    return "/mask/" in str(note.get("blocks"))


def marked(mask: Image.Image, points: Sequence[tuple[int, int]]) -> list[bool]:
    """Which of these pixels may change."""
    return [mask.getpixel(point) == 255 for point in points]
