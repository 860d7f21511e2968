"""Our own lossless files: PNG in and out, quickly, holding nothing but pixels."""

from io import BytesIO

from PIL import Image

from bot.images.limits import prepare_pillow

# Above this, run-length coding: for photos as good as deflate in half the time, for drawings a little worse.
_LARGE_PX = 2_000_000
_RUN_LENGTH = 3  # zlib's Z_RLE


def decode_png(png: bytes) -> Image.Image:
    """The pixels of a file that ``encode_png`` wrote: mode L, RGB or RGBA."""
    prepare_pillow()
    image = Image.open(BytesIO(png), formats=("PNG",))
    image.load()
    return image


def encode_png(image: Image.Image) -> bytes:
    """A PNG of exactly these pixels, without colour profile, text or any other metadata."""
    # Pillow copies a profile and a transparent colour from here into the file.
    image.info.clear()
    target = BytesIO()
    if image.width * image.height > _LARGE_PX:
        image.save(target, "PNG", compress_level=1, compress_type=_RUN_LENGTH)
    else:
        image.save(target, "PNG", compress_level=3)
    return target.getvalue()
