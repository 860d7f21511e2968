"""How many pixels changed inside and outside the mask, counted from the delivered bytes."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.images.intake import decode
from bot.images.png import decode_png

_STRIP_PX = 4_000_000


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Counts of pixels; one that differs in any channel, alpha included, has changed."""

    changed_outside: int
    outside_px: int
    changed_inside: int
    inside_px: int


def count_changes(original_png: bytes, delivered: bytes, mask_png: bytes) -> Changes:
    """Compare what was taken in with a file as it is delivered, of any format and of the same size."""
    return compare_pixels(
        decode_png(original_png), decode(delivered, field=None).image, mask=decode_png(mask_png)
    )


def count_delivered(original_png: bytes, delivered: bytes, mask_png: bytes) -> Changes | None:
    """The same; None for a file that its format made smaller than the original, pixel by pixel another."""
    try:
        return count_changes(original_png, delivered, mask_png)
    except ValueError:
        return None


def compare_pixels(before: Image.Image, after: Image.Image, *, mask: Image.Image) -> Changes:
    """The same for pictures that are decoded: three of one size, the mask in mode L.

    Raises:
        ValueError: their sizes differ, so there is nothing to compare.
    """
    if not before.size == after.size == mask.size:
        raise ValueError("pictures of different sizes have no pixels in common")
    mode = "RGBA" if "RGBA" in {before.mode, after.mode} else "RGB"
    changed_outside = changed_inside = inside_px = 0
    rows = max(1, _STRIP_PX // before.width)
    for top in range(0, before.height, rows):
        strip = (0, top, before.width, min(top + rows, before.height))
        changed = _changed(before.crop(strip).convert(mode), after.crop(strip).convert(mode))
        inside = np.asarray(mask.crop(strip)) > 0
        changed_inside += int(np.count_nonzero(changed & inside))
        changed_outside += int(np.count_nonzero(changed & ~inside))
        inside_px += int(np.count_nonzero(inside))
    return Changes(
        changed_outside=changed_outside,
        outside_px=before.width * before.height - inside_px,
        changed_inside=changed_inside,
        inside_px=inside_px,
    )


def _changed(before: Image.Image, after: Image.Image) -> npt.NDArray[np.bool_]:
    differs = np.asarray(before) != np.asarray(after)
    changed = differs[..., 0]
    for channel in range(1, differs.shape[2]):
        changed = changed | differs[..., channel]
    return cast("npt.NDArray[np.bool_]", changed)
