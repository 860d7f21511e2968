"""Copies that people drew on: what they circled, painted over or erased."""

from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bot.errors import RequestError
from bot.images.scribble import mask_from_scribble
from tests.images.pictures import make_photo, pixels_of, save, save_frames

SIZE = (900, 600)
BOX = (180, 150, 480, 420)

Draw = Callable[[ImageDraw.ImageDraw], None]

DRAWINGS: dict[str, Draw] = {
    "circled": lambda pen: pen.ellipse(BOX, outline=(255, 0, 60), width=10),
    "circled with a gap": lambda pen: pen.arc(BOX, 10, 350, fill=(255, 0, 60), width=10),
    "painted over": lambda pen: pen.ellipse(BOX, fill=(255, 0, 60)),
    "circled in white": lambda pen: pen.ellipse(BOX, outline="white", width=12),
}


@pytest.mark.parametrize("scale", [1.0, 0.6])
@pytest.mark.parametrize("quality", [55, 90])
@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_drawing_survives_what_a_phone_does_to_the_copy(drawing, quality, scale):
    original = make_photo(*SIZE)
    copy = original.copy()
    DRAWINGS[drawing](ImageDraw.Draw(copy))
    copy = copy.resize((round(SIZE[0] * scale), round(SIZE[1] * scale)), Image.Resampling.BICUBIC)

    reading = mask_from_scribble(save(copy, "JPEG", quality=quality), save(original))

    wanted = Image.new("L", SIZE, 0)
    ImageDraw.Draw(wanted).ellipse(BOX, fill=255)
    assert _overlap(pixels_of(reading.png), np.asarray(wanted)) > 0.9
    assert set(np.unique(pixels_of(reading.png))) == {0, 255}


def test_two_circles_are_two_areas():
    original = make_photo(*SIZE)
    copy = original.copy()
    pen = ImageDraw.Draw(copy)
    boxes = [(100, 100, 300, 300), (340, 100, 540, 300)]
    for box in boxes:
        pen.ellipse(box, outline=(0, 255, 60), width=10)

    reading = mask_from_scribble(save(copy, "JPEG", quality=80), save(original))

    wanted = Image.new("L", SIZE, 0)
    for box in boxes:
        ImageDraw.Draw(wanted).ellipse(box, fill=255)
    assert _overlap(pixels_of(reading.png), np.asarray(wanted)) > 0.9


def test_a_copy_that_was_darkened_as_a_whole_is_still_read():
    original = make_photo(*SIZE).point(lambda level: 80 + level // 2)
    copy = original.point(lambda level: level - 75)
    ImageDraw.Draw(copy).ellipse(BOX, outline=(255, 0, 60), width=10)

    reading = mask_from_scribble(save(copy, "JPEG", quality=85), save(original))

    wanted = Image.new("L", SIZE, 0)
    ImageDraw.Draw(wanted).ellipse(BOX, fill=255)
    assert _overlap(pixels_of(reading.png), np.asarray(wanted)) > 0.85


def test_what_was_erased_on_the_copy_may_change():
    original = make_photo(*SIZE)
    copy = original.convert("RGBA")
    copy.paste((0, 0, 0, 0), BOX)

    reading = mask_from_scribble(save(copy), save(original))

    assert np.asarray(pixels_of(reading.png)).nonzero()[0].size == 300 * 270
    assert reading.notes == ("The transparent area of the picture is what may change.",)


@pytest.mark.parametrize("quality", [40, 75, 95])
def test_a_copy_without_a_drawing_is_refused(quality):
    original = make_photo(*SIZE)

    with pytest.raises(RequestError, match="nothing drawn"):
        mask_from_scribble(save(original, "JPEG", quality=quality), save(original))


def test_another_picture_is_refused():
    with pytest.raises(RequestError, match="differs from the first nearly everywhere"):
        mask_from_scribble(save(make_photo(*SIZE, seed=7)), save(make_photo(*SIZE, seed=8)))


def test_a_copy_of_another_shape_is_refused():
    with pytest.raises(RequestError, match="another shape"):
        mask_from_scribble(save(make_photo(300, 300)), save(make_photo(*SIZE)))


def test_an_animation_is_no_copy():
    frames = [make_photo(90, 60), make_photo(90, 60, seed=2)]

    with pytest.raises(RequestError, match="animation"):
        mask_from_scribble(save_frames(frames, "WEBP"), save(make_photo(90, 60)))


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (7, 5), (30, 30)])
def test_tiny_pictures_are_a_mask_or_a_sentence(size):
    original = make_photo(*size)
    copy = original.copy()
    copy.paste((255, 0, 0), (0, 0, size[0], max(1, size[1] // 2)))

    with suppress(RequestError):
        reading = mask_from_scribble(save(copy), save(original))

        assert 0 < reading.marked_share < 1


def _overlap(found: np.ndarray, wanted: np.ndarray) -> float:
    both, either = (found > 0) & (wanted > 0), (found > 0) | (wanted > 0)
    return float(both.sum() / either.sum())
