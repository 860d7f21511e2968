"""A picture and a mask of nothing in particular, to ask a service whether it would take a task."""

from PIL import Image

from bot.images.png import encode_png

PROBE_SIZE = (512, 512)


def probe_picture() -> bytes:
    """A grey square as a PNG."""
    return encode_png(Image.new("RGB", PROBE_SIZE, "grey"))


def probe_mask() -> bytes:
    """Its mask: a PNG of mode L whose left half may change."""
    width_px, height_px = PROBE_SIZE
    mask = Image.new("L", PROBE_SIZE, 0)
    mask.paste(255, (0, 0, width_px // 2, height_px))
    return encode_png(mask)
