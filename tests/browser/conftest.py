"""The page in a real Chromium, before the whole product on loopback."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.chromium import run_chromium
from tests.browser.easel import Easel
from tests.flows.house import House, open_house


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that needs a browser is a run of its own, ``pytest -m browser``."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as open_one:
        yield open_one


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Chromium for all tests of a worker, since starting it takes seconds; its debugging address."""
    with run_chromium(tmp_path_factory.mktemp("chromium")) as address:
        yield address


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
