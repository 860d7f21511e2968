"""The shapes of a marked area: its separate parts, what lies a little further in, and the room for type."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageDraw

GRID_PX = 96
MAX_PARTS = 6
DEEPEST = 0.12
Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels, right and bottom excluded


@dataclass(frozen=True, kw_only=True)
class Part:
    """One connected part of a marked area; ``shape`` is mode ``L`` and as large as ``box``."""

    box: Box
    shape: Image.Image = field(repr=False)


def find_parts(marked: Image.Image) -> list[Part]:
    """The connected parts of a mask (255 where marked), largest first, specks left out."""
    grid = _grid(marked, GRID_PX)
    cells = grid.point(lambda level: 255 if level else 0)
    labels = 0
    while labels < 200 and (spot := _first(cells, 255)) is not None:
        labels += 1
        ImageDraw.floodfill(cells, spot, labels)
    areas = sorted(((cells.histogram()[label], label) for label in range(1, labels + 1)), reverse=True)
    parts = []
    for area, label in areas[:MAX_PARTS]:
        if area * 25 < areas[0][0]:
            break
        only = cells.point([255 if level == label else 0 for level in range(256)])
        shape = Image.composite(
            marked, Image.new("L", marked.size), only.resize(marked.size, Image.Resampling.NEAREST)
        )
        if (box := shape.getbbox()) is not None:
            parts.append(Part(box=box, shape=shape.crop(box)))
    return parts


@dataclass(frozen=True, kw_only=True)
class Depth:
    """How far inside a shape each pixel lies, in shares of the shape's shorter side, up to ``DEEPEST``."""

    shares: npt.NDArray[np.float32] = field(repr=False)
    short_px: int

    def beyond(self, share: float) -> Image.Image:
        """What lies further in than a share: mode ``L``, with an edge about a pixel wide."""
        levels = (self.shares - share) * (self.short_px * 255) + 128
        return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))

    def between(self, outer: float, inner: float) -> Image.Image:
        """The band between two depths, mode ``L``."""
        return ImageChops.subtract(self.beyond(outer), self.beyond(inner))


def measure_depth(shape: Image.Image) -> Depth:
    """The distance of each pixel of a shape (mode ``L``) to its nearest edge; a box's own edge counts as one.

    Measured on a coarser grid and enlarged, which keeps lines smooth and is fast.
    """
    scale = max(1.0, max(shape.size) / 320)
    small = (max(1, round(shape.width / scale)), max(1, round(shape.height / scale)))
    inside = np.asarray(shape.resize(small, Image.Resampling.BOX)) >= 128
    reach = max(2, math.ceil(DEEPEST * min(small)))
    padded = np.pad(inside, reach)
    upward = np.full(padded.shape, float(reach + 1), dtype=np.float32)
    upward[~padded] = 0
    for row in range(1, len(upward)):
        np.minimum(upward[row], upward[row - 1] + 1, out=upward[row])
        np.minimum(upward[-1 - row], upward[-row] + 1, out=upward[-1 - row])
    squared = upward**2
    nearest = squared.copy()
    for step in range(1, reach + 1):
        np.minimum(nearest[:, step:], squared[:, :-step] + step**2, out=nearest[:, step:])
        np.minimum(nearest[:, :-step], squared[:, step:] + step**2, out=nearest[:, :-step])
    away = np.sqrt(nearest[reach:-reach, reach:-reach]) - 0.5
    full = Image.fromarray(away.astype(np.float32)).resize(shape.size, Image.Resampling.BICUBIC)
    shares = np.asarray(full, dtype=np.float32) / np.float32(min(small))
    return Depth(shares=shares, short_px=min(shape.size))


def room_inside(shape: Image.Image) -> Box:
    """About the largest upright rectangle that lies wholly inside a shape."""
    grid = np.asarray(_grid(shape, GRID_PX)) >= 250
    best = (0, (0, 0, shape.width, shape.height))
    heights = np.zeros(grid.shape[1], dtype=int)
    for row in range(grid.shape[0]):
        heights = np.where(grid[row], heights + 1, 0)
        for area, left, right, height in _bars(heights):
            if area > best[0]:
                best = (area, (left, row + 1 - height, right, row + 1))
    left, top, right, bottom = best[1]
    if best[0] == 0:
        return left, top, right, bottom
    across, down = shape.width / grid.shape[1], shape.height / grid.shape[0]
    return round(left * across), round(top * down), round(right * across), round(bottom * down)


def _bars(heights: npt.NDArray[np.int_]) -> Iterator[tuple[int, int, int, int]]:
    """Largest rectangles under a histogram: area, left, right, height."""
    open_bars: list[tuple[int, int]] = []
    for column, height in enumerate([*heights.tolist(), 0]):
        start = column
        while open_bars and open_bars[-1][1] >= height:
            start, tall = open_bars.pop()
            yield tall * (column - start), start, column, tall
        open_bars.append((start, height))


def _grid(image: Image.Image, longest: int) -> Image.Image:
    scale = max(1.0, max(image.size) / longest)
    small = (max(1, round(image.width / scale)), max(1, round(image.height / scale)))
    return image.resize(small, Image.Resampling.BOX)


def _first(image: Image.Image, level: int) -> tuple[int, int] | None:
    flat = np.flatnonzero(np.asarray(image) == level)
    return None if flat.size == 0 else (int(flat[0] % image.width), int(flat[0] // image.width))
