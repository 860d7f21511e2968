"""The sample pictures are what they say they are, and each mask fits its picture."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageOps

from bot.demo.samples import (
    SAMPLES,
    balloons_cmyk_jpg,
    phone_photo_jpg,
    samples,
    sticker_webp,
    storefront_png,
)


def opened(name: str) -> Image.Image:
    image = Image.open(io.BytesIO(samples()[name]))
    image.load()
    return image


def test_every_sample_file_is_there() -> None:
    named = {name for sample in SAMPLES.values() for name in (sample.picture_name, sample.mask_name)}

    assert set(samples()) == named


@pytest.mark.parametrize("draw", [storefront_png, phone_photo_jpg, balloons_cmyk_jpg, sticker_webp])
def test_the_samples_are_drawn_alike_every_time(draw: Any) -> None:
    assert draw() == draw.__wrapped__()


@pytest.mark.parametrize("key", SAMPLES)
def test_each_mask_fits_its_picture_as_it_is_to_be_seen(key: str) -> None:
    sample = SAMPLES[key]

    picture = ImageOps.exif_transpose(opened(sample.picture_name))
    mask = opened(sample.mask_name).convert("L")

    share = np.asarray(mask).mean() / 255
    assert mask.size == picture.size
    assert set(np.unique(np.asarray(mask))) == {0, 255}
    assert 0.005 < share < 0.2


def test_the_marked_part_of_the_storefront_is_its_sign() -> None:
    box = opened("storefront-mask.png").getbbox()

    sign = opened("storefront.png").crop(box).convert("L")

    assert box == (336, 408, 944, 506)
    assert np.asarray(sign).std() > 25


def test_the_phone_photo_has_twelve_megapixels_and_lies_on_its_side() -> None:
    photo = opened("phone-photo.jpg")

    assert photo.format == "JPEG"
    assert photo.size == (4032, 3024)
    assert photo.getexif()[ExifTags.Base.Orientation] == 6
    assert ImageOps.exif_transpose(photo).size == (3024, 4032)


def test_the_print_file_is_in_printers_colours() -> None:
    assert (opened("balloons-cmyk.jpg").format, opened("balloons-cmyk.jpg").mode) == ("JPEG", "CMYK")


def test_the_sticker_is_a_webp_that_can_be_seen_through() -> None:
    sticker = opened("sticker.webp")

    assert (sticker.format, sticker.mode) == ("WEBP", "RGBA")
    assert sticker.getchannel("A").getextrema() == (0, 255)
