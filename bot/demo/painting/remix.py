"""The stand-in remix model: the whole picture in another style, the more so the higher the strength."""

import math
import random
import re
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from bot.demo.painting.brief import Brief, flatten, middle_colour
from bot.demo.painting.colours import CREAM, NIGHT, Colour, choose_scheme, luminance, mentioned_colours, mix
from bot.demo.painting.lettering import quoted_phrases
from bot.demo.painting.painter import disturb
from bot.demo.painting.panel import lay_text


def paint_remix(
    picture: Image.Image, brief: Brief, *, seed: int, size: tuple[int, int], strength: int
) -> Image.Image:
    """The picture cropped to ``size`` and transformed; ``strength`` goes from 1 (hardly) to 100 (wholly).

    Mode ``RGB``, exactly ``size``. Quoted words of the prompt end up on a ribbon.
    """
    rng = random.Random(seed)
    before = ImageOps.fit(flatten(picture), size, Image.Resampling.LANCZOS)
    share = strength / 100
    bent = _bend(before, reach_px=share * 0.02 * min(size), rng=rng)
    styled = bent
    for style in _styles(brief):
        styled = _STYLES[style](styled, rng)
    unwanted = mentioned_colours(brief.negative_prompt)
    palette = [*brief.palette(), *mentioned_colours(brief.prompt)]
    palette = [colour for colour in palette if colour not in unwanted]
    if palette:
        styled = Image.blend(styled, _mapped(styled, palette), 0.8)
    after = Image.blend(bent, styled, share)
    if phrases := quoted_phrases(brief.prompt):
        _add_ribbon(after, phrases, palette=palette, rng=rng)
    return disturb(after, seed)


def _bend(image: Image.Image, *, reach_px: float, rng: random.Random) -> Image.Image:
    """Straight lines become slightly wavy, so that a strong remix also differs in shape."""
    pixels = np.asarray(image)
    height, width = pixels.shape[:2]
    turns, start = rng.uniform(1.5, 3.5), rng.uniform(0, math.tau)
    rows = np.arange(height) + 0.0
    columns = np.arange(width) + 0.0
    sideways = reach_px * np.sin(rows / height * turns * math.tau + start)
    upward = reach_px * np.sin(columns / width * turns * math.tau + start)
    across = np.clip(columns[None, :] + sideways[:, None], 0, width - 1).astype(int)
    down = np.clip(rows[:, None] + upward[None, :], 0, height - 1).astype(int)
    return Image.fromarray(pixels[down, across])


def _paint_over(image: Image.Image, rng: random.Random) -> Image.Image:
    """Brush strokes: flat patches in livelier colours."""
    return _turned(ImageEnhance.Color(_smoothed(image)).enhance(1.5), rng.uniform(-0.06, 0.06))


def _grade(image: Image.Image, rng: random.Random) -> Image.Image:
    """A photograph in another light: warm or cold, with a soft glow."""
    light = rng.choice(((255, 214, 150), (150, 190, 255), (255, 180, 170)))
    glow = ImageChops.screen(image, image.filter(ImageFilter.GaussianBlur(min(image.size) / 60)))
    graded = ImageChops.soft_light(Image.blend(image, glow, 0.5), Image.new("RGB", image.size, light))
    return ImageEnhance.Contrast(graded).enhance(1.15)


def _print(image: Image.Image, rng: random.Random) -> Image.Image:
    """A screen print: few flat colours and clear outlines."""
    flat = ImageOps.posterize(_smoothed(image), 2)
    flat = _turned(ImageOps.autocontrast(flat), rng.uniform(-0.12, 0.12))
    return ImageChops.multiply(flat, _outlines(image))


def _sculpt(image: Image.Image, rng: random.Random) -> Image.Image:
    """Clay: rounded shapes lit from one side."""
    soft = _smoothed(image)
    relief = soft.convert("L").filter(ImageFilter.GaussianBlur(2)).filter(ImageFilter.EMBOSS)
    lit = ImageChops.overlay(soft, ImageOps.autocontrast(relief, cutoff=1).convert("RGB"))
    return _turned(ImageEnhance.Color(lit).enhance(1.3), rng.uniform(-0.04, 0.04))


