"""The words behind ``/usage`` that change something: budget, adjust, close; and those that list what there is."""

from collections.abc import Sequence

from bot.errors import RequestError
from bot.money.limits import describe_amount
from handlers.blocks.budgets import acts_shown, budgets_shown, limit_text, unchecked_shown
from handlers.blocks.escape import mention
from handlers.blocks.shown import Shown
from handlers.usage_desk import Act, Desk
from handlers.usage_words import (
    read_amount,
    read_limit,
    read_owner,
    read_period,
    read_person,
    read_plain,
    split_page,
)


async def budget(desk: Desk, words: Sequence[str]) -> str | Shown:
    """``budget @ada 20 weekly`` sets a limit, ``budget`` alone shows all of them."""
    words, page = split_page(words)
    if len(words) == 1:
        return budgets_shown(await desk.office.list_budgets(desk.admin), page=page)
    if len(words) == 2:
        raise RequestError(
            "Nothing was changed: the amount is missing. "
            f"Write it like {desk.command} budget @ada 20 monthly, or none to lift the limit."
        )
    owner, limit_micros = read_owner(words[1]), read_limit(words[2])
    period = read_period(words[3:])
    await desk.office.set_budget(desk.admin, owner, limit_micros=limit_micros, period=period)
    return limit_text(owner, limit_micros=limit_micros, period=period)


async def adjust(desk: Desk, words: Sequence[str]) -> str | Shown:
    """``adjust @ada -1.50 "a double bill"`` adds a row to the ledger."""
    if len(words) < 4:
        raise RequestError(
            "Nothing was changed: an adjustment names a person, an amount and a reason. "
            f'Write it like {desk.command} adjust @ada -1.50 "a double bill".'
        )
    user_id, micros = read_person(words[1]), read_amount(words[2])
    reason = read_plain(" ".join(words[3:]))
    await desk.office.adjust(desk.admin, user_id=user_id, amount_micros=micros, reason=reason)
    return Shown.of(
        f"{mention(user_id)}: {describe_amount(micros)} on this month's spending. It is in the audit log."
    )


async def audit(desk: Desk, words: Sequence[str]) -> str | Shown:
    """What admins did, the last of it first."""
    _, page = split_page(words)
    acts, has_more = await desk.office.list_acts(desk.admin, page=page)
    return acts_shown(acts, page=page, has_more=has_more)


async def checks(desk: Desk, words: Sequence[str]) -> str | Shown:
    """Jobs whose charge nobody knows."""
    return unchecked_shown(await desk.office.list_unchecked(desk.admin), command=desk.command)


async def close(desk: Desk, words: Sequence[str]) -> str | Shown:
    """``close 3f2a9c1b 0.06 "on the bill"`` settles one of them."""
    if len(words) < 4:
        raise RequestError(
            "Nothing was changed: name the job, what the service charged and how you know. "
            f'Write it like {desk.command} close 3f2a9c1b 0 "not on the bill".'
        )
    micros, reason = read_amount(words[2]), read_plain(" ".join(words[3:]))
    name = read_plain(words[1])
    user_id = await desk.office.close_checked(desk.admin, name, charged_micros=micros, reason=reason)
    return Shown.of(f"Closed for {mention(user_id)}. It is in the audit log.")


ACTS: dict[str, Act] = {"budget": budget, "adjust": adjust, "audit": audit, "checks": checks, "close": close}
