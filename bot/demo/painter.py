"""What the stand-in models paint into a marked area: a sign with the prompt's words and colours, by style and seed."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from bot.demo.colours import CREAM, Colour, Scheme, choose_scheme, mix
from bot.demo.lettering import Line, fit, quoted_phrases, text_mask, title_of
from bot.demo.ornaments import pattern
from bot.demo.regions import Box, Part, find_parts, inset, room_inside
from bot.demo.sizes import rendered_size

_REMOVAL = re.compile(r"^\W*(?:please\s+)?(?:remove|erase|delete|take out|get rid of|clean up)\b", re.IGNORECASE)
_RING_PX = 24


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What a model is told about the picture to make. ``colours`` is a palette asked for."""

    prompt: str
    negative_prompt: str = ""
    style: str = "AUTO"
    preset: str = ""
    colours: tuple[Colour, ...] = ()
    style_references: Sequence[Image.Image] = field(default=(), repr=False)
    character: Image.Image | None = field(default=None, repr=False)


def paint_edit(picture: Image.Image, marked: Image.Image, brief: Brief, seed: int) -> Image.Image:
    """Fill the marked area (255) with a design, and alter the rest by a level or two, as real models do.

    Mode ``RGB``; up to about a megapixel at the picture's own size, else at a listed size of nearest shape.
    """
    size = rendered_size(picture.size)
    before = flatten(picture).resize(size, Image.Resampling.LANCZOS)
    mask = marked.resize(size, Image.Resampling.NEAREST)
    around = fill_from_around(before, mask)
    canvas = Image.composite(around, before, mask)
    if not _REMOVAL.match(brief.prompt):
        rng = random.Random(seed)
        scheme = _scheme(brief, before, mask, rng)
        canvas.paste(mix(scheme.ground, scheme.accent, 0.1), mask=mask)
        parts = find_parts(mask)
        for part, phrases in zip(parts, _shared(brief.prompt, len(parts)), strict=True):
            panel = _panel(part, phrases, brief=brief, scheme=scheme, rng=rng)
            canvas.paste(panel, part.box[:2], part.shape)
    return disturb(canvas, seed)


def flatten(picture: Image.Image) -> Image.Image:
    """Any picture as ``RGB`` on white: the models know no transparency."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    rgba = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")


def disturb(image: Image.Image, seed: int) -> Image.Image:
    """Every level of every pixel moved by one or two, as a model's own coding does."""
    pixels = np.asarray(image).astype(np.int16)
    steps = np.random.default_rng(seed).choice(np.array([-2, -1, 1, 2], dtype=np.int8), size=pixels.shape)
    moved = pixels + steps
    # At the ends of the scale a step outward would be no change at all.
    moved = np.where((moved < 0) | (moved > 255), pixels - steps, moved)
    return Image.fromarray(moved.astype(np.uint8))


