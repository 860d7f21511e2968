"""What admins hear of by themselves: a service's account that runs low, a model that is dearer than its price."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import structlog

from bot.catalogue import MODELS
from bot.errors import ProviderUnavailable
from bot.money.amounts import MICROS_PER_USD, format_usd
from bot.steps.asking import alarm
from bot.workshop import Workshop
from storage import jobs
from storage.sums import Dearer, sum_dearer

log = structlog.get_logger(__name__)

TELL_AGAIN_AFTER: Final = timedelta(days=1)
LOW_BALANCE_MICROS: Final = 5 * MICROS_PER_USD
LOOK_BACK: Final = timedelta(days=7)
# Of what was charged; a price list that is out of date shows more.
DEARER_SHARE: Final = 0.02


async def watch_services(workshop: Workshop) -> None:
    """One look; the teams that used us lately are told."""
    async with workshop.database.transaction(read_only=True) as session:
        team_ids = await jobs.list_teams(session, asked_since=workshop.clock() - LOOK_BACK)
    if not team_ids:
        return
    for service, provider in workshop.providers.items():
        try:
            balance_micros = await provider.fetch_balance_micros()
        except ProviderUnavailable as error:
            log.info("A service did not name its balance.", service=service, error=str(error))
            continue
        if balance_micros is not None and balance_micros < LOW_BALANCE_MICROS:
            log.warning("A service's account runs low.", service=service, balance_micros=balance_micros)
            told = [team_id for team_id in team_ids if _is_operators(workshop, team_id)]
            await _tell(workshop, told, key=f"balance:{service}", text=_low(service, balance_micros))
    for team_id in team_ids:
        await _watch_prices(workshop, team_id)


def _is_operators(workshop: Workshop, team_id: str) -> bool:
    """The account is whose keys we have; what is left on it is not every workspace's business."""
    return workshop.operator_teams is None or team_id in workshop.operator_teams


async def _watch_prices(workshop: Workshop, team_id: str) -> None:
    first_day = workshop.spending.calendar.day_at(workshop.clock() - LOOK_BACK)
    async with workshop.database.transaction(read_only=True) as session:
        found = await sum_dearer(session, team_id=team_id, first_day=first_day)
    for dearer in found:
        if dearer.excess_micros > DEARER_SHARE * dearer.charged_micros:
            key = f"dearer:{dearer.model_key}"
            await _tell(workshop, [team_id], key=key, text=dearer_text(dearer))


def dearer_text(dearer: Dearer) -> str:
    """What was quoted, what was charged, and what to do about it."""
    model = MODELS.get(dearer.model_key)
    name = dearer.model_key if model is None else model.name
    jobs_of = "1 job" if dearer.jobs == 1 else f"{dearer.jobs} jobs"
    return (
        f"{name} is dearer than its price list: within a week {jobs_of} cost {format_usd(dearer.excess_micros)} "
        f"more than quoted, of {format_usd(dearer.charged_micros)} charged. The charges are in the ledger. "
        "Run `retouch prices --check`, and put the new prices into the file named in PRICES."
    )


def _low(service: str, balance_micros: int) -> str:
    return (
        f"The account at {service.capitalize()} has {format_usd(balance_micros)} left. "
        "Nothing has failed yet; top it up before it runs out."
    )


async def _tell(workshop: Workshop, team_ids: Sequence[str], *, key: str, text: str) -> None:
    for team_id in team_ids:
        await alarm(workshop, team_id, key=key, text=text, again_after=TELL_AGAIN_AFTER)
