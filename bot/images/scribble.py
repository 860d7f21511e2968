"""A copy of the picture that somebody drew on: what differs from the original, with outlines filled."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from bot.errors import RequestError
from bot.images.blobs import Grid, drop_small, fill_holes, grow, shrink
from bot.images.convert import lay_on_white
from bot.images.intake import animated_mask, decode
from bot.images.mask import MaskReading, check_shape, finish_mask, read_holes
from bot.images.png import decode_png
from bot.images.tones import has_hole

# Phone editors recompress and rescale; at this size that averages out, and a pen stroke is still wide.
_GRID_PX = 1024
_SMOOTH_LEVELS = 24  # a stroke differs from everything around it by more than recompression does
_REACH_PX = 5  # how far recompression carries a colour
_NOISE_FACTOR = 6
_MAX_THRESHOLD_LEVELS = 48
_MIN_STROKE_SHARE = 0.0002
_MAX_STROKE_SHARE = 0.6
_GAP_SHARES = (0.012, 0.04, 0.1)  # of the longer side: the gaps in an outline that are bridged

_FREE = "Nothing was charged."
_NOTE = "The mask was read from the marked copy."


def mask_from_scribble(copy: bytes, original_png: bytes, *, field: str = "mask_image") -> MaskReading:
    """The area that was circled, painted over or erased on a copy of the original.

    Raises:
        RequestError: no picture, an animation, another shape, nothing drawn, or a difference everywhere.
    """
    decoded, original = decode(copy, field=field), decode_png(original_png)
    if decoded.is_animated:
        raise animated_mask(field)
    check_shape(decoded.image.size, seed_size=original.size, field=field)
    if has_hole(decoded.image) and not has_hole(original):
        return read_holes(decoded.image, seed_size=original.size, field=field)
    strokes = _strokes(original, decoded.image)
    if not strokes.any():
        raise RequestError(
            f"We see nothing drawn on the copy of the picture. {_FREE} Circle or paint over the area with a "
            "thick, bright pen and send it again.",
            field=field,
        )
    if strokes.mean() > _MAX_STROKE_SHARE:
        raise RequestError(
            f"The second picture differs from the first nearly everywhere. {_FREE} Draw on a copy of the "
            "picture itself, or send a black-and-white mask.",
            field=field,
        )
    small = Image.fromarray(_enclose(strokes).astype(np.uint8) * 255)
    smooth = small.resize(original.size, Image.Resampling.BILINEAR)
    return finish_mask(smooth.point([0] * 128 + [255] * 128), notes=(_NOTE,), field=field)


def _strokes(original: Image.Image, copy: Image.Image) -> Grid:
    """What was drawn, at the grid's size.

    A pixel counts by how far it lies outside the range of the original's pixels around it, so that edges
    which moved by a fraction of a pixel do not count.
    """
    scale = min(_GRID_PX, max(original.size), max(copy.size)) / max(original.size)
    size = (max(1, round(original.width * scale)), max(1, round(original.height * scale)))
    before, after = (lay_on_white(image).resize(size, Image.Resampling.BOX) for image in (original, copy))
    lowest = _levels(before.filter(ImageFilter.MinFilter(_REACH_PX)))
    highest = _levels(before.filter(ImageFilter.MaxFilter(_REACH_PX)))
    seen = _levels(after)
    # An editor that darkens the whole copy has not drawn everywhere.
    seen = seen - np.median(seen - _levels(before), axis=(0, 1)).astype(np.int16)
    apart = np.maximum(np.maximum(lowest - seen, seen - highest).max(axis=2), 0)
    noise = _NOISE_FACTOR * float(np.median(apart))
    threshold = min(max(_SMOOTH_LEVELS, noise), _MAX_THRESHOLD_LEVELS)
    marked: Grid = apart > threshold
    # Chroma that bled along an edge is a pixel or two wide, a stroke is wider.
    wide = grow(shrink(marked, radius_px=1), radius_px=1)
    return drop_small(wide, min_px=max(4, round(_MIN_STROKE_SHARE * marked.size)))


def _enclose(strokes: Grid) -> Grid:
    """Strokes with what they enclose.

    An outline may have a gap, so strokes are widened, a little and then more, and whatever is then enclosed
    counts, widened back. Strokes that enclose nothing stay as they are, however near to each other.
    """
    area = fill_holes(strokes)
    for share in _GAP_SHARES:
        radius_px = max(1, round(share * max(strokes.shape) / 2))
        wide = grow(np.pad(strokes, radius_px), radius_px=radius_px)
        holes = grow(fill_holes(wide) & ~wide, radius_px=radius_px)
        area |= holes[radius_px:-radius_px, radius_px:-radius_px]
    return area


def _levels(image: Image.Image) -> npt.NDArray[np.int16]:
    return np.asarray(image).astype(np.int16)
