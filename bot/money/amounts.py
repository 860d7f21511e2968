"""Money is whole micro-dollars: how amounts come in and how they are written."""

from decimal import ROUND_CEILING, Context, Decimal, InvalidOperation
from typing import Final

MICROS_PER_USD: Final = 1_000_000
# Wide enough to keep every digit of an amount, and rounding up like all that follows.
_EXACT: Final = Context(prec=60, rounding=ROUND_CEILING)
_LARGEST_USD: Final = 1_000_000_000


def micros_from_usd(amount: Decimal | str | int) -> int:
    """Dollars to micro-dollars; a part of one is rounded up, so that no charge is understated.

    Raises:
        TypeError: a float, which is no amount of money.
        ValueError: not a number, or beyond a thousand million dollars.
    """
    if isinstance(amount, float):
        raise TypeError("money never comes as a float")
    try:
        dollars = Decimal(amount)
    except InvalidOperation as error:
        raise ValueError("not an amount of money") from error
    if not dollars.is_finite() or abs(dollars) > _LARGEST_USD:
        raise ValueError("not an amount of money")
    return int(_EXACT.multiply(dollars, MICROS_PER_USD).to_integral_value(ROUND_CEILING))


def usd(micros: int) -> Decimal:
    """The same amount in dollars, exactly."""
    return Decimal(micros).scaleb(-6)


def format_usd(micros: int) -> str:
    """``$0.09``; more than two decimals only where cents do not say it all: ``$0.0015``."""
    dollars, fraction = divmod(abs(micros), MICROS_PER_USD)
    decimals = f"{fraction:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if micros < 0 else ''}${dollars:,}.{decimals}"
