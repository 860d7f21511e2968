"""Sample pictures and masks, drawn by code: a shop, a phone photo, a print file, a sticker.

Masks are black and white, white where to change; all bytes are the same in every run.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PIL import ExifTags, Image, ImageDraw

from bot.demo.painting import badge, landscape, street
from bot.demo.painting.sketch import with_grain

PHONE_SIZE = (3024, 4032)  # as it is to be seen; the file lies on its side
PRINT_SIZE = (1500, 1000)
STICKER_SIZE = (900, 900)
STOREFRONT_PROMPT = 'a navy blue shop sign reading "FRESH BREAD" in gold letters'


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A picture, the mask of a part worth changing, and words to change it with."""

    picture_name: str
    mask_name: str
    prompt: str


SAMPLES: Mapping[str, Sample] = {
    "storefront": Sample(
        picture_name="storefront.png", mask_name="storefront-mask.png", prompt=STOREFRONT_PROMPT
    ),
    "phone": Sample(
        picture_name="phone-photo.jpg",
        mask_name="phone-photo-mask.png",
        prompt='a forest green trail sign reading "LAKE 2 km" in cream letters',
    ),
    "print": Sample(
        picture_name="balloons-cmyk.jpg",
        mask_name="balloons-cmyk-mask.png",
        prompt='a teal balloon with the words "UP WE GO" in white letters',
    ),
    "sticker": Sample(
        picture_name="sticker.webp",
        mask_name="sticker-mask.png",
        prompt='a burgundy ribbon reading "WILD HONEY" in gold letters',
    ),
}


def samples() -> dict[str, bytes]:
    """Every sample file by its name."""
    return {
        "storefront.png": storefront_png(),
        "storefront-mask.png": storefront_mask_png(),
        "phone-photo.jpg": phone_photo_jpg(),
        "phone-photo-mask.png": phone_photo_mask_png(),
        "balloons-cmyk.jpg": balloons_cmyk_jpg(),
        "balloons-cmyk-mask.png": balloons_cmyk_mask_png(),
        "sticker.webp": sticker_webp(),
        "sticker-mask.png": sticker_mask_png(),
    }


@cache
def storefront_png() -> bytes:
    """A small street, 1280 x 960, whose shop sign says OLD BAKERY."""
    return _encoded(street.draw_street(), "PNG")


@cache
def storefront_mask_png() -> bytes:
    """The shop's sign board."""
    return _box_mask(street.SIZE, street.SIGN, scale=1)


@cache
def phone_photo_jpg() -> bytes:
    """A 12-megapixel photo as phones store them: lying on its side, with a note how to turn it."""
    upright = with_grain(landscape.draw_trail(PHONE_SIZE), seed=12, strength=2.5)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Stand-in"
    return _encoded(upright.transpose(Image.Transpose.ROTATE_90), "JPEG", quality=88, exif=exif)


@cache
def phone_photo_mask_png() -> bytes:
    """The trail's sign, in the picture as it is to be seen."""
    return _box_mask(PHONE_SIZE, landscape.TRAIL_SIGN, scale=PHONE_SIZE[0] / landscape.TRAIL_WIDTH)


@cache
def balloons_cmyk_jpg() -> bytes:
    """A picture in printer's colours."""
    return _encoded(landscape.draw_balloons(PRINT_SIZE).convert("CMYK"), "JPEG", quality=92)


@cache
def balloons_cmyk_mask_png() -> bytes:
    """The cloth of the large balloon: a mask that is no rectangle."""
    scale = PRINT_SIZE[0] / landscape.BALLOONS_WIDTH
    mask = Image.new("1", PRINT_SIZE)
    left, top, right, bottom = (edge * scale for edge in landscape.BALLOON)
    ImageDraw.Draw(mask).ellipse((left, top, right, top + (right - left)), fill=1)
    middle, reach = (left + right) / 2, (right - left) / 2
    skirt = [(middle - reach * 0.8, top + reach * 1.6), (middle + reach * 0.8, top + reach * 1.6)]
    ImageDraw.Draw(mask).polygon(
        [*skirt, (middle + reach * 0.2, bottom), (middle - reach * 0.2, bottom)], fill=1
    )
    return _encoded(mask, "PNG")


@cache
def sticker_webp() -> bytes:
    """A lossless WebP, clear around the sticker."""
    return _encoded(badge.draw_badge(STICKER_SIZE), "WEBP", lossless=True)


@cache
def sticker_mask_png() -> bytes:
    """The sticker's ribbon."""
    left, top, right, bottom = badge.RIBBON
    return _box_mask(STICKER_SIZE, (left + 50, top, right - 50, bottom), scale=STICKER_SIZE[0] / badge.WIDTH)


def _box_mask(size: tuple[int, int], box: tuple[int, int, int, int], *, scale: float) -> bytes:
    mask = Image.new("1", size)
    left, top, right, bottom = (round(edge * scale) for edge in box)
    ImageDraw.Draw(mask).rectangle((left, top, right - 1, bottom - 1), fill=1)
    return _encoded(mask, "PNG")


def _encoded(image: Image.Image, file_format: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()
