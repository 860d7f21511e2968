"""How amounts, times and counts are spelt in every message of ours."""

from bot.money.amounts import format_usd


def price_words(price_micros: int, *, is_estimate: bool) -> str:
    """``$0.06``, or ``$0.06 (estimate)`` where the service names no price of its own."""
    price = format_usd(price_micros)
    return f"{price} (estimate)" if is_estimate else price


def left_words(left_micros: int) -> str:
    """What the person may still spend; never less than nothing."""
    return f"{format_usd(max(left_micros, 0))} left this month"


def duration_words(seconds: float) -> str:
    """``14 s``, from two minutes on ``2 min 5 s``; whole seconds, at least one."""
    whole = max(round(seconds), 1)
    if whole < 120:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def pictures_words(count: int) -> str:
    """``1 picture``, ``4 pictures``."""
    return "1 picture" if count == 1 else f"{count} pictures"


def share_words(marked_share: float) -> str:
    """``7.4 %`` of a share from 0 to 1; a very small one keeps two digits so as not to read as nothing."""
    percent = marked_share * 100
    return f"{percent:.1f} %" if percent >= 0.1 else f"{percent:.2g} %"
