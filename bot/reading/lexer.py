"""Takes the options out of a line of text: what they are called and what stands behind them, nothing more."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

# Phones turn two hyphens into one dash, and straight quotation marks into curly ones.
_START = re.compile(r"(?<!\S)(?:(?:--|[—–―])([^\W\d_][^\s=]*)|-(n)(?=[\s=0-9]|\Z))")
_DOUBLE, _SINGLE = '"“”„«»', "'‘’‚"
# A backslash keeps a quotation mark, or a backslash, inside the value.
_IN_DOUBLE = re.compile(rf"[{_DOUBLE}]((?:\\[{_DOUBLE}\\]|\\(?![{_DOUBLE}\\])|[^{_DOUBLE}\\])*)[{_DOUBLE}]")
# An apostrophe inside a word does not close a single quotation mark.
_IN_SINGLE = re.compile(
    rf"[{_SINGLE}]((?:\\[{_SINGLE}\\]|\\(?![{_SINGLE}\\])|[^{_SINGLE}\\]|[{_SINGLE}](?!\s|\Z))*)"
    rf"[{_SINGLE}](?=\s|\Z)"
)
_ESCAPED = re.compile(rf"\\([{_DOUBLE}{_SINGLE}\\])")
_NEEDS_NO_QUOTES = re.compile(r"(?!-)[\w.,:;#%/?&=@+~*()\[\]|!$-]+")


@dataclass(frozen=True, kw_only=True)
class Written:
    """One option as it was written; ``value`` is None where nothing stands behind it."""

    name: str  # "speed"
    value: str | None
    is_closed: bool = True  # False: its quotation mark has no partner, and the value runs on from there


def split_options(text: str, *, takes_value: Callable[[str], bool]) -> tuple[str, Sequence[Written]]:
    """The text without its options, and the options in their order.

    ``takes_value`` says of a name whether the word behind it belongs to it; what follows ``=`` always does.
    """
    pieces: list[str] = []
    written: list[Written] = []
    rest = text
    while (start := _START.search(rest)) is not None:
        pieces.append(rest[: start.start()])
        option, end = _read_option(start, rest, takes_value=takes_value)
        written.append(option)
        rest = rest[end:]
    return reduce(_join, [*pieces, rest]).strip(), written


def quoted(value: str) -> str:
    """The value so that it is read back as one: as it stands, or between quotation marks."""
    if _NEEDS_NO_QUOTES.fullmatch(value):
        return value
    escaped = re.sub(rf"([{_DOUBLE}\\])", r"\\\1", value)
    return f'"{escaped}"'


def _read_option(
    start: re.Match[str], text: str, *, takes_value: Callable[[str], bool]
) -> tuple[Written, int]:
    name, end = (start[1] or start[2]).lower(), start.end()
    if text.startswith("=", end):
        return _read_value(name, text, end + 1)
    begin = len(text) - len(text[end:].lstrip())
    if not takes_value(name) or begin == len(text) or _START.match(text, begin):
        return Written(name=name, value=None), end
    return _read_value(name, text, begin)


def _read_value(name: str, text: str, start: int) -> tuple[Written, int]:
    if text[start : start + 1] not in tuple(_DOUBLE + _SINGLE):
        bare = re.split(r"\s", text[start:], maxsplit=1)[0]
        return Written(name=name, value=bare or None), start + len(bare)
    inside = _IN_DOUBLE.match(text, start) or _IN_SINGLE.match(text, start)
    if inside is not None:
        return Written(name=name, value=_ESCAPED.sub(r"\1", inside[1])), inside.end()
    following = _START.search(text, start)
    end = len(text) if following is None else following.start()
    return Written(name=name, value=text[start + 1 : end].strip(), is_closed=False), end


def _join(left: str, right: str) -> str:
    """What stood on both sides of an option, with one space or one line break where the option was."""
    before, after = left.rstrip(), right.lstrip()
    if not before or not after:
        return before or after
    gap = left[len(before) :] + right[: len(right) - len(after)]
    return f"{before}\n{after}" if "\n" in gap else f"{before} {after}"
