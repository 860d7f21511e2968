"""The stand-in edit model: fills what is marked with a sign, and leaves nothing else quite as it was."""

import random
import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps

from bot.demo.painting.brief import Brief, flatten, middle_colour
from bot.demo.painting.colours import choose_scheme, mix
from bot.demo.painting.lettering import quoted_phrases, title_of
from bot.demo.painting.panel import paint_panel
from bot.demo.painting.regions import find_parts
from bot.demo.painting.sizes import rendered_size

Painter = Callable[[int], Image.Image]  # from a seed to a picture; slow, for a thread
_REMOVAL = re.compile(
    r"^\W*(?:please\s+)?(?:remove|erase|delete|take out|get rid of|clean up)\b", re.IGNORECASE
)


def paint_edit(picture: Image.Image, marked: Image.Image, *, brief: Brief, seed: int) -> Image.Image:
    """Paint the marked area (255) and move all other levels by one or two, as a model's own coding does.

    Mode ``RGB``; up to about a megapixel at the picture's own size, else at a listed size of nearest shape.
    """
    size = rendered_size(picture.size)
    before = flatten(picture).resize(size, Image.Resampling.LANCZOS)
    mask = marked.resize(size, Image.Resampling.NEAREST)
    rng = random.Random(seed)
    if _REMOVAL.match(brief.prompt):
        return disturb(fill_from_around(before, mask), seed)
    palette = brief.palette()
    rng.shuffle(palette)
    surroundings = middle_colour(before, near=mask.filter(ImageFilter.MaxFilter(5)))
    scheme = choose_scheme(brief.prompt, palette=palette, surroundings=surroundings, rng=rng)
    canvas = before.copy()
    canvas.paste(mix(scheme.ground, scheme.accent, share=0.1), mask=mask)
    parts = find_parts(mask)
    for part, phrases in zip(parts, _shared(brief.prompt, len(parts)), strict=True):
        panel = paint_panel(part.shape, phrases, brief=brief, scheme=scheme, rng=rng)
        canvas.paste(panel, part.box[:2], part.shape)
    return disturb(canvas, seed)


def edit_painters(picture: Image.Image, marked: Image.Image, *, brief: Brief) -> tuple[Painter, Painter]:
    """The painter of an edit, and one that takes the mask the wrong way round."""

    def paint(seed: int) -> Image.Image:
        return paint_edit(picture, marked, brief=brief, seed=seed)

    def paint_wrongly(seed: int) -> Image.Image:
        return paint_edit(picture, ImageOps.invert(marked), brief=brief, seed=seed)

    return paint, paint_wrongly


def disturb(image: Image.Image, seed: int) -> Image.Image:
    """Every level of every pixel moved by one or two."""
    pixels = np.asarray(image)
    draws = np.random.default_rng(seed).integers(0, 4, size=pixels.shape, dtype=np.uint8)
    steps = np.array([-2, -1, 1, 2], dtype=np.int16)[draws]
    moved = pixels + steps
    # At the ends of the scale a step outward would be no change at all.
    moved = np.where((moved < 0) | (moved > 255), pixels - steps, moved)
    return Image.fromarray(moved.astype(np.uint8))


def fill_from_around(picture: Image.Image, mask: Image.Image) -> Image.Image:
    """The picture with the marked area guessed from what surrounds it."""
    scale = max(1.0, max(picture.size) / 256)
    small = (max(1, round(picture.width / scale)), max(1, round(picture.height / scale)))
    keep = ImageOps.invert(mask).resize(small, Image.Resampling.BOX).point(lambda level: 255 * (level > 250))
    known = Image.composite(picture.resize(small, Image.Resampling.BOX), Image.new("RGB", small), keep)
    guess: npt.NDArray[np.float64] = np.full((small[1], small[0], 3), 128.0)
    for radius in (96, 48, 24, 12, 6, 3):
        weight = np.asarray(keep.filter(ImageFilter.GaussianBlur(radius)), dtype=float)[..., None]
        blurred = np.asarray(known.filter(ImageFilter.GaussianBlur(radius)), dtype=float)
        share = np.clip(weight / 24, 0, 1)
        guess = guess * (1 - share) + np.clip(blurred * 255 / np.maximum(weight, 1), 0, 255) * share
    filled = Image.fromarray(guess.astype(np.uint8)).filter(ImageFilter.GaussianBlur(2))
    return Image.composite(filled.resize(picture.size, Image.Resampling.BICUBIC), picture, mask)


def _shared(prompt: str, parts: int) -> list[list[str]]:
    """Which part gets which words: the first one has what is over when there are more phrases than parts."""
    phrases = quoted_phrases(prompt) or [title for title in [title_of(prompt)] if title]
    extra = max(0, len(phrases) - parts)
    shares = [phrases[: extra + 1], *([phrase] for phrase in phrases[extra + 1 :])]
    return [shares[number] if number < len(shares) else [] for number in range(parts)]
