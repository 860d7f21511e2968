"""Connected areas of a small black-and-white grid: their sizes, what they enclose, wider and narrower."""

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.bool_]  # height by width


def drop_small(grid: Grid, *, min_px: int) -> Grid:
    """Without the areas of fewer than ``min_px`` pixels; corners that touch hang together."""
    labels = _label(grid)
    sizes = np.bincount(labels.ravel())
    is_kept = sizes >= min_px
    is_kept[0] = False
    return np.asarray(is_kept[labels], dtype=np.bool_)


def fill_holes(grid: Grid) -> Grid:
    """With everything that it encloses; the background beyond the grid's edge is outside."""
    background = ~np.pad(grid, 1)
    labels = _label(background, with_corners=False)
    outside = labels == labels[0, 0]
    return np.asarray(~outside[1:-1, 1:-1], dtype=np.bool_)


def grow(grid: Grid, *, radius_px: int) -> Grid:
    """Wider by a radius on every side, nearly round."""
    for step in range(radius_px):
        grid = _spread(grid, with_corners=step % 2 == 1)
    return grid


def shrink(grid: Grid, *, radius_px: int) -> Grid:
    """Narrower by a radius, but never from the grid's own edge."""
    padded = np.pad(~grid, radius_px) if radius_px else ~grid
    grown = grow(padded, radius_px=radius_px)
    return ~grown[radius_px:-radius_px, radius_px:-radius_px] if radius_px else ~grown


def _spread(grid: Grid, *, with_corners: bool) -> Grid:
    wide = grid.copy()
    wide[:, 1:] |= grid[:, :-1]
    wide[:, :-1] |= grid[:, 1:]
    # A square spreads what has spread sideways already, a cross only what was there.
    tall = wide.copy()
    source = wide if with_corners else grid
    tall[1:] |= source[:-1]
    tall[:-1] |= source[1:]
    return tall


def _label(grid: Grid, *, with_corners: bool = True) -> npt.NDArray[np.int32]:
    """Number the connected areas from 1; 0 is what is not set.

    Works on runs, the stretches of set pixels in a row, and joins those of neighbouring rows that overlap.
    """
    rows, starts, ends = _runs(grid)
    parents = list(range(len(rows)))
    reach = 1 if with_corners else 0
    first_of_row = np.searchsorted(rows, np.arange(grid.shape[0] + 1)).tolist()
    for row in range(1, grid.shape[0]):
        _join_rows(
            parents, starts, ends, above=first_of_row[row - 1], here=first_of_row[row],
            below=first_of_row[row + 1], reach=reach,
        )  # fmt: skip
    roots = np.array([_root(parents, run) for run in range(len(parents))], dtype=np.int32)
    _, numbers = np.unique(roots, return_inverse=True)
    labels = np.zeros(grid.size, dtype=np.int32)
    lengths = np.array(ends) - np.array(starts)
    labels[grid.ravel()] = np.repeat(numbers.astype(np.int32) + 1, lengths) if len(rows) else 0
    return labels.reshape(grid.shape)


def _runs(grid: Grid) -> tuple[npt.NDArray[np.intp], list[int], list[int]]:
    """Row, start and end (just outside) of every run, in reading order."""
    edges = np.diff(np.pad(grid, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    return rows, starts.tolist(), ends.tolist()


def _join_rows(
    parents: list[int], starts: list[int], ends: list[int], *, above: int, here: int, below: int, reach: int
) -> None:
    """Join the runs ``above`` up to ``here`` with those from ``here`` up to ``below`` where they touch."""
    upper, lower = above, here
    while upper < here and lower < below:
        if starts[upper] < ends[lower] + reach and starts[lower] < ends[upper] + reach:
            parents[_root(parents, lower)] = _root(parents, upper)
        if ends[upper] < ends[lower]:
            upper += 1
        else:
            lower += 1


def _root(parents: list[int], run: int) -> int:
    while parents[run] != run:
        parents[run] = parents[parents[run]]
        run = parents[run]
    return run
