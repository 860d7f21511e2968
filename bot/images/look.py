"""Answer and original side by side at a small size: what changed as a whole, and where."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.images.convert import lay_on_white
from bot.images.focus import Box, FocusPlan

_LOOK_PX = 96  # the longer side at which they are compared: grain averages out, an edit stays
_NOTICEABLE_LEVELS = 6.0  # a service redraws even what it should leave; less than this is nobody's edit
_MAX_SHIFT_LEVELS = 24

_Levels = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Look:
    """How far a whole answer is from what was sent, in levels of 0..255."""

    inside_levels: float
    outside_levels: float
    shift_levels: tuple[int, int, int]  # what the answer lacks outside the mask: red, green, blue

    @property
    def polarity_looks_wrong(self) -> bool:
        """The inside changed less than the outside, and that visibly."""
        return _NOTICEABLE_LEVELS <= self.outside_levels > self.inside_levels


def look_at(original: Image.Image, drawn: Image.Image, *, mask: Image.Image, plan: FocusPlan) -> Look:
    """Compare the raw answer with the part of the original that was sent."""
    scale = min(1.0, _LOOK_PX / max(plan.crop_size))
    width, height = (max(1, round(side * scale)) for side in plan.crop_size)
    before = _levels(original, (width, height), box=plan.box)
    after = _levels(drawn, (width, height), box=(0, 0, drawn.width, drawn.height))
    small_mask = mask.resize((width, height), Image.Resampling.BOX, box=plan.box)
    inside = np.asarray(small_mask, dtype=np.float32) / np.float32(255)
    outside = np.float32(1) - inside
    apart = np.abs(after - before).mean(axis=2, dtype=np.float32)
    lacking = (_weighted(before[..., channel] - after[..., channel], outside) for channel in range(3))
    red, green, blue = (round(max(-_MAX_SHIFT_LEVELS, min(_MAX_SHIFT_LEVELS, lack))) for lack in lacking)
    return Look(
        inside_levels=_weighted(apart, inside),
        outside_levels=_weighted(apart, outside),
        shift_levels=(red, green, blue),
    )


def _levels(picture: Image.Image, size: tuple[int, int], *, box: Box) -> _Levels:
    small = lay_on_white(picture.resize(size, Image.Resampling.BOX, box=box))
    return np.asarray(small).astype(np.float32)


def _weighted(levels: _Levels, weights: _Levels) -> float:
    total = float(weights.sum())
    return float((levels * weights).sum()) / total if total else 0.0
