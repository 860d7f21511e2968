"""The size that suits a picture best."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.vocabulary import SIZE_PAIRS
from bot.images.size import nearest_size


@pytest.mark.parametrize(
    ("size", "nearest"),
    [
        ((4000, 4000), (1024, 1024)),
        ((4032, 3024), (1152, 864)),
        ((1920, 1080), (1280, 720)),
        ((1080, 1920), (720, 1280)),
        ((9000, 100), (1536, 512)),
    ],
)
def test_the_nearest_shape_wins(size, nearest):
    assert nearest_size(size, SIZE_PAIRS) == nearest


def test_among_equal_shapes_the_nearest_area_wins():
    pairs = [(500, 500), (1000, 1000), (3000, 3000)]

    assert nearest_size((1300, 1300), pairs) == (1000, 1000)


@given(pair=st.sampled_from(SIZE_PAIRS))
def test_an_allowed_size_is_its_own_nearest(pair):
    assert nearest_size(pair, SIZE_PAIRS) == pair
