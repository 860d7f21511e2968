"""Colour match: what an answer lacks just inside the mask's edge, where it should meet the original unseen."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from bot.images.convert import lay_on_white
from bot.images.focus import FocusPlan, meet

_LOOK_PX = 512  # the longer side at which the ring is measured
_RING_PX = 4  # its width there
_MAX_SHIFT_LEVELS = 24
_ALIKE_LEVELS = 20  # from the ring's own middle; farther away something else was drawn
_MIN_ALIKE_SHARE = 0.6
_MIN_RING_PX = 16

Shift = tuple[int, int, int]  # red, green, blue, in levels


def match_ring(
    original: Image.Image, drawn: Image.Image, *, mask: Image.Image, plan: FocusPlan
) -> Shift | None:
    """By how much to move the answer's colours; None where its edge shows something else than the original.

    The ring lies inside the mask: what is outside is neither measured nor ever touched.
    """
    area = meet(mask.getbbox(), plan.box)
    if area is None:
        return None
    left, top, right, bottom = area
    scale = min(1.0, _LOOK_PX / max(right - left, bottom - top))
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    # Outside of the area nothing is marked, so its border is an edge of the mask too.
    inside = np.pad(np.asarray(mask.resize(size, Image.Resampling.BOX, box=area)) == 255, _RING_PX)
    deep = Image.fromarray(inside.astype(np.uint8)).filter(ImageFilter.MinFilter(2 * _RING_PX + 1))
    ring = (inside & (np.asarray(deep) == 0))[_RING_PX:-_RING_PX, _RING_PX:-_RING_PX]
    if np.count_nonzero(ring) < _MIN_RING_PX:
        return None
    before = _colours(original.resize(size, Image.Resampling.BOX, box=area))
    after = _colours(drawn.resize(size, Image.Resampling.BOX, box=plan.in_answer(drawn.size, area)))
    return _shift_of((before - after)[ring])


def _shift_of(lacking: npt.NDArray[np.int16]) -> Shift | None:
    """The middle of what the ring's pixels lack, where most of them agree about it."""
    middle = np.median(lacking, axis=0)
    alike = (np.abs(lacking - middle) <= _ALIKE_LEVELS).all(axis=1)
    if alike.mean() < _MIN_ALIKE_SHARE:
        return None
    red, green, blue = (round(level) for level in np.clip(middle, -_MAX_SHIFT_LEVELS, _MAX_SHIFT_LEVELS))
    return red, green, blue


def _colours(picture: Image.Image) -> npt.NDArray[np.int16]:
    return np.asarray(lay_on_white(picture).convert("RGB")).astype(np.int16)
