"""Answer and original side by side at a small size: did the service do what was asked, where it was asked?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.images.convert import lay_on_white
from bot.images.focus import Box, FocusPlan, meet

_LOOK_PX = 96  # the longer side at which they are compared
_BLOCK_PX = 8  # what so many pixels a side have in common is no grain and no compression
_NOTICEABLE_LEVELS = 6.0  # a service redraws even what it should leave; less than this is nobody's edit
_SEEN_LEVELS = 8.0  # by so much a block changes that is compressed hard; a visible edit changes it by more
_CHANGED_SHARE = 0.01  # of what is marked: one changed letter on a large sign is an edit

_Levels = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Look:
    """How far a whole answer is from what was sent, in levels of 0..255."""

    inside_levels: float
    outside_levels: float
    strongest_levels: float  # what the most changed part of the marked area reaches

    @property
    def polarity_looks_wrong(self) -> bool:
        """The inside changed less than the outside, and that visibly."""
        return _NOTICEABLE_LEVELS <= self.outside_levels > self.inside_levels

    @property
    def hardly_changed(self) -> bool:
        """Nothing that anybody would see happened in the marked area."""
        return self.strongest_levels < _SEEN_LEVELS


def look_at(original: Image.Image, drawn: Image.Image, *, mask: Image.Image, plan: FocusPlan) -> Look:
    """Compare the raw answer with the part of the original that was sent."""
    apart, _ = _apart(original, drawn, box=plan.box, plan=plan, max_scale=1.0)
    inside = _share(mask, apart, box=plan.box)
    return Look(
        inside_levels=_weighted(apart, inside),
        outside_levels=_weighted(apart, np.float32(1) - inside),
        strongest_levels=_strongest(original, drawn, mask=mask, plan=plan),
    )


def _strongest(original: Image.Image, drawn: Image.Image, *, mask: Image.Image, plan: FocusPlan) -> float:
    """The marked area alone, as near as it is large; a hole that was filled has changed too."""
    area = meet(mask.getbbox(), plan.box)
    if area is None:
        return 0.0
    colours, alpha = _apart(original, drawn, box=area, plan=plan, max_scale=1 / _BLOCK_PX)
    inside = _share(mask, colours, box=area)
    changed = np.maximum(colours, alpha)[inside >= min(0.5, inside.max())]
    return float(np.quantile(changed, 1 - _CHANGED_SHARE))


def _apart(
    original: Image.Image, drawn: Image.Image, *, box: Box, plan: FocusPlan, max_scale: float
) -> tuple[_Levels, _Levels]:
    """How far colours and alpha are apart in a box of the original."""
    left, top, right, bottom = box
    scale = min(max_scale, _LOOK_PX / max(right - left, bottom - top))
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    before = _levels(original, size, box=box)
    after = _levels(drawn, size, box=plan.in_answer(drawn.size, box))
    apart: _Levels = np.abs(after - before)
    return apart[..., :3].mean(axis=2, dtype=np.float32), apart[..., 3]


def _levels(
    picture: Image.Image, size: tuple[int, int], *, box: tuple[float, float, float, float]
) -> _Levels:
    small = picture.resize(size, Image.Resampling.BOX, box=box).convert("RGBA")
    colours = np.asarray(lay_on_white(small)).astype(np.float32)
    return np.concatenate([colours, np.asarray(small, np.float32)[..., 3:]], axis=2)


def _share(mask: Image.Image, like: _Levels, *, box: Box) -> _Levels:
    """How much of each small pixel is marked, 0..1."""
    small = mask.resize((like.shape[1], like.shape[0]), Image.Resampling.BOX, box=box)
    return np.asarray(small, dtype=np.float32) / np.float32(255)


def _weighted(levels: _Levels, weights: _Levels) -> float:
    total = float(weights.sum())
    return float((levels * weights).sum()) / total if total else 0.0