def fill_from_around(picture: Image.Image, mask: Image.Image) -> Image.Image:
    """The picture with the marked area guessed from what surrounds it."""
    scale = max(1.0, max(picture.size) / 256)
    small = (max(1, round(picture.width / scale)), max(1, round(picture.height / scale)))
    keep = ImageOps.invert(mask).resize(small, Image.Resampling.BOX).point(lambda level: 255 if level > 250 else 0)
    colours = picture.resize(small, Image.Resampling.BOX)
    known = Image.composite(colours, Image.new("RGB", small), keep)
    guess: npt.NDArray[np.float64] = np.full((small[1], small[0], 3), 128.0)
    for radius in (96, 48, 24, 12, 6, 3):
        weight = np.asarray(keep.filter(ImageFilter.GaussianBlur(radius)), dtype=float)[..., None]
        blurred = np.asarray(known.filter(ImageFilter.GaussianBlur(radius)), dtype=float)
        sure = np.clip(weight / 64, 0, 1) * (weight >= 1)
        guess = guess * (1 - sure) + blurred * 255 / np.maximum(weight, 1) * sure
    filled = Image.fromarray(np.clip(guess, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(2))
    return Image.composite(filled.resize(picture.size, Image.Resampling.BICUBIC), picture, mask)


def lay_text(canvas: Image.Image, box: Box, *, phrases: Sequence[str], scheme: Scheme, glows: bool) -> None:
    """Set phrases into a box of a picture, with a shadow or a glow behind them."""
    size = (box[2] - box[0], box[3] - box[1])
    lines = fit(phrases, size)
    if not lines or lines[0].size_px < 4:
        return
    letters = text_mask(lines, size)
    reach = max(1, lines[0].size_px // 22)
    behind = letters.filter(ImageFilter.GaussianBlur(reach * (2.5 if glows else 0.8)))
    shadow = scheme.accent if glows else mix(scheme.ground, (0, 0, 0), 0.75)
    offset = 0 if glows else reach
    canvas.paste(shadow, (box[0] + offset, box[1] + offset), behind.point(lambda level: level * 3 // 4))
    canvas.paste(_sheen(size, scheme.ink, lines), box[:2], letters)


def _scheme(brief: Brief, before: Image.Image, mask: Image.Image, rng: random.Random) -> Scheme:
    palette = list(brief.colours)
    for reference in brief.style_references:
        palette += leading_colours(reference, 3)
    near = mask.resize((64, 64), Image.Resampling.BOX).filter(ImageFilter.MaxFilter(9))
    pixels = np.asarray(before.resize((64, 64), Image.Resampling.BOX))[np.asarray(near) > 0]
    red, green, blue = (int(level) for level in np.median(pixels, axis=0))
    rng.shuffle(palette)
    return choose_scheme(brief.prompt, palette=palette, surroundings=(red, green, blue), rng=rng)


def leading_colours(picture: Image.Image, count: int) -> list[Colour]:
    """The colours a picture is mostly made of."""
    small = flatten(picture).resize((48, 48)).quantize(count)
    levels = small.getpalette() or []
    return [(levels[at], levels[at + 1], levels[at + 2]) for at in range(0, min(count * 3, len(levels)), 3)]


def _shared(prompt: str, parts: int) -> list[list[str]]:
    """Who gets which words: the first part has what is left over when there are more phrases than parts."""
    phrases = quoted_phrases(prompt) or [title for title in [title_of(prompt)] if title]
    extra = max(0, len(phrases) - parts)
    shares = [phrases[: extra + 1], *([phrase] for phrase in phrases[extra + 1 :])]
    return [shares[number] if number < len(shares) else [] for number in range(parts)]


def _panel(
    part: Part, phrases: Sequence[str], *, brief: Brief, scheme: Scheme, rng: random.Random
) -> Image.Image:
    """The design of one part, as large as its box."""
    shape = part.shape
    panel = pattern(shape.size, scheme=scheme, name=brief.preset, strength=0.16 if phrases else 0.6, rng=rng)
    panel = _lit(panel, brief.style)
    for outer, inner in _rings(brief.style):
        band = ImageChops.subtract(inset(shape, outer), inset(shape, inner))
        panel.paste(scheme.accent, mask=band)
    left, top, right, bottom = room_inside(inset(shape, 0.1))
    if brief.character is not None:
        left = _portrait(panel, (left, top, right, bottom), brief.character, scheme)
    pad = round(min(right - left, bottom - top) * 0.06)
    box = (left + pad, top + pad, right - pad, bottom - pad)
    if phrases and box[2] - box[0] > 8 and box[3] - box[1] > 6:
        lay_text(panel, box, phrases=phrases, scheme=scheme, glows=brief.style in {"FICTION", "ANIME"})
    if brief.style == "RENDER_3D":
        return panel.filter(ImageFilter.EMBOSS).convert("L").convert("RGB").point(lambda v: v) if False else panel
    return panel
