"""The words behind ``/usage`` read into plain values: whom, how much, how often, why."""

import html
import re
from collections.abc import Sequence

from bot.errors import RequestError
from bot.money.amounts import micros_from_usd
from bot.money.budgets import Owner, Period, Scope
from bot.reading.values import nearest

_TOKEN = re.compile(r"<[^<>]+>|[\"“”„][^\"“”„]*[\"“”„]|\S+")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
_AMOUNT = re.compile(r"([+-]?)\$?([+-]?)([0-9]{1,7}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})")
_LAST_PAGE = 10**6  # databases count no further than they can
_QUOTES = '"“”„'
_MINUSES = str.maketrans("−–—", "---")
_PERIODS = {
    "day": Period.DAY,
    "daily": Period.DAY,
    "week": Period.WEEK,
    "weekly": Period.WEEK,
    "month": Period.MONTH,
    "monthly": Period.MONTH,
}


def read_words(text: str) -> list[str]:
    """The words of a command; a quoted sentence, a person and a channel are one each, still as written."""
    return _TOKEN.findall(text)


def split_page(words: Sequence[str]) -> tuple[Sequence[str], int]:
    """``team last month page 2`` without its last two words, and the number; 1 where there is none."""
    if len(words) > 2 and read_plain(words[-2]).casefold() == "page" and words[-1].isdecimal():
        return words[:-2], min(max(1, int(words[-1])), _LAST_PAGE)
    return words, 1


def read_plain(word: str) -> str:
    """What a person meant by a word: without Slack's escapes, and without its quotes."""
    return html.unescape(word).strip(_QUOTES).strip()


def find_person(word: str) -> str | None:
    """The user id in a mention."""
    match = _PERSON.fullmatch(word)
    return match[1] if match else None


def find_channel(word: str) -> str | None:
    """The channel id in a channel's name as Slack sends it."""
    match = _CHANNEL.fullmatch(word)
    return match[1] if match else None


def read_person(word: str) -> str:
    """The user id in a mention.

    Raises:
        RequestError: it is none.
    """
    user_id = find_person(word)
    if user_id is None:
        raise RequestError(
            "I cannot see whom you mean. Nothing was changed. Write @ and choose the name from Slack's list."
        )
    return user_id


def read_owner(word: str) -> Owner:
    """Whose limit is meant.

    Raises:
        RequestError: nobody's.
    """
    if (user_id := find_person(word)) is not None:
        return Owner(scope=Scope.USER, scope_id=user_id)
    if (channel_id := find_channel(word)) is not None:
        return Owner(scope=Scope.CHANNEL, scope_id=channel_id)
    if word.casefold() in {"default", "workspace"}:
        return Owner(scope=Scope.USER if word.casefold() == "default" else Scope.WORKSPACE)
    raise RequestError(
        "I cannot see whose budget you mean. Nothing was changed. Write @somebody, #a-channel, "
        "default (everybody without a budget of their own) or workspace."
    )


def read_amount(word: str) -> int:
    """``20``, ``$20``, ``-1.50``, also with the dashes that phones make: micro-dollars with their sign.

    Raises:
        RequestError: no amount, or one finer than a millionth of a dollar.
    """
    match = _AMOUNT.fullmatch(read_plain(word).translate(_MINUSES))
    if match is None or (match[1] and match[2]):
        raise RequestError(
            "I cannot read the amount. Nothing was changed. Write dollars, such as 20 or 1.50."
        )
    micros = micros_from_usd(match[3])
    return -micros if "-" in (match[1], match[2]) else micros


def read_limit(word: str) -> int | None:
    """A limit in micro-dollars, None for ``none``.

    Raises:
        RequestError: no amount, or less than nothing.
    """
    if read_plain(word).casefold() == "none":
        return None
    micros = read_amount(word)
    if micros < 0:
        raise RequestError(
            "A budget cannot be less than nothing. Nothing was changed. Write 0 to allow nothing."
        )
    return micros


def read_period(words: Sequence[str]) -> Period:
    """How often a limit begins anew; monthly where nothing is said.

    Raises:
        RequestError: another word.
    """
    if not words:
        return Period.MONTH
    word = read_plain(words[0]).casefold()
    if len(words) > 1 or word not in _PERIODS:
        suggestion = nearest(word, ("daily", "weekly", "monthly"))
        raise RequestError(
            f"I do not know that period. Nothing was changed. Did you mean {suggestion}? "
            "It is daily, weekly or monthly."
        )
    return _PERIODS[word]
