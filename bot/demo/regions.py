"""The shapes of a marked area: its separate parts, what lies a little further in, and the room for type."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageOps

GRID_PX = 96
MAX_PARTS = 6
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
        shape = Image.composite(marked, Image.new("L", marked.size), only.resize(marked.size, Image.Resampling.NEAREST))
        if (box := shape.getbbox()) is not None:
            parts.append(Part(box=box, shape=shape.crop(box)))
    return parts


def inset(shape: Image.Image, share: float) -> Image.Image:
    """The part of a shape that lies further in than a share of its shorter side; mode ``L`` with soft edges."""
    scale = max(1.0, max(shape.size) / 320)
    small = (max(1, round(shape.width / scale)), max(1, round(shape.height / scale)))
    depth = max(1, round(share * min(small)))
    padded = ImageOps.expand(shape.resize(small, Image.Resampling.BOX), border=depth)
    eroded = padded.filter(ImageFilter.MinFilter(2 * depth + 1))
    inner = eroded.crop((depth, depth, depth + small[0], depth + small[1]))
    return inner.resize(shape.size, Image.Resampling.BICUBIC)


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
