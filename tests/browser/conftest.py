"""The page in a real Chromium, before the whole product on loopback."""

import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.easel import Easel
from tests.flows.house import House, open_house

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as open_one:
        yield open_one


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Chromium for all tests of a worker, since starting it takes seconds; its debugging address."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    profile = tmp_path_factory.mktemp("chromium")
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        yield _debugging_address(profile / "DevToolsActivePort")
        process.terminate()


def _debugging_address(written: Path) -> str:
    """Chromium writes its port and path there once it listens."""
    deadline = time.monotonic() + 60
    while not (written.exists() and written.read_text().count("\n")):
        assert time.monotonic() < deadline, "Chromium does not start"
        time.sleep(0.05)
    port, path = written.read_text().splitlines()
    return f"ws://127.0.0.1:{port}{path}"


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """A connection to it; every test opens contexts of its own, which share nothing."""
    async with async_playwright() as playwright:
        connected = await playwright.chromium.connect_over_cdp(chromium)
        yield connected
        await connected.close()


@pytest.fixture
async def easel(house: House, browser: Browser) -> AsyncIterator[Easel]:
    """The page on a desk, with a picture of 640 x 480 and no mask yet."""
    async with Easel(house, browser) as opened:
        yield opened


@pytest.fixture
async def phone(house: House, browser: Browser) -> AsyncIterator[Easel]:
    """The same on a phone, by touch alone."""
    async with Easel(house, browser, is_phone=True) as opened:
        yield opened
