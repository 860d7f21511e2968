"""Black-and-white files as masks: polarity, repairs, refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from bot.errors import RequestError
from bot.images.mask import Polarity, invert, mask_from_transparency, read_mask
from tests.images.pictures import make_mask, make_photo, mode_of, pixels_of, save, save_frames

SIZE = (100, 50)


@settings(max_examples=40)
@given(
    box=st.tuples(st.integers(0, 40), st.integers(0, 20), st.integers(41, 99), st.integers(21, 49)),
    polarity=st.sampled_from(Polarity),
    file_format=st.sampled_from(["PNG", "BMP", "TIFF", "GIF"]),
)
def test_a_named_polarity_always_wins(box, polarity, file_format):
    mask = make_mask(SIZE, box)

    reading = read_mask(save(mask, file_format), seed_size=SIZE, polarity=polarity)

    wanted = mask if polarity is Polarity.WHITE else ImageChops.invert(mask)
    assert np.array_equal(pixels_of(reading.png), np.asarray(wanted))
    assert reading.polarity is polarity
    assert not reading.is_ambiguous


@settings(max_examples=40)
@given(white_columns=st.integers(1, 99))
def test_the_smaller_colour_marks_the_edit_and_the_middle_is_asked_about(white_columns):
    mask = make_mask(SIZE, (0, 0, white_columns, 50))

    reading = read_mask(save(mask), seed_size=SIZE, polarity=None)

    assert reading.is_ambiguous == (40 <= white_columns <= 60)
    if not reading.is_ambiguous:
        assert reading.marked_share == min(white_columns, 100 - white_columns) / 100
    else:
        assert reading.polarity is Polarity.WHITE


def test_a_mask_comes_out_in_mode_l_with_two_levels_at_the_pictures_size():
    soft = make_mask(SIZE, (20, 10, 60, 40)).filter(ImageFilter.BoxBlur(0.6)).convert("RGB")

    reading = read_mask(save(soft), seed_size=SIZE, polarity=None)

    assert mode_of(reading.png) == "L"
    assert set(np.unique(pixels_of(reading.png))) == {0, 255}
    assert reading.notes == ("Grey edges of the mask were cut at half.",)


def test_a_clean_mask_needs_no_word():
    reading = read_mask(save(make_mask(SIZE, (0, 0, 10, 10)).convert("1")), seed_size=SIZE, polarity=None)

    assert reading.notes == ()


@pytest.mark.parametrize(("level", "is_marked"), [(127, False), (128, True)])
def test_grey_is_cut_at_128(level, is_marked):
    mask = make_mask(SIZE, (0, 0, 10, 10))
    mask.putpixel((30, 30), level)

    reading = read_mask(save(mask), seed_size=SIZE, polarity=Polarity.WHITE)

    assert bool(pixels_of(reading.png)[30, 30]) is is_marked


@pytest.mark.parametrize("size", [(200, 100), (50, 25), (101, 50), (33, 17)])
def test_another_size_of_the_same_shape_is_resized_without_smoothing(size):
    mask = make_mask(size, (0, 0, size[0] // 4, size[1]))

    reading = read_mask(save(mask), seed_size=SIZE, polarity=None)

    assert pixels_of(reading.png).shape == (50, 100)
    assert set(np.unique(pixels_of(reading.png))) == {0, 255}
    assert reading.notes == ("The mask was resized to the picture.",)


@pytest.mark.parametrize("colour", ["white", "black"])
def test_strokes_on_nothing_mark_what_they_cover(colour):
    strokes = Image.new("RGBA", SIZE, (90, 90, 90, 0))
    strokes.paste(colour, (10, 10, 30, 30))

    reading = read_mask(save(strokes), seed_size=SIZE, polarity=None)

    assert np.array_equal(pixels_of(reading.png), np.asarray(make_mask(SIZE, (10, 10, 30, 30))))
    assert reading.notes == ("The transparency of the mask was flattened.",)


def test_another_shape_is_refused_with_both_sizes():
    with pytest.raises(RequestError, match="100 × 100 pixels, the picture 100 × 50") as caught:
        read_mask(save(make_mask((100, 100), (0, 0, 9, 9))), seed_size=SIZE, polarity=None)

    assert caught.value.field == "mask_image"


@pytest.mark.parametrize(
    ("level", "polarity", "fault"),
    [
        (0, None, "marks nothing"),
        (0, Polarity.WHITE, "marks nothing"),
        (255, Polarity.BLACK, "marks nothing"),
        (255, Polarity.WHITE, "marks the whole picture"),
        (0, Polarity.BLACK, "marks the whole picture"),
    ],
)
def test_a_mask_of_one_colour_is_refused(level, polarity, fault):
    with pytest.raises(RequestError, match=fault):
        read_mask(save(Image.new("L", SIZE, level)), seed_size=SIZE, polarity=polarity)


def test_a_photo_is_refused_as_a_mask():
    with pytest.raises(RequestError, match="not black and white"):
        read_mask(save(make_photo(*SIZE)), seed_size=SIZE, polarity=None)


def test_an_animation_is_refused_as_a_mask():
    frames = [make_mask(SIZE, (0, 0, 9, 9)), make_mask(SIZE, (9, 9, 20, 20))]

    with pytest.raises(RequestError, match="animation"):
        read_mask(save_frames(frames, "GIF"), seed_size=SIZE, polarity=None)


@settings(max_examples=40)
@given(cut=st.integers(1, 49), alpha=st.sampled_from([0, 127]))
def test_the_transparent_area_may_change(cut, alpha):
    photo = make_photo(*SIZE, mode="RGB")
    photo.putalpha(Image.new("L", SIZE, 128))
    photo.paste((0, 0, 0, alpha), (0, 0, 100, cut))

    reading = mask_from_transparency(save(photo))

    assert np.array_equal(pixels_of(reading.png), np.asarray(make_mask(SIZE, (0, 0, 100, cut))))
    assert reading.marked_share == cut / 50


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_picture_without_transparency_marks_nothing(mode):
    opaque = make_photo(*SIZE).convert(mode)

    with pytest.raises(RequestError, match="marks nothing"):
        mask_from_transparency(save(opaque))


def test_inverting_twice_is_the_same_mask():
    png = save(make_mask(SIZE, (0, 0, 10, 50)))

    inverted = invert(png)

    assert np.array_equal(pixels_of(inverted), 255 - pixels_of(png))
    assert np.array_equal(pixels_of(invert(inverted)), pixels_of(png))
