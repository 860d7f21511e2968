"""Words and boxes as masks."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import RequestError
from bot.images.region import mask_from_region
from tests.images.pictures import make_mask, pixels_of

SIZE = (120, 60)


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("top", (0, 0, 120, 30)),
        ("Upper half", (0, 0, 120, 30)),
        ("bottom", (0, 30, 120, 60)),
        ("left", (0, 0, 60, 60)),
        ("the right side", (60, 0, 120, 60)),
        ("top right", (60, 0, 120, 30)),
        ("right-top corner", (60, 0, 120, 30)),
        ("top right quarter", (60, 0, 120, 30)),
        ("lower left", (0, 30, 60, 60)),
        ("left third", (0, 0, 40, 60)),
        ("bottom third", (0, 40, 120, 60)),
        ("right quarter", (90, 0, 120, 60)),
        ("bottom right third", (80, 40, 120, 60)),
        ("center", (30, 15, 90, 45)),
        ("middle third", (40, 20, 80, 40)),
        ("top middle", (30, 0, 90, 30)),
        ("left 10%", (0, 0, 12, 60)),
        ("60%,10%,95%,30%", (72, 6, 114, 18)),
        ("60%, 10%, 95%, 30%", (72, 6, 114, 18)),
        ("12.5%,0%,100%,50%", (15, 0, 120, 30)),
        ("33.6%,0%,67.1%,50%", (40, 0, 81, 30)),
        ("10,20,110,50", (10, 20, 110, 50)),
        ("10px,20px,110px,50px", (10, 20, 110, 50)),
        ("0%,0%,0.1%,0.1%", (0, 0, 1, 1)),
    ],
)
def test_a_region_names_a_box(text, box):
    reading = mask_from_region(text, size=SIZE)

    assert np.array_equal(pixels_of(reading.png), np.asarray(make_mask(SIZE, box)))


def test_and_joins_regions():
    reading = mask_from_region("top left and 60,30,120,60 AND bottom 10%", size=SIZE)

    wanted = make_mask(SIZE, (0, 0, 60, 30), (60, 30, 120, 60), (0, 54, 120, 60))
    assert np.array_equal(pixels_of(reading.png), np.asarray(wanted))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not understood"),
        ("the cat", "not understood"),
        ("top bottom", "not understood"),
        ("top right center", "not understood"),
        ("top and", "not understood"),
        ("left 0%", "not understood"),
        ("1,2,3", "not understood"),
        ("1,2,3,4,5", "not understood"),
        ("10%,10,50%,50", "not understood"),
        ("a,b,c,d", "not understood"),
        ("95%,10%,60%,30%", "reversed"),
        ("10,50,20,50", "reversed or empty"),
        ("0%,0%,101%,50%", "between 0% and 100%"),
        ("-5,0,20,20", "between 0,0 and 120,60"),
        ("0,0,121,60", "outside the picture"),
        ("left and right", "whole picture"),
    ],
)
def test_what_is_no_region_is_refused_at_its_field(text, fault):
    with pytest.raises(RequestError, match=fault) as caught:
        mask_from_region(text, size=SIZE)

    assert caught.value.field == "region"
    assert "Nothing was charged." in caught.value.user_text


@settings(max_examples=100)
@given(text=st.text(alphabet="0123456789%,.- andtoplefmidr", max_size=40))
def test_any_text_is_a_region_or_a_sentence(text):
    with suppress(RequestError):
        reading = mask_from_region(text, size=SIZE)

        assert 0 < reading.marked_share < 1


@settings(max_examples=60)
@given(width=st.integers(2, 300), height=st.integers(2, 300))
def test_the_quarters_cover_every_pixel_of_any_size_once(width, height):
    corners = ["top left", "top right", "bottom left", "bottom right"]

    masks = [pixels_of(mask_from_region(text, size=(width, height)).png) > 0 for text in corners]

    assert np.array_equal(np.sum(masks, axis=0), np.ones((height, width)))
