"""Masks from words and numbers: "top right and left third", "60%,10%,95%,30%"."""

import re
from decimal import Decimal
from fractions import Fraction

from PIL import Image

from bot.errors import RequestError
from bot.images.focus import Box
from bot.images.mask import MaskReading, finish_mask

_Span = tuple[Fraction, Fraction]  # a part of the width or height, 0..1

_FREE = "Nothing was charged."
_FIELD = "region"
_ROWS = {
    "top": "top",
    "upper": "top",
    "above": "top",
    "bottom": "bottom",
    "lower": "bottom",
    "below": "bottom",
}
_COLUMNS = {"left": "left", "right": "right"}
_MIDDLES = frozenset({"middle", "center", "centre", "central"})
_PARTS = {"half": Fraction(1, 2), "third": Fraction(1, 3), "quarter": Fraction(1, 4), "fifth": Fraction(1, 5)}
_FILLERS = frozenset({"the", "of", "in", "at", "corner", "side", "part", "area", "picture", "image", "edge"})
_VOCABULARY = frozenset({*_ROWS, *_COLUMNS, *_MIDDLES, *_PARTS})
_WHOLE: _Span = (Fraction(0), Fraction(1))
_NUMBER = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)\s*(%|px)?")
_PERCENT = re.compile(r"(\d{1,3})\s*(?:%|percent)")


def mask_from_region(text: str, *, size: tuple[int, int]) -> MaskReading:
    """The mask that a region names, for a picture of ``size`` (width, height in pixels).

    A side alone is its half, two sides are the quarter, "third" and the like narrow a side or a corner, the
    middle is the middle half. A box is left, top, right, bottom, all in percent or all in pixels.

    Raises:
        RequestError: not understood, a box reversed or outside the picture, or everything marked.
    """
    mask = Image.new("L", size, 0)
    for part in re.split(r"\s+and\s+|\s*[&+;]\s*", text.strip().lower()):
        mask.paste(255, _read_part(part, size=size))
    return finish_mask(mask, field=_FIELD)


def _read_part(part: str, *, size: tuple[int, int]) -> Box:
    if "," in part:
        return _read_box(part, size=size)
    across, down = _read_words(part)
    left, right = _to_pixels(across, length=size[0])
    top, bottom = _to_pixels(down, length=size[1])
    return left, top, right, bottom


def _read_words(part: str) -> tuple[_Span, _Span]:
    """The spans across and down that a few words name."""
    fraction: Fraction | None = None
    if percent := _PERCENT.search(part):
        fraction = Fraction(int(percent[1]), 100)
        part = _PERCENT.sub(" ", part)
    words = [word for word in re.split(r"[\s-]+", part) if word and word not in _FILLERS]
    rows = {_ROWS[word] for word in words if word in _ROWS}
    columns = {_COLUMNS[word] for word in words if word in _COLUMNS}
    sides = len(rows) + len(columns) + (not _MIDDLES.isdisjoint(words))
    fraction = next((_PARTS[word] for word in words if word in _PARTS), fraction)
    is_clear = 0 < sides < 3 and max(len(rows), len(columns)) < 2 and fraction != 0
    if not is_clear or not _VOCABULARY.issuperset(words):
        raise _not_understood()
    row, column = next(iter(rows), None), next(iter(columns), None)
    if row and column and fraction == Fraction(1, 4):
        fraction = Fraction(1, 2)  # "the top right quarter" is a quarter of the picture
    fraction = min(fraction or Fraction(1, 2), Fraction(1))
    is_middle = not _MIDDLES.isdisjoint(words)
    return _span(column, fraction, is_middle=is_middle), _span(row, fraction, is_middle=is_middle)


def _span(side: str | None, fraction: Fraction, *, is_middle: bool) -> _Span:
    if side in {"left", "top"}:
        return Fraction(0), fraction
    if side in {"right", "bottom"}:
        return 1 - fraction, Fraction(1)
    return ((1 - fraction) / 2, (1 + fraction) / 2) if is_middle else _WHOLE


def _read_box(part: str, *, size: tuple[int, int]) -> Box:
    numbers = [_NUMBER.fullmatch(number.strip()) for number in part.split(",")]
    if len(numbers) != 4:
        raise _not_understood()
    found = [number for number in numbers if number is not None]
    units = {number[2] for number in found}
    if len(found) < 4 or ("%" in units and len(units) > 1):
        raise _not_understood()
    is_percent = "%" in units
    values = [Fraction(Decimal(number[1])) for number in found]
    lengths = (size[0], size[1], size[0], size[1])
    left, top, right, bottom = (
        value / (100 if is_percent else length) for value, length in zip(values, lengths, strict=True)
    )
    if left >= right or top >= bottom:
        raise _refused("The region's box is reversed or empty", "Write it as left,top,right,bottom.")
    if min(left, top) < 0 or max(right, bottom) > 1:
        limits = "0% and 100%" if is_percent else f"0,0 and {size[0]},{size[1]}"
        raise _refused("The region's box lies outside the picture", f"Keep it between {limits}.")
    across = _to_pixels((left, right), length=size[0])
    down = _to_pixels((top, bottom), length=size[1])
    return across[0], down[0], across[1], down[1]


def _to_pixels(span: _Span, *, length: int) -> tuple[int, int]:
    """Rounded to the nearest pixel, and never less than one."""
    start, end = (int(part * length + Fraction(1, 2)) for part in span)
    start = min(start, length - 1)
    return start, max(end, start + 1)


def _not_understood() -> RequestError:
    return _refused(
        "The region was not understood",
        "Say for example “top right”, “left third”, “center”, or a box like 60%,10%,95%,30%.",
    )


def _refused(fault: str, way_out: str) -> RequestError:
    return RequestError(f"{fault}. {_FREE} {way_out}", field=_FIELD)
