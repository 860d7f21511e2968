"""``retouch prices --check``: our list against what the service says a task would cost."""

from pathlib import Path

from aiohttp import web

from bot.checkup.price_check import compare_prices
from bot.demo.services.routes import WORKSHOP
from bot.money.prices import PriceList
from tests.checkup.servers import make_settings


async def test_every_price_is_asked_for_and_one_that_differs_says_how_to_mend_it(
    tmp_path: Path, runware: tuple[web.Application, str]
) -> None:
    app, api_url = runware
    own = tmp_path / "prices.toml"
    own.write_text("[3]\nquality = 0.08\n")
    settings = make_settings(runware_api_key="rw-key", runware_api_url=api_url)

    checks = await compare_prices(settings, PriceList.load(own))

    lines = {check.name: check.line for check in checks}
    wrong = [check.name for check in checks if not check.is_ok]
    assert wrong == ["Ideogram 3.0 Edit, quality"]
    assert "$0.08 in our list, $0.09 there. Put the new price" in lines["Ideogram 3.0 Edit, quality"]
    assert "$0.05, here and there." in lines["Ideogram 2.0 Remix, turbo"]
    assert "stay estimates" in lines["Magnific"]
    assert not app[WORKSHOP].tasks


async def test_without_a_key_nobody_is_asked() -> None:
    [check] = await compare_prices(make_settings(), PriceList.load())

    assert check.is_ok
    assert "nobody to ask" in check.line
