"""Connected areas on small grids, against a plain search."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.images.blobs import drop_small, fill_holes, grow, shrink

GRIDS = arrays(bool, st.tuples(st.integers(1, 14), st.integers(1, 14)))


@settings(max_examples=150)
@given(grid=GRIDS, min_px=st.integers(1, 9))
def test_small_areas_go_and_others_stay_whole(grid, min_px):
    kept = drop_small(grid, min_px=min_px)

    wanted = np.zeros_like(grid)
    for area in _areas(grid, reach=_EIGHT):
        if len(area) >= min_px:
            wanted[tuple(zip(*area, strict=True))] = True
    assert np.array_equal(kept, wanted)


@settings(max_examples=150)
@given(grid=GRIDS)
def test_holes_are_what_the_outside_cannot_reach(grid):
    filled = fill_holes(grid)

    background = np.pad(~grid, 1, constant_values=True)
    outside = next(area for area in _areas(background, reach=_FOUR) if (0, 0) in area)
    wanted = np.ones_like(background)
    wanted[tuple(zip(*outside, strict=True))] = False
    assert np.array_equal(filled, wanted[1:-1, 1:-1])


@settings(max_examples=60)
@given(grid=GRIDS, radius_px=st.integers(0, 4))
def test_growing_and_shrinking_never_lose_what_was_there(grid, radius_px):
    padded = np.pad(grid, radius_px)

    closed = shrink(grow(padded, radius_px=radius_px), radius_px=radius_px)

    assert not (padded & ~closed).any()


_FOUR = [(0, 1), (1, 0), (0, -1), (-1, 0)]
_EIGHT = [*_FOUR, (1, 1), (1, -1), (-1, 1), (-1, -1)]


def _areas(grid, *, reach):
    """Every connected area as a set of places, found by walking."""
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(grid), strict=True)}
    while left:
        area, edge = set(), [left.pop()]
        while edge:
            row, column = edge.pop()
            area.add((row, column))
            near = {(row + down, column + across) for down, across in reach} & left
            left -= near
            edge.extend(near)
        yield area
