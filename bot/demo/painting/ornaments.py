"""Patterns for the stand-in painter: soft-edged fields of 0 to 1 over a box, laid between two colours."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.demo.painting.colours import Scheme

Field = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Where each pixel lies from the middle of a box. All lengths are in repeats of the pattern."""

    x: Field
    y: Field
    pixel: float


def pattern(
    size: tuple[int, int], *, scheme: Scheme, name: str, strength: float, rng: random.Random
) -> Image.Image:
    """A ground with a pattern in the accent colour, ``strength`` 0 to 1; a preset always has the same one."""
    field = (random.Random(name) if name else rng).choice(PATTERNS)
    repeat_px = max(4.0, min(size) / rng.uniform(4.5, 7))
    down, across = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    x, y = (across - size[0] / 2) / repeat_px, (down - size[1] / 2) / repeat_px
    share = field(Grid(x=x, y=y, pixel=1 / repeat_px), rng)[..., None] * strength
    ground, accent = (np.array(colour, dtype=np.float32) for colour in (scheme.ground, scheme.accent))
    light_from_above = (1.08 - 0.2 * down / max(1, size[1] - 1))[..., None]
    levels = (ground + (accent - ground) * share) * light_from_above
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


def _rays(grid: Grid, rng: random.Random) -> Field:
    angle = np.arctan2(grid.y - rng.uniform(3, 5.5), grid.x + rng.uniform(-1, 1))
    return _bands(angle * rng.randint(14, 22) / np.pi / 2, softness=0.06)


def _stripes(grid: Grid, rng: random.Random) -> Field:
    turn = rng.choice((0.0, np.pi / 4, -np.pi / 4, np.pi / 2.6))
    return _bands(grid.x * np.cos(turn) + grid.y * np.sin(turn), softness=grid.pixel)


def _dots(grid: Grid, rng: random.Random) -> Field:
    shift = np.floor(grid.y) % 2 / 2
    away = np.hypot((grid.x + shift) % 1 - 0.5, grid.y % 1 - 0.5)
    return _clipped((rng.uniform(0.2, 0.32) - away) / grid.pixel)


def _waves(grid: Grid, rng: random.Random) -> Field:
    lift = np.sin(grid.x * rng.uniform(1.2, 2.2)) * rng.uniform(0.2, 0.4)
    return _bands(grid.y + lift, softness=grid.pixel)


def _fans(grid: Grid, rng: random.Random) -> Field:
    """Rows of fans, the lower row over the upper, each fan of a few rings."""
    row = np.floor(grid.y)
    upper, lower = (
        np.hypot((grid.x + (row + below) % 2 / 2) % 1 - 0.5, (grid.y - row - below) / 2) for below in (0, 1)
    )
    away = np.where(lower < 0.5, lower, upper)
    return _bands(away * rng.choice((2, 3, 4)), softness=0.08)


def _tiles(grid: Grid, rng: random.Random) -> Field:
    is_turned = (np.floor(grid.x) + np.floor(grid.y)) % 2 == 1
    slant = grid.x % 1 + np.where(is_turned, -grid.y, grid.y) % 1
    return _clipped((slant % 1 - 0.5) / grid.pixel + 0.5) * np.float32(rng.uniform(0.7, 1))


PATTERNS: tuple[Callable[[Grid, random.Random], Field], ...] = (_rays, _stripes, _dots, _waves, _fans, _tiles)


def _bands(phase: Field, *, softness: float) -> Field:
    """Alternating bands with soft edges; one of each per whole number."""
    return _clipped((np.abs(phase % 1 - 0.5) - 0.25) / max(softness, 1e-3) + 0.5)


def _clipped(values: Field) -> Field:
    clipped: Field = np.clip(values, 0, 1).astype(np.float32)
    return clipped
