"""The edge between answer and original: soft inside the mask, nothing outside it."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.images.focus import Box

_MAX_PX = 6
_MOST_PX = 200  # whatever is asked for: depths are counted in a byte
_MAX_SHARE = 0.02  # of the picture's shorter side


def default_feather_px(size: tuple[int, int]) -> int:
    """How far the edge reaches inward where nobody asks for anything else."""
    return min(_MAX_PX, int(_MAX_SHARE * min(size)))


def inward_weights(mask: Image.Image, area: Box, *, feather_px: int) -> Image.Image:
    """How much of the answer shows in ``area``: mode L, 0 wherever the mask is 0, rising to 255 inside it.

    The edge of the picture is no edge of the mask. Where the whole mask is thinner than the feather, the
    feather gets thinner, so that something of the answer shows in full.
    """
    left, top, right, bottom = area
    feather_px = min(feather_px, _MOST_PX)
    layer = np.asarray(mask.crop(area)) > 0
    begins_outside = (top > 0, bottom < mask.height, left > 0, right < mask.width)
    depth = layer.astype(np.uint8)
    steps = 1
    while steps <= feather_px:
        layer = _eroded(layer, begins_outside)
        if not layer.any():
            steps = max(1, steps // 2)
            break
        depth += layer
        steps += 1
    rise = (np.arange(256).clip(max=steps) * 255 / steps).round().astype(np.uint8)
    return Image.fromarray(rise[depth])


def _eroded(
    layer: npt.NDArray[np.bool_], begins_outside: tuple[bool, bool, bool, bool]
) -> npt.NDArray[np.bool_]:
    """Without its outermost pixels; a side (top, bottom, left, right) that begins outside is such an edge."""
    top, bottom, left, right = begins_outside
    inner = layer.copy()
    inner[1:] &= layer[:-1]
    inner[:-1] &= layer[1:]
    inner[:, 1:] &= layer[:, :-1]
    inner[:, :-1] &= layer[:, 1:]
    inner[0] &= not top
    inner[-1] &= not bottom
    inner[:, 0] &= not left
    inner[:, -1] &= not right
    return inner
