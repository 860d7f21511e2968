"""What is sent: a crop where that helps, within the service's limits."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.images.focus import cut, fit, plan_focus
from tests.images.fine_text import edit, sharpness
from tests.images.pictures import make_mask, make_photo, mode_of, pixels_of, save

LARGE = (4000, 3000)


def test_a_small_mark_in_a_large_picture_is_sent_as_a_crop_around_it():
    mask = make_mask(LARGE, (3000, 2000, 3300, 2100))

    plan = plan_focus(LARGE, save(mask), is_on=True)

    left, top, right, bottom = plan.box
    assert plan.is_crop
    assert (left, top) < (2850, 1950)
    assert (right, bottom) > (3450, 2150)
    assert 900_000 < plan.crop_size[0] * plan.crop_size[1] < 2_000_000


@pytest.mark.parametrize(
    ("size", "boxes", "is_on"),
    [
        (LARGE, [(3000, 2000, 3300, 2100)], False),
        ((1024, 1024), [(10, 10, 20, 20)], True),
        (LARGE, [(200, 200, 3500, 2800)], True),
        (LARGE, [(0, 0, 50, 50), (3900, 2900, 4000, 3000)], True),
    ],
)
def test_otherwise_the_whole_picture_is_sent(size, boxes, is_on):
    plan = plan_focus(size, save(make_mask(size, *boxes)), is_on=is_on)

    assert not plan.is_crop
    assert plan.crop_size == size


@settings(max_examples=40)
@given(
    corner=st.tuples(st.integers(0, 1899), st.integers(0, 1399)),
    extent=st.tuples(st.integers(1, 900), st.integers(1, 900)),
)
def test_a_crop_lies_in_the_picture_and_holds_everything_marked(corner, extent):
    size = (1900, 1400)
    box = (corner[0], corner[1], min(corner[0] + extent[0], 1900), min(corner[1] + extent[1], 1400))

    plan = plan_focus(size, save(make_mask(size, box)), is_on=True)

    left, top, right, bottom = plan.box
    assert 0 <= left <= box[0] < box[2] <= right <= 1900
    assert 0 <= top <= box[1] < box[3] <= bottom <= 1400


def test_a_crop_is_cut_at_native_resolution():
    photo, mask = make_photo(1600, 1200), make_mask((1600, 1200), (700, 500, 760, 560))
    plan = plan_focus(photo.size, save(mask), is_on=True)

    sent = cut(save(photo), save(mask), plan)

    assert plan.is_crop
    assert (sent.width_px, sent.height_px) == plan.crop_size
    assert sent.media_type == "image/png"
    assert np.array_equal(pixels_of(sent.seed), np.asarray(photo.crop(plan.box)))
    assert np.array_equal(pixels_of(sent.mask), np.asarray(mask.crop(plan.box)))


def test_fine_print_comes_back_as_sharp_as_it_was_and_without_focus_it_does_not():
    size, box = (3000, 2000), (1400, 900, 1800, 1060)

    kept = {}
    for is_focus_on in (True, False):
        wished, got = edit(size, box, is_focus_on=is_focus_on)
        kept[is_focus_on] = sharpness(got) / sharpness(wished)

    assert kept[True] > 0.9
    assert kept[False] < 0.5


def test_two_marks_near_each_other_are_sent_in_one_crop():
    mask = make_mask(LARGE, (1000, 1000, 1100, 1100), (1400, 1000, 1500, 1100))

    plan = plan_focus(LARGE, save(mask), is_on=True)

    assert plan.is_crop
    assert plan.box[0] <= 1000
    assert plan.box[2] >= 1500


def test_what_is_too_large_is_made_smaller_and_no_mark_gets_lost():
    photo, mask = make_photo(1200, 600), make_mask((1200, 600), (601, 301, 602, 302))
    plan = plan_focus(photo.size, save(mask), is_on=False)

    sent = cut(save(photo), save(mask), plan, max_side_px=256)

    assert (sent.width_px, sent.height_px) == (256, 128)
    assert pixels_of(sent.seed).shape == (128, 256, 3)
    assert pixels_of(sent.mask).shape == (128, 256)
    assert set(np.unique(pixels_of(sent.mask))) == {0, 255}
    assert mode_of(sent.mask) == "L"


@pytest.mark.parametrize(("max_bytes", "media_type"), [(700_000, "image/jpeg"), (20_000, "image/jpeg")])
def test_a_limit_in_bytes_is_met_by_jpeg_and_then_by_size(max_bytes, media_type):
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (600, 600, 3), dtype=np.uint8))
    mask = make_mask((600, 600), (0, 0, 300, 300))
    plan = plan_focus(noise.size, save(mask), is_on=True)

    sent = cut(save(noise), save(mask), plan, max_bytes=max_bytes)

    assert len(sent.seed) <= max_bytes
    assert sent.media_type == media_type
    assert Image.open(BytesIO(sent.seed)).size == Image.open(BytesIO(sent.mask)).size
    assert Image.open(BytesIO(sent.seed)).size == (sent.width_px, sent.height_px)


def test_a_limit_that_nothing_meets_is_an_error():
    with pytest.raises(ValueError, match="no picture is as small"):
        fit(save(make_photo()), max_bytes=10)


def test_transparency_is_sent_on_white():
    hidden = Image.new("RGBA", (20, 20), (200, 0, 0, 0))

    sent = fit(save(hidden))

    assert pixels_of(sent).tolist() == [[[255, 255, 255]] * 20] * 20
