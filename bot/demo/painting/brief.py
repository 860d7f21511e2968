"""What a stand-in model is told, and what it sees in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from bot.demo.painting.colours import Colour


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What a model is told about the picture to make. ``colours`` is the palette asked for."""

    prompt: str
    negative_prompt: str = ""
    style: str = "AUTO"
    preset: str = ""
    colours: tuple[Colour, ...] = ()
    style_references: Sequence[Image.Image] = field(default=(), repr=False)
    character: Image.Image | None = field(default=None, repr=False)

    def palette(self) -> list[Colour]:
        """The colours asked for, by palette or by style reference."""
        found = list(self.colours)
        for reference in self.style_references:
            found += leading_colours(reference, 3)
        return found


def flatten(picture: Image.Image) -> Image.Image:
    """Any picture as ``RGB`` on white: the models know no transparency."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    rgba = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")


def leading_colours(picture: Image.Image, count: int) -> list[Colour]:
    """The colours a picture is mostly made of."""
    small = flatten(picture).resize((48, 48)).quantize(count)
    levels = (small.getpalette() or [])[: count * 3]
    return [(levels[at], levels[at + 1], levels[at + 2]) for at in range(0, len(levels) - 2, 3)]


def middle_colour(picture: Image.Image, near: Image.Image) -> Colour:
    """The median colour of a picture in and around a mask."""
    small = near.resize((64, 64), Image.Resampling.BOX)
    pixels = np.asarray(picture.resize((64, 64), Image.Resampling.BOX))[np.asarray(small) > 0]
    red, green, blue = (int(level) for level in np.median(pixels, axis=0))
    return red, green, blue
