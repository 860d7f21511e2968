"""A picture as a browser shows it below a mask: light to load, no larger than a phone can hold."""

from io import BytesIO

from PIL import Image

from bot.images.png import decode_png

# What the smallest phones still decode and scale smoothly.
_MAX_SIDE_PX = 4096
_JPEG_QUALITY = 88
_WEBP_QUALITY = 85


def screen_copy(png: bytes) -> tuple[bytes, str]:
    """A compressed copy of a picture of ours, at most 4096 pixels a side, and its content type.

    It is looked at only: no edit ever starts from it.
    """
    picture = decode_png(png)
    picture.thumbnail((_MAX_SIDE_PX, _MAX_SIDE_PX), Image.Resampling.BOX)
    target = BytesIO()
    if picture.mode == "RGBA":
        picture.save(target, "WEBP", quality=_WEBP_QUALITY, method=1)
        return target.getvalue(), "image/webp"
    picture.convert("RGB").save(target, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return target.getvalue(), "image/jpeg"
