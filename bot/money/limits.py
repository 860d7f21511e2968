"""Which limits hold for whom, what they leave, and the sentence when one is in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.errors import BudgetExceeded
from bot.money.amounts import format_usd
from storage.limits import EVERYBODY, Limit, Period, Scope

Limits = Mapping[tuple[Scope, Period], int | None]  # None is no limit

_WHOSE: Final = {Scope.USER: "your", Scope.CHANNEL: "this channel's", Scope.WORKSPACE: "the workspace's"}
_WHEN: Final = {Period.DAY: "today", Period.WEEK: "this week", Period.MONTH: "this month"}
_EVERY: Final = {Period.DAY: "a day", Period.WEEK: "a week", Period.MONTH: "a month"}
_KIND: Final = {Period.DAY: "daily", Period.WEEK: "weekly", Period.MONTH: "monthly"}


@dataclass(frozen=True, kw_only=True)
class Room:
    """One limit and what is committed under it."""

    scope: Scope
    period: Period
    limit_micros: int
    committed_micros: int

    @property
    def left_micros(self) -> int:
        """Never below 0: a bill dearer than its quote is nobody's debt."""
        return max(0, self.limit_micros - self.committed_micros)


def limits_that_hold(told: Sequence[Limit], defaults: Limits) -> Limits:
    """A limit by name beats an admin's default, which beats the settings' own."""
    limits = dict(defaults)
    for limit in sorted(told, key=lambda limit: limit.scope_id != EVERYBODY):
        limits[limit.scope, limit.period] = limit.limit_micros
    return limits


def least_left(rooms: Sequence[Room]) -> int | None:
    """What the tightest limit leaves, None where nothing limits."""
    return min((room.left_micros for room in rooms), default=None)


def describe_limit(limit_micros: int | None, period: Period) -> str:
    """``$20.00 a month``, ``no monthly limit``."""
    return (
        f"no {_KIND[period]} limit"
        if limit_micros is None
        else f"{format_usd(limit_micros)} {_EVERY[period]}"
    )


def describe_amount(micros: int) -> str:
    """With its sign, which an adjustment always has: ``+$1.50``, ``-$1.50``."""
    return format_usd(micros) if micros < 0 else f"+{format_usd(micros)}"


def describe_room(room: Room) -> str:
    """``$19.98 of $20.00 for this month``."""
    return f"{format_usd(room.committed_micros)} of {format_usd(room.limit_micros)} for {_WHEN[room.period]}"


def refusal(passed: Sequence[Room], quote_micros: int) -> BudgetExceeded:
    """The sentence about the tightest of the limits that stand in the way."""
    room = min(passed, key=lambda room: room.left_micros)
    left = format_usd(room.left_micros) if room.left_micros else "nothing"
    return BudgetExceeded(
        f"{room.scope} limit of {room.limit_micros} micros for the {room.period} would be passed",
        user_text=f"This would cost {format_usd(quote_micros)}, and {left} of {_WHOSE[room.scope]} "
        f"{format_usd(room.limit_micros)} for {_WHEN[room.period]} is left. "
        "Nothing was charged. An admin can raise the limit.",
        quote_micros=quote_micros,
    )
