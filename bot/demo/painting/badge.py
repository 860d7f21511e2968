"""The sample sticker: a round label on nothing, for pictures with transparency."""

import math

from PIL import Image, ImageDraw

from bot.demo.painting.colours import Colour
from bot.demo.painting.sketch import Point, Sketch, shaded

WIDTH = 900
# The ribbon across the middle: left, top, right, bottom.
RIBBON = (60, 384, 840, 520)
_HONEY: Colour = (240, 172, 48)
_BARK: Colour = (74, 46, 30)


def draw_badge(size: tuple[int, int], *, words: str = "GOOD HONEY") -> Image.Image:
    """The sticker, ``RGBA``; everything outside its wavy edge is clear."""
    sketch = Sketch(size, width=WIDTH)
    sketch.box((0, 0, WIDTH, WIDTH), fill=_BARK)
    sketch.disc((450, 450), 372, fill=shaded(_HONEY, 0.75))
    sketch.disc((450, 450), 352, fill=_HONEY)
    for row in range(-5, 6):
        for column in range(-5, 6):
            x, y = 450 + column * 78 + row % 2 * 39, 450 + row * 68
            if math.hypot(x - 450, y - 450) < 306:
                _draw_cell(sketch, (x, y), fill=shaded(_HONEY, 0.1 + 0.25 * ((row * 3 + column) % 3) / 2))
    for turn in range(60):
        angle = turn * math.tau / 60
        sketch.disc((450 + 390 * math.cos(angle), 450 + 390 * math.sin(angle)), 5, fill=_HONEY)
    left, top, right, bottom = RIBBON
    for side, sign in ((left, 1), (right, -1)):
        tail = [(side, top + 26), (side + sign * 120, top + 26), (side + sign * 120, bottom + 40)]
        sketch.shape([*tail, (side, bottom + 40), (side + sign * 34, bottom - 28)], fill=shaded(_BARK, 0.18))
    sketch.box((left + 50, top, right - 50, bottom), fill=_BARK)
    sketch.box((left + 50, top + 10, right - 50, top + 14), fill=_HONEY)
    sketch.box((left + 50, bottom - 14, right - 50, bottom - 10), fill=_HONEY)
    sketch.words(words, (450, 452), size=82, fill=(255, 246, 222))
    picture = sketch.finished()
    picture.putalpha(_cut(size))
    return picture


def _draw_cell(sketch: Sketch, centre: Point, *, fill: Colour) -> None:
    turns = [turn * math.tau / 6 for turn in range(6)]
    corners = [(centre[0] + 40 * math.sin(turn), centre[1] + 40 * math.cos(turn)) for turn in turns]
    sketch.shape(corners, fill=fill)


def _cut(size: tuple[int, int]) -> Image.Image:
    """Where the sticker is: a disc with a wavy edge, and the ends of its ribbon."""
    scale = 2 * size[0] / WIDTH
    cut = Image.new("L", (size[0] * 2, size[1] * 2))
    draw = ImageDraw.Draw(cut)
    edge = []
    for step in range(720):
        angle = step * math.tau / 720
        reach = (414 + 9 * math.cos(angle * 36)) * scale
        edge.append((450 * scale + reach * math.cos(angle), 450 * scale + reach * math.sin(angle)))
    draw.polygon(edge, fill=255)
    return cut.resize(size, Image.Resampling.BOX)
