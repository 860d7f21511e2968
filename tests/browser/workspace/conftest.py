"""One demo and one browser for all tests here: each works in threads of its own, and says what it needs."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, closing

import pytest
import pytest_asyncio
from PIL import Image, ImageDraw
from playwright.async_api import Browser, async_playwright, expect

from bot.demo.keeping.cellar import Cellar
from bot.demo.page import page_routes
from bot.demo.slack.wire import Payload
from bot.demo.stage import Stage, open_stage
from tests.browser.workspace.person import PATIENCE_MS, Person

SIZE = (480, 360)
SIGN = (120, 60, 360, 140)

Enter = Callable[..., Awaitable[Person]]

expect.set_options(timeout=PATIENCE_MS)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One connection for all of them; every person has a context of their own."""
    async with async_playwright() as playwright:
        connected = await playwright.chromium.connect_over_cdp(chromium)
        yield connected
        await connected.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The whole demo, the app as a process of its own."""
    with closing(Cellar(tmp_path_factory.mktemp("demo"))) as cellar:
        cellar.open()
        async with open_stage(cellar, delay_seconds=0.2, more_routes=page_routes) as opened:
            # The first request of a process is its slowest, and Slack waits three seconds for each.
            await opened.workspace.command("ada", "general", "/usage")
            yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def enter(stage: Stage, browser: Browser) -> AsyncIterator[Enter]:
    """Lets somebody sit down at the page: ``mia = await enter("mia")``."""
    async with AsyncExitStack() as people:

        async def sit_down(name: str = "mia", *, is_phone: bool = False) -> Person:
            person = Person(browser, stage.workspace.url, name=name, is_phone=is_phone)
            return await people.enter_async_context(person)

        yield sit_down
    # A form left open belongs to the person, and would lie over the page of the next test.
    for name in ("ada", "ben", "mia"):
        for view in reversed(list(stage.workspace.views(name))):
            await stage.workspace.close_view(name, view["id"])


@pytest.fixture(scope="session")
def picture() -> bytes:
    return _drawn(Image.new("RGB", SIZE, "teal"), "wheat")


@pytest.fixture(scope="session")
def mask() -> bytes:
    return _drawn(Image.new("L", SIZE, 0), 255)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def finished(stage: Stage, picture: bytes, mask: bytes) -> Payload:
    """A thread with one result in it, asked for by mia; tests add to it, and look only at what they added."""
    workspace = stage.workspace
    files = [("shop.png", picture), ("mask.png", mask)]
    head = await workspace.say("mia", "general", '@retouch edit a sign that says "OPEN"', files=files)
    await workspace.wait_for(lambda: _results(stage, head["ts"]), PATIENCE_MS / 1000)
    return head


def _results(stage: Stage, ts: str) -> list[Payload]:
    replies = stage.workspace.messages("general", thread_ts=ts)[1:]
    return [reply for reply in replies if "'again'" in str(reply["blocks"])]


def _drawn(image: Image.Image, colour: str | int) -> bytes:
    ImageDraw.Draw(image).rectangle(SIGN, fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
