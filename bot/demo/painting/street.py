"""The sample street: a small shop between two houses, with an awning, a full window and a tired sign."""

import random

from PIL import Image

from bot.demo.painting.colours import Colour
from bot.demo.painting.sketch import Edges, Sketch, shaded

SIZE = (1280, 960)
# Where the sign board hangs: left, top, right, bottom.
SIGN = (336, 408, 944, 506)
_PLASTER: Colour = (238, 223, 194)
_TIMBER: Colour = (38, 70, 62)
_BRICK: Colour = (168, 92, 68)
_SAGE: Colour = (150, 170, 148)
_GLASS: Colour = (70, 96, 112)
_BREADS: tuple[Colour, ...] = ((205, 150, 86), (188, 124, 62), (224, 178, 112), (164, 102, 52))


def draw_street(size: tuple[int, int] = SIZE, *, sign: str = "OLD BAKERY", seed: int = 3) -> Image.Image:
    """The scene, ``RGB``; ``seed`` moves clouds, bricks and loaves."""
    rng = random.Random(seed)
    sketch = Sketch(size, width=SIZE[0])
    sketch.fade((0, 0, 1280, 620), colours=((96, 150, 206), (164, 200, 226), (246, 222, 190)))
    for _ in range(5):
        _draw_cloud(sketch, rng)
    _draw_neighbour(sketch, (-20, 190, 300, 800), wall=_BRICK, rng=rng)
    _draw_neighbour(sketch, (980, 240, 1300, 800), wall=_SAGE, rng=rng)
    _draw_upper_floor(sketch)
    _draw_shop(sketch, rng)
    _draw_sign(sketch, sign)
    _draw_awning(sketch)
    _draw_pavement(sketch, rng)
    return sketch.finished()


def _draw_cloud(sketch: Sketch, rng: random.Random) -> None:
    x, y = rng.uniform(0, 1280), rng.uniform(30, 150)
    for _ in range(9):
        reach = rng.uniform(18, 46)
        left, top = x + rng.uniform(-90, 90), y + rng.uniform(-10, 14)
        corners = [(left - reach, top), (left, top - reach / 2), (left + reach, top), (left, top + reach / 2)]
        sketch.veil(corners, fill=(255, 250, 240), share=0.4, blur=9)


