"""A photo of a page of fine print, a model that draws perfectly at one megapixel, and how sharp what came back is."""

from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bot.images.focus import cut, plan_focus
from bot.images.lock import lock
from tests.images.pictures import make_mask, save

MODEL_PX = 1024 * 1024
_LINE_PX = 26
_WORDS = "Only what you marked changes; every other pixel stays exactly as it was taken in. "

Box = tuple[int, int, int, int]


@cache
def make_page(size: tuple[int, int], *, words: str = _WORDS) -> Image.Image:
    """Lines of small black print on paper that is never quite white."""
    ramp = Image.linear_gradient("L").resize(size).point(lambda level: 225 + level // 10)
    page = Image.merge("RGB", (ramp, ramp, ramp.point(lambda level: level - 12)))
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size=_LINE_PX * 0.7)
    line = words * (size[0] // 300 + 2)
    for row, top in enumerate(range(0, size[1], _LINE_PX)):
        pen.text((-37 * (row % 9), top), line, font=font, fill=(30, 30, 40))
    return page


def answer_of_model(sent: Image.Image) -> bytes:
    """The picture that was wished for, as fine as one megapixel shows it."""
    scale = min(1.0, (MODEL_PX / (sent.width * sent.height)) ** 0.5)
    size = (max(1, round(sent.width * scale)), max(1, round(sent.height * scale)))
    return save(sent.resize(size, Image.Resampling.LANCZOS))


def edit(size: tuple[int, int], box: Box, *, is_focus_on: bool) -> tuple[Image.Image, Image.Image]:
    """What was wished for inside the box, and what comes back there."""
    original, wished = make_page(size), make_page(size, words=_WORDS.upper())
    mask = save(make_mask(size, box))
    plan = plan_focus(size, mask, is_on=is_focus_on)
    sent = cut(save(original), mask, plan)
    drawn = wished.crop(plan.box).resize((sent.width_px, sent.height_px), Image.Resampling.LANCZOS)
    locked = lock(save(original), answer_of_model(drawn), mask, plan=plan)
    with Image.open(BytesIO(locked.png)) as result:
        return wished.crop(box), result.convert("RGB").crop(box)


def sharpness(picture: Image.Image) -> float:
    """The variance of the Laplacian: high where neighbouring pixels differ, near 0 in a blur."""
    grey = np.asarray(picture.convert("L"), np.float64)
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float((around - 4 * middle).var())


def noise_ratio(wished: Image.Image, got: Image.Image) -> float:
    """PSNR in decibels; infinite where nothing differs."""
    apart = np.asarray(wished, np.float64) - np.asarray(got, np.float64)
    error = float((apart**2).mean())
    return 99.0 if error == 0 else min(99.0, 10 * float(np.log10(255**2 / error)))