def _ink(image: Image.Image, rng: random.Random) -> Image.Image:
    """A drawn film: bright flat colours and black lines."""
    flat = ImageOps.posterize(_smoothed(image), 3)
    bright = ImageEnhance.Brightness(ImageEnhance.Color(flat).enhance(2.0)).enhance(1.12)
    return ImageChops.multiply(_turned(bright, rng.uniform(-0.05, 0.05)), _outlines(image))


def _dream(image: Image.Image, rng: random.Random) -> Image.Image:
    """A night scene in two tones with glowing lights."""
    tones: list[Colour] = [
        (18, 10, 48),
        rng.choice(((120, 40, 160), (20, 110, 150), (160, 40, 90))),
        (255, 226, 190),
    ]
    night = ImageChops.multiply(_mapped(image, tones), image)
    lights = night.point(lambda level: level if level > 150 else 0).filter(ImageFilter.GaussianBlur(10))
    return ImageChops.screen(night, lights)


_STYLES: dict[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "AUTO": _paint_over,
    "GENERAL": _paint_over,
    "REALISTIC": _grade,
    "DESIGN": _print,
    "RENDER_3D": _sculpt,
    "ANIME": _ink,
    "FICTION": _dream,
}


# Where the style is left to the model, the words of the prompt decide.
_WORDS = {
    "DESIGN": "poster|print|flat|bauhaus|graphic|stencil",
    "ANIME": "anime|manga|comic|cartoon|ink|drawn|drawing",
    "RENDER_3D": "3d|clay|toy|plasticine|render",
    "REALISTIC": "photo|photograph|photographic|film|cinematic|sunset|sunrise|dawn",
    "FICTION": "night|dream|neon|moon|moonlight|galaxy|space",
}


def _styles(brief: Brief) -> list[str]:
    """The styles to work in, one after the other."""
    if brief.style not in {"AUTO", "GENERAL"}:
        return [brief.style]
    found = [style for style, words in _WORDS.items() if re.search(rf"\b(?:{words})\b", brief.prompt, re.I)]
    return found or [brief.style]


def _smoothed(image: Image.Image) -> Image.Image:
    """Flat patches with soft edges; done at half the size, where a median is fast."""
    small = image.reduce(2).filter(ImageFilter.MedianFilter(5))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def _outlines(image: Image.Image) -> Image.Image:
    """Black lines on white where a picture has edges."""
    edges = image.convert("L").filter(ImageFilter.GaussianBlur(1.5)).filter(ImageFilter.FIND_EDGES)
    inner = ImageOps.crop(edges, border=2)  # the filter draws a frame around the picture
    lines = ImageOps.expand(inner, border=2).point(lambda level: 255 - min(255, max(0, level - 14) * 7))
    return lines.convert("RGB")


def _turned(image: Image.Image, share: float) -> Image.Image:
    """All hues turned by a share of the circle."""
    hue, saturation, value = image.convert("HSV").split()
    return Image.merge("HSV", (hue.point(lambda h: (h + share * 256) % 256), saturation, value)).convert(
        "RGB"
    )


def _mapped(image: Image.Image, palette: Sequence[Colour]) -> Image.Image:
    """Light and dark of a picture in the colours of a palette."""
    colours = sorted([NIGHT, *palette, CREAM], key=luminance)
    stops = np.linspace(0, 255, len(colours))
    table = np.stack(
        [np.interp(np.arange(256), stops, levels) for levels in zip(*colours, strict=True)], axis=1
    )
    tones = ImageOps.autocontrast(image.convert("L"), cutoff=1)
    return Image.fromarray(table.astype(np.uint8)[np.asarray(tones)])


def _add_ribbon(
    image: Image.Image, phrases: Sequence[str], *, palette: Sequence[Colour], rng: random.Random
) -> None:
    surroundings = middle_colour(image, near=Image.new("L", image.size, 255))
    scheme = choose_scheme("", palette=palette, surroundings=surroundings, rng=rng)
    width, height = image.size
    top, bottom = round(height * 0.76), round(height * 0.92)
    image.paste(scheme.ground, (0, top, width, bottom))
    for edge in (top, bottom):
        image.paste(mix(scheme.accent, scheme.ground, share=0.2), (0, edge - 3, width, edge + 3))
    box = (round(width * 0.06), top + 10, round(width * 0.94), bottom - 10)
    lay_text(image, box, phrases=phrases, scheme=scheme, glows=False)
