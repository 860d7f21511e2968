"""How black and white a picture is and whether it has holes: the first questions to a possible mask."""

from dataclasses import dataclass

from PIL import Image, ImageChops

_SAMPLE_PX = 1_000_000
_NEARLY = 48  # levels from pure black or white; a JPEG of a mask rings by about 30
_COLOURED = 40  # levels between the strongest and the weakest channel
_MIN_BLACK_WHITE_SHARE = 0.9  # the rest are soft edges
_MAX_COLOURED_SHARE = 0.005


@dataclass(frozen=True, kw_only=True)
class Tones:
    """Shares of pixels, 0..1: nearly black or nearly white, and clearly coloured."""

    black_white_share: float
    coloured_share: float

    @property
    def is_mask_like(self) -> bool:
        """Nearly all black and white, and the rest grey: a scribble in colour on a text page is no mask."""
        return self.black_white_share >= _MIN_BLACK_WHITE_SHARE and self.coloured_share <= _MAX_COLOURED_SHARE


def measure_tones(image: Image.Image) -> Tones:
    """Look at up to a million pixels of an RGB or RGBA picture, evenly spread and flattened."""
    sample = flatten_mask(_sampled(image))
    red, green, blue = sample.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    weakest = ImageChops.darker(ImageChops.darker(red, green), blue)
    black = sum(strongest.histogram()[: _NEARLY + 1])
    white = sum(weakest.histogram()[255 - _NEARLY :])
    coloured = sum(ImageChops.difference(strongest, weakest).histogram()[_COLOURED + 1 :])
    total = sample.width * sample.height
    return Tones(black_white_share=(black + white) / total, coloured_share=coloured / total)


def has_hole(image: Image.Image) -> bool:
    """Whether any of it is more than half transparent, so that a mask can be read from it."""
    return image.mode == "RGBA" and sum(image.getchannel("A").histogram()[:128]) > 0


def flatten_mask(image: Image.Image) -> Image.Image:
    """Lay a mask on the colour that its visible pixels mostly are not: strokes on nothing stay strokes."""
    if image.mode != "RGBA":
        return image
    alpha = image.getchannel("A")
    visible = alpha.point([0] * 128 + [255] * 128)
    levels = image.convert("L").histogram(visible)
    is_mostly_white = sum(levels[128:]) > sum(levels[:128])
    ground = Image.new("RGB", image.size, "black" if is_mostly_white else "white")
    ground.paste(image.convert("RGB"), mask=alpha)
    return ground


def _sampled(image: Image.Image) -> Image.Image:
    step = max(1.0, (image.width * image.height / _SAMPLE_PX) ** 0.5)
    size = (max(1, round(image.width / step)), max(1, round(image.height / step)))
    return image.resize(size, Image.Resampling.NEAREST) if step > 1 else image