def _draw_neighbour(sketch: Sketch, box: Edges, *, wall: Colour, rng: random.Random) -> None:
    left, top, right, bottom = box
    sketch.box((left, top, right, bottom), fill=wall)
    for row in range(int((bottom - top) // 14)):
        for column in range(int((right - left) // 34) + 2):
            x, y = left + column * 34 - row % 2 * 17, top + row * 14
            if left <= x and x + 31 <= right:
                sketch.box((x, y, x + 31, y + 11), fill=shaded(wall, rng.uniform(-0.12, 0.1)))
    sketch.box((left - 8, top - 14, right + 8, top + 6), fill=shaded(wall, -0.35))
    for y in (top + 50, top + 250):
        for x in (left + 50, left + 190):
            _draw_window(sketch, (x, y, x + 84, y + 130), frame=(246, 240, 228))


def _draw_window(sketch: Sketch, box: Edges, *, frame: Colour) -> None:
    left, top, right, bottom = box
    sketch.box((left - 7, top - 7, right + 7, bottom + 7), fill=frame)
    sketch.fade((left, top, right, bottom), colours=(shaded(_GLASS, 0.45), _GLASS, shaded(_GLASS, -0.3)))
    glint = [(left + 8, bottom), (left + 40, top), (left + 58, top), (left + 26, bottom)]
    sketch.veil(glint, fill=(255, 255, 255), share=0.18)
    middle, third = (left + right) / 2, top + (bottom - top) / 3
    sketch.box((middle - 2.5, top, middle + 2.5, bottom), fill=frame)
    sketch.box((left, third - 2.5, right, third + 2.5), fill=frame)
    sketch.box((left - 12, bottom + 7, right + 12, bottom + 17), fill=shaded(frame, -0.25))


def _draw_upper_floor(sketch: Sketch) -> None:
    sketch.fade((300, 120, 980, 420), colours=(shaded(_PLASTER, 0.15), _PLASTER, shaded(_PLASTER, -0.12)))
    sketch.box((284, 96, 996, 126), fill=shaded(_PLASTER, -0.3))
    for x in range(300, 980, 34):
        sketch.box((x, 126, x + 14, 140), fill=shaded(_PLASTER, -0.3))
    for x in (366, 590, 814):
        _draw_window(sketch, (x, 190, x + 100, 340), frame=(250, 246, 236))
        sketch.box((x - 16, 372, x + 116, 392), fill=(120, 74, 50))
        for step in range(11):
            petal = ((214, 66, 74), (238, 150, 60), (250, 220, 120))[step % 3]
            sketch.disc((x - 10 + step * 12, 368 - step % 2 * 7), 8, fill=(72, 120, 66))
            sketch.disc((x - 8 + step * 12, 361 - step % 2 * 7), 5, fill=petal)


def _draw_shop(sketch: Sketch, rng: random.Random) -> None:
    sketch.box((300, 396, 980, 806), fill=_TIMBER)
    for x in (306, 716, 950):
        sketch.box((x, 400, x + 24, 806), fill=shaded(_TIMBER, 0.14))
        sketch.box((x + 4, 420, x + 8, 800), fill=shaded(_TIMBER, 0.3))
    sketch.fade((340, 560, 706, 748), colours=((255, 236, 186), (246, 206, 140), (198, 148, 92)))
    for y in (630, 700):
        _draw_shelf(sketch, y, rng=rng)
    sketch.veil([(380, 748), (470, 560), (530, 560), (440, 748)], fill=(255, 255, 255), share=0.16)
    sketch.box((340, 748, 706, 806), fill=shaded(_TIMBER, -0.2))
    sketch.box((356, 760, 690, 794), fill=shaded(_TIMBER, 0.08))
    sketch.box((760, 560, 930, 806), fill=shaded(_TIMBER, 0.2))
    sketch.fade((784, 580, 906, 724), colours=((250, 228, 180), (172, 150, 122), (96, 104, 106)))
    sketch.veil([(796, 724), (850, 580), (880, 580), (826, 724)], fill=(255, 255, 255), share=0.2)
    sketch.box((806, 612, 884, 650), fill=(250, 246, 236), round_by=4)
    sketch.words("OPEN", (845, 631), size=24, fill=(168, 52, 42))
    sketch.disc((772, 700), 7, fill=(214, 170, 72))


def _draw_shelf(sketch: Sketch, y: float, *, rng: random.Random) -> None:
    sketch.box((340, y, 706, y + 7), fill=(120, 80, 48))
    x = 352.0
    while x < 670:
        reach = rng.uniform(13, 17)
        crust = rng.choice(_BREADS)
        sketch.disc((x + reach, y - 9), reach, fill=shaded(crust, -0.25), flat=0.62)
        sketch.disc((x + reach, y - 11), reach * 0.9, fill=crust, flat=0.58)
        sketch.line([(x + reach - 6, y - 15), (x + reach + 5, y - 9)], fill=shaded(crust, 0.45), width=2)
        x += 2 * reach + rng.uniform(2, 8)


def _draw_sign(sketch: Sketch, text: str) -> None:
    left, top, right, bottom = SIGN
    sketch.veil(
        [(left, bottom), (right, bottom), (right + 8, bottom + 16), (left + 8, bottom + 16)],
        fill=(0, 0, 0),
        share=0.5,
        blur=5,
    )
    sketch.box((left, top, right, bottom), fill=(96, 66, 44), round_by=6)
    sketch.box((left + 8, top + 8, right - 8, bottom - 8), fill=(198, 184, 150), round_by=4)
    for x in range(left + 30, right - 20, 46):
        sketch.line([(x, top + 10), (x + 4, bottom - 10)], fill=(188, 172, 138), width=2)
    sketch.words(text, ((left + right) / 2, (top + bottom) / 2), size=60, fill=(112, 92, 70), weight=0.02)


def _draw_awning(sketch: Sketch) -> None:
    left, right, top, bottom, count = 322, 958, 512, 578, 15
    wide, slope = (right - left) / count, 18
    for number in range(count):
        x, low = left + number * wide, left - slope + number * (wide + 2 * slope / count)
        across = wide + 2 * slope / count
        stripe: Colour = (188, 52, 44) if number % 2 == 0 else (246, 236, 214)
        sketch.shape([(x, top), (x + wide, top), (low + across, bottom), (low, bottom)], fill=stripe)
        sketch.disc((low + across / 2, bottom), across / 2, fill=shaded(stripe, -0.12), flat=0.6)
    sketch.veil(
        [(left, top), (right, top), (right + 6, top + 24), (left - 6, top + 24)],
        fill=(0, 0, 0),
        share=0.22,
        blur=6,
    )


def _draw_pavement(sketch: Sketch, rng: random.Random) -> None:
    sketch.fade((0, 800, 1280, 880), colours=((206, 198, 184), (182, 174, 162)))
    for x in range(-40, 1320, 86):
        sketch.line([(x + 30, 800), (x, 880)], fill=(160, 152, 140), width=2)
    sketch.box((0, 880, 1280, 892), fill=(140, 134, 126))
    sketch.fade((0, 892, 1280, 960), colours=((86, 88, 94), (66, 68, 76)))
    for x in range(40, 1280, 210):
        sketch.box((x, 928, x + 110, 935), fill=(226, 220, 200))
    for x in (318, 734, 956):
        _draw_plant(sketch, x, rng=rng)
    _draw_lamp(sketch)


def _draw_plant(sketch: Sketch, x: float, *, rng: random.Random) -> None:
    sketch.disc((x, 836), 34, fill=(128, 120, 110), flat=0.25)
    sketch.shape([(x - 26, 790), (x + 26, 790), (x + 19, 838), (x - 19, 838)], fill=(184, 98, 62))
    for _ in range(30):
        leaf = shaded((66, 122, 70), rng.uniform(-0.3, 0.25))
        sketch.disc((x + rng.uniform(-26, 26), 768 + rng.uniform(-26, 18)), rng.uniform(6, 12), fill=leaf)


def _draw_lamp(sketch: Sketch) -> None:
    sketch.box((1096, 300, 1106, 852), fill=(44, 46, 52))
    sketch.disc((1101, 852), 22, fill=(44, 46, 52), flat=0.35)
    sketch.shape([(1078, 232), (1124, 232), (1114, 300), (1088, 300)], fill=(255, 236, 176))
    sketch.shape([(1072, 232), (1130, 232), (1101, 208)], fill=(44, 46, 52))
