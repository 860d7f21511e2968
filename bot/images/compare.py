"""Two versions side by side, with what differs between them outlined in both."""

from PIL import Image, ImageChops, ImageFilter

from bot.images.drawing import draw_label, draw_outline, small_copy, small_mask
from bot.images.png import decode_png, encode_png

_PANEL_PX = 1200
_GAP_PX = 12
_VISIBLE_LEVELS = 12


def compare(
    before_png: bytes,
    after_png: bytes,
    *,
    mask_png: bytes | None = None,
    labels: tuple[str, str] = ("Before", "After"),
) -> bytes:
    """A PNG of both, each at most 1200 pixels a side.

    The outline follows the mask where one is given, else the pixels that differ; versions of different sizes
    have no pixels in common, so they get none.
    """
    before, after = decode_png(before_png), decode_png(after_png)
    left, right = (small_copy(picture, max_side_px=_PANEL_PX) for picture in (before, after))
    if before.size == after.size:
        area = _differing(left, right)
        if mask_png is not None:
            area = small_mask(decode_png(mask_png), left.size)
        for panel in (left, right):
            draw_outline(panel, area)
    for panel, label in zip((left, right), labels, strict=True):
        draw_label(panel, label)
    pair = Image.new("RGB", (left.width + _GAP_PX + right.width, max(left.height, right.height)), "white")
    pair.paste(left, (0, 0))
    pair.paste(right, (left.width + _GAP_PX, 0))
    return encode_png(pair)


def _differing(left: Image.Image, right: Image.Image) -> Image.Image:
    """Where the small copies differ visibly, specks joined to areas."""
    red, green, blue = ImageChops.difference(left, right).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    visible = strongest.point([0] * _VISIBLE_LEVELS + [255] * (256 - _VISIBLE_LEVELS))
    return visible.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(9))
