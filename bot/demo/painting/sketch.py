"""A sheet to draw sample scenes on: coordinates of one design at any size, smooth edges, gradients."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bot.demo.painting.colours import Colour, mix

Point = tuple[float, float]
Edges = tuple[float, float, float, float]  # left, top, right, bottom


class Sketch:
    """Draws in units of a design ``width`` units wide; ``size`` is the picture's size in pixels."""

    def __init__(self, size: tuple[int, int], *, width: float, smoothing: int = 2) -> None:
        self._size = size
        self._scale = size[0] * smoothing / width
        self.image = Image.new("RGB", (size[0] * smoothing, size[1] * smoothing))
        self._draw = ImageDraw.Draw(self.image)

    def finished(self) -> Image.Image:
        """The picture, at its own size."""
        return self.image.resize(self._size, Image.Resampling.BOX)

    def box(self, box: Edges, *, fill: Colour, round_by: float = 0) -> None:
        """A filled rectangle."""
        corners = self._pixels([box[:2], box[2:]])
        self._draw.rounded_rectangle(corners, round_by * self._scale, fill=fill)

    def shape(self, points: Sequence[Point], *, fill: Colour) -> None:
        """A filled polygon."""
        self._draw.polygon(self._pixels(points), fill=fill)

    def disc(self, centre: Point, radius: float, *, fill: Colour, flat: float = 1) -> None:
        """A filled circle, or an ellipse ``flat`` times as high as wide."""
        x, y = centre
        corners = [(x - radius, y - radius * flat), (x + radius, y + radius * flat)]
        self._draw.ellipse(self._pixels(corners), fill=fill)

    def line(self, points: Sequence[Point], *, fill: Colour, width: float) -> None:
        """A line with round joints."""
        thickness = max(1, round(width * self._scale))
        self._draw.line(self._pixels(points), fill=fill, width=thickness, joint="curve")

    def words(self, text: str, centre: Point, *, size: float, fill: Colour, weight: float = 0.03) -> None:
        """Type centred on a point; ``weight`` thickens it, in parts of its size."""
        [at] = self._pixels([centre])
        font = ImageFont.load_default(size * self._scale)
        stroke = round(size * self._scale * weight)
        self._draw.text(at, text, fill=fill, font=font, anchor="mm", stroke_width=stroke)

    def fade(self, box: Edges, *, colours: Sequence[Colour]) -> None:
        """A rectangle that runs through colours from its top to its bottom."""
        (x, y), (end, low) = self._pixels([box[:2], box[2:]])
        size = (max(1, round(end) - round(x)), max(1, round(low) - round(y)))
        stops = np.linspace(0, 1, len(colours))
        ramp = [np.interp(np.linspace(0, 1, size[1]), stops, levels) for levels in zip(*colours, strict=True)]
        column = np.stack(ramp, axis=1).astype(np.uint8)[:, None, :]
        self.image.paste(Image.fromarray(column).resize(size), (round(x), round(y)))

    def veil(self, points: Sequence[Point], *, fill: Colour, share: float, blur: float = 0) -> None:
        """A polygon laid over the picture with an opacity of ``share`` and blurred edges."""
        corners = self._pixels(points)
        margin = blur * self._scale * 2 + 2
        left, top = (int(min(axis) - margin) for axis in zip(*corners, strict=True))
        right, bottom = (int(max(axis) + margin) for axis in zip(*corners, strict=True))
        cover = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(cover).polygon([(x - left, y - top) for x, y in corners], fill=round(255 * share))
        if blur:
            cover = cover.filter(ImageFilter.BoxBlur(blur * self._scale)).filter(
                ImageFilter.BoxBlur(blur * self._scale)
            )
        self.image.paste(fill, (left, top), cover)

    def _pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]


def with_grain(image: Image.Image, *, seed: int, strength: float) -> Image.Image:
    """Noise and darker corners, as a small camera makes them."""
    width, height = image.size
    rng = np.random.default_rng(seed)
    grain = rng.normal(0, strength, (height, width)).astype(np.float32)
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] ** 2
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] ** 2
    light = 1 - 0.1 * (across + down)
    bands = [np.asarray(band, dtype=np.float32) * light + grain for band in image.split()]
    return Image.merge("RGB", [Image.fromarray(np.clip(band, 0, 255).astype(np.uint8)) for band in bands])


def shaded(colour: Colour, share: float) -> Colour:
    """A colour towards white (share above 0) or black (below)."""
    return mix(colour, (255, 255, 255) if share > 0 else (0, 0, 0), share=abs(share))
