"""Holds the price list against what a service says a task would cost; nothing is run and nothing charged."""

from collections.abc import Sequence

from bot.catalogue import MODELS, Model, ServiceName
from bot.catalogue.vocabulary import RENDERING_SPEEDS
from bot.checkup.check import Check, failed, passed
from bot.checkup.services import PATIENCE, make_probe
from bot.errors import ProviderRejected, ProviderUnavailable
from bot.money.amounts import format_usd
from bot.money.prices import PriceList
from bot.providers.http import open_client
from bot.providers.runware import Runware
from bot.settings import Settings

_MEND = "Put the new price into the file named in PRICES."


async def compare_prices(settings: Settings, prices: PriceList) -> Sequence[Check]:
    """One line for each model and speed of Runware; one that says that Magnific cannot be asked."""
    key = settings.runware_api_key
    if key is None:
        return [passed("Runware", "RUNWARE_API_KEY is not set, so there is nobody to ask.")]
    checks = []
    async with open_client() as http:
        runware = Runware(
            http,
            api_url=settings.runware_api_url,
            api_key=key.get_secret_value(),
            mask_edit=settings.runware_mask_edit,
            patience=PATIENCE,
        )
        for model in MODELS.values():
            if model.service is ServiceName.RUNWARE:
                checks += [await _check(runware, model, speed, prices) for speed in RENDERING_SPEEDS]
    names = ", ".join(model.name for model in MODELS.values() if not model.reports_cost)
    return [*checks, passed("Magnific", f"It names no prices, so those of {names} stay estimates.")]


async def _check(runware: Runware, model: Model, speed: str, prices: PriceList) -> Check:
    name = f"{model.name}, {speed.lower()}"
    listed = prices.quote_micros(model, speed=speed, has_character_reference=False, count=1)
    try:
        asked = await runware.dry_run(make_probe(model, speed=speed))
    except ProviderRejected as error:
        return failed(name, f"It refused the dry run ({error}).", mend="See what the account may use.")
    except ProviderUnavailable:
        return failed(name, "It did not answer the dry run.", mend="Try again in a moment.")
    if asked is None:
        return passed(name, f"{format_usd(listed)} in our list; the dry run names no price.")
    if asked != listed:
        return failed(name, f"{format_usd(listed)} in our list, {format_usd(asked)} there.", mend=_MEND)
    return passed(name, f"{format_usd(listed)}, here and there.")
