"""Limits as admins set them, and what they add to or take off somebody's account."""

from collections.abc import Sequence
from typing import Final

from bot.errors import RequestError
from bot.money.amounts import format_usd
from bot.money.budgets import EVERYBODY, Limit, Owner, Period
from bot.money.limits import describe_amount, describe_limit
from bot.office.acts import log_act
from bot.people import Person
from bot.workshop import Workshop
from storage import limits

MAX_ADJUSTMENT_MICROS: Final = 100_000 * 1_000_000


async def set_budget(
    workshop: Workshop, admin: Person, *, owner: Owner, limit_micros: int | None, period: Period
) -> None:
    """Set a limit, or lift it with None; it holds from the next request on."""
    limit = Limit(
        team_id=admin.team_id,
        scope=owner.scope,
        scope_id=owner.scope_id,
        period=period,
        limit_micros=limit_micros,
    )
    detail = describe_limit(limit_micros, period)
    async with workshop.database.transaction() as session:
        await limits.set_limit(session, limit)
        await log_act(workshop, session, admin=admin, act="budget", subject=owner.name, detail=detail)


async def list_budgets(workshop: Workshop, admin: Person) -> Sequence[Limit]:
    """Every limit in force: the settings' own where no admin has set another."""
    async with workshop.database.transaction(read_only=True) as session:
        told = await limits.list_all(session, admin.team_id)
    known = {(limit.scope, limit.scope_id, limit.period) for limit in told}
    defaults = [
        Limit(team_id=admin.team_id, scope=scope, scope_id=EVERYBODY, period=period, limit_micros=micros)
        for (scope, period), micros in workshop.spending.defaults.items()
        if (scope, EVERYBODY, period) not in known
    ]
    return [*defaults, *told]


async def adjust(workshop: Workshop, admin: Person, *, user_id: str, amount_micros: int, reason: str) -> None:
    """Add to what somebody has spent, or take off it, with a reason; nothing in the past is changed.

    Raises:
        RequestError: no reason, nothing to adjust, or more than anybody means.
    """
    reason = reason.strip()
    if not reason:
        raise RequestError("An adjustment needs a reason. Nothing was changed. Write it at the end.")
    if amount_micros == 0 or abs(amount_micros) > MAX_ADJUSTMENT_MICROS:
        raise RequestError(
            f"An adjustment is up to {format_usd(MAX_ADJUSTMENT_MICROS)}, and not nothing. "
            "Nothing was changed. Write another amount."
        )
    person = Person(team_id=admin.team_id, user_id=user_id)
    detail = f"{describe_amount(amount_micros)}: {reason}"
    async with workshop.database.transaction() as session:
        await workshop.spending.adjust(session, person, amount_micros=amount_micros, reason=reason)
        await log_act(workshop, session, admin=admin, act="adjust", subject=user_id, detail=detail)
