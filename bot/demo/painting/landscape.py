"""Sample scenes out of doors: a mountain trail with a wooden sign, and balloons over the same hills."""

import math
import random

from PIL import Image

from bot.demo.painting.colours import Colour, mix
from bot.demo.painting.sketch import Point, Sketch, shaded

TRAIL_WIDTH, BALLOONS_WIDTH = 1512, 1200
# Where the trail's sign hangs and the large balloon's cloth is: left, top, right, bottom.
TRAIL_SIGN = (330, 1318, 690, 1478)
BALLOON = (430, 110, 730, 440)
_HAZE: Colour = (206, 218, 226)
_PINE: Colour = (38, 72, 58)


def draw_trail(size: tuple[int, int], *, sign: str = "TRAIL CLOSED", seed: int = 5) -> Image.Image:
    """A portrait of 3 to 4 with the sign to be changed in its lower left, ``RGB``."""
    rng = random.Random(seed)
    sketch = Sketch(size, width=TRAIL_WIDTH, smoothing=1)
    _draw_hills(sketch, rng, width=TRAIL_WIDTH, top=560, bottom=2016)
    path = [(560, 2016), (760, 1640), (820, 1500), (760, 1400), (842, 1300), (880, 1300)]
    back = [(830, 1400), (930, 1500), (960, 1640), (1100, 2016)]
    sketch.shape(path + back, fill=(196, 170, 130))
    for _ in range(420):
        x, y = rng.uniform(0, TRAIL_WIDTH), rng.uniform(1560, 2016)
        if not 560 + (2016 - y) * 0.5 < x < 1100 - (2016 - y) * 0.35:
            blade = shaded((92, 122, 62), rng.uniform(-0.35, 0.25))
            sketch.line([(x, y), (x + rng.uniform(-9, 9), y - rng.uniform(14, 40))], fill=blade, width=4)
    for x in (90, 1230, 1390):
        _draw_pine(sketch, (x, 1640 + rng.uniform(-60, 60)), height=rng.uniform(560, 760))
    _draw_signpost(sketch, sign)
    return sketch.finished()


def draw_balloons(size: tuple[int, int], *, seed: int = 8) -> Image.Image:
    """A landscape of 12 to 8 with one large plain balloon and a few small ones, ``RGB``."""
    rng = random.Random(seed)
    sketch = Sketch(size, width=BALLOONS_WIDTH)
    _draw_hills(sketch, rng, width=BALLOONS_WIDTH, top=430, bottom=800)
    for x, y, reach, cloth in (
        (190, 250, 58, (46, 120, 150)),
        (930, 190, 76, (226, 160, 60)),
        (1070, 380, 40, (120, 70, 130)),
        (330, 420, 34, (206, 86, 70)),
    ):
        _draw_balloon(sketch, (x, y), reach=reach, cloth=cloth)
    left, top, right, _ = BALLOON
    _draw_balloon(sketch, ((left + right) / 2, top + 150), reach=150, cloth=(200, 60, 52))
    return sketch.finished()


def _draw_hills(sketch: Sketch, rng: random.Random, *, width: float, top: float, bottom: float) -> None:
    """Sky, sun and ranges of hills, the nearer the darker."""
    sketch.fade(
        (0, 0, width, bottom), colours=((74, 130, 190), (158, 196, 220), (250, 220, 184), (250, 220, 184))
    )
    sketch.disc((width * 0.72, top * 0.62), width * 0.045, fill=(255, 246, 214))
    ranges = 6
    for number in range(ranges):
        depth = number / (ranges - 1)
        base = top + (bottom - top) * 0.62 * depth**1.2
        sharp = (1 - depth) * (bottom - top) * 0.16 + 18
        ridge = _ridge(rng, width=width, base=base, sharp=sharp)
        colour = mix(_HAZE, (84, 116, 58) if depth > 0.7 else (70, 108, 112), share=0.25 + 0.75 * depth)
        sketch.shape([(0, bottom), *ridge, (width, bottom)], fill=colour)
        if 0.2 < depth < 0.95:
            for _ in range(70):
                x, y = ridge[rng.randrange(len(ridge))]
                tall = 14 + 60 * depth * rng.uniform(0.6, 1)
                green = mix(colour, _PINE, share=0.45)
                sketch.shape([(x - tall / 4, y + 12), (x, y - tall), (x + tall / 4, y + 12)], fill=green)


def _ridge(rng: random.Random, *, width: float, base: float, sharp: float) -> list[Point]:
    """The outline of one range: a sum of a few waves, each from a random start."""
    waves = [(wave, rng.uniform(0, math.tau)) for wave in (1.3, 2.9, 6.1, 13.0)]
    return [
        (width * x, base - sharp * sum(math.sin(x * wave * math.tau + start) / wave for wave, start in waves))
        for x in (step / 160 for step in range(161))
    ]


def _draw_pine(sketch: Sketch, foot: Point, *, height: float) -> None:
    x, y = foot
    sketch.box((x - 12, y - 40, x + 12, y + 30), fill=(84, 62, 44))
    for tier in range(7):
        low, reach = y - height * tier / 8, height * (0.27 - tier * 0.032)
        tip = low - height * 0.26
        sketch.shape([(x - reach, low), (x, tip), (x + reach, low)], fill=shaded(_PINE, -0.15 + tier * 0.03))
        sketch.shape([(x, low), (x, tip), (x + reach, low)], fill=shaded(_PINE, 0.04 + tier * 0.03))


def _draw_signpost(sketch: Sketch, text: str) -> None:
    left, top, right, bottom = TRAIL_SIGN
    sketch.disc(((left + right) / 2, 1806), 90, fill=(70, 88, 48), flat=0.22)
    for x in (left + 56, right - 84):
        sketch.box((x, top - 40, x + 28, 1810), fill=(104, 76, 52), round_by=8)
        sketch.box((x + 18, top - 30, x + 28, 1810), fill=(82, 58, 40))
    sketch.box((left + 8, top + 10, right + 8, bottom + 10), fill=(60, 52, 40), round_by=10)
    sketch.box((left, top, right, bottom), fill=(150, 112, 72), round_by=10)
    for plank in range(1, 4):
        y = top + (bottom - top) * plank / 4
        sketch.line([(left + 6, y), (right - 6, y + 2)], fill=(124, 90, 56), width=3)
    sketch.words(text, ((left + right) / 2, (top + bottom) / 2), size=48, fill=(250, 240, 214))


def _draw_balloon(sketch: Sketch, centre: Point, *, reach: float, cloth: Colour) -> None:
    x, y = centre
    low = y + reach * 1.5
    for side in (-0.16, 0.16):
        sketch.line(
            [(x + side * 2.2 * reach, y + reach * 0.8), (x + side * reach, low)], fill=(70, 60, 52), width=2
        )
    sketch.shape(
        [
            (x - reach * 0.9, y + reach * 0.42),
            (x + reach * 0.9, y + reach * 0.42),
            (x + reach * 0.2, y + reach * 1.22),
            (x - reach * 0.2, y + reach * 1.22),
        ],
        fill=cloth,
    )
    for part, shade in ((1.0, -0.12), (0.82, 0.0), (0.5, 0.12), (0.2, 0.22)):
        sketch.disc(centre, reach * part, fill=shaded(cloth, shade), flat=1 / part)
    sketch.box((x - reach * 0.17, low, x + reach * 0.17, low + reach * 0.24), fill=(130, 92, 54), round_by=3)
