"""The page in a real Chromium, before the whole product on loopback."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.easel import Easel
from tests.flows.house import House, open_house

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as open_one:
        yield open_one


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--headless=new", "--no-sandbox", "--disable-gpu"]
        )
        yield opened
        await opened.close()


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
