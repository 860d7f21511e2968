"""Masks from black-and-white files and from transparency: which colour marks the edit, repairs, refusals."""

from dataclasses import dataclass, field
from enum import StrEnum

from PIL import Image, ImageChops

from bot.errors import RequestError
from bot.images.intake import animated_mask, decode
from bot.images.png import decode_png, encode_png
from bot.images.tones import flatten_mask, has_hole, measure_tones

_WHITE_FROM = 128  # a grey at or above this level counts as white
_CLEAN_LEVELS = 16  # what a JPEG does to pure black and white; a grey edge is further in
_UNCLEAR_SHARES = (0.4, 0.6)
_SAME_SHAPE = 0.01  # how far two aspect ratios may be apart

_FREE = "Nothing was charged."
_RESIZED = "The mask was resized to the picture."
_GREY_CUT = "Grey edges of the mask were cut at half."
_FLATTENED = "The transparency of the mask was flattened."
_FROM_TRANSPARENCY = "The transparent area of the picture is what may change."


class Polarity(StrEnum):
    """The colour that marks the edit in a file that somebody sent."""

    WHITE = "white"
    BLACK = "black"


@dataclass(frozen=True, kw_only=True)
class MaskReading:
    """A mask as Retouch works with it: PNG, mode L, the seed image's size, 255 may change, 0 stays.

    ``is_ambiguous`` says that nobody named the polarity and neither colour is clearly the smaller one; the
    mask then takes white as the edit, and ``invert`` gives the other reading.
    """

    png: bytes = field(repr=False)
    marked_share: float  # 0..1, of the picture's area
    notes: tuple[str, ...] = ()
    polarity: Polarity = Polarity.WHITE
    is_ambiguous: bool = False


def read_mask(
    content: bytes, *, seed_size: tuple[int, int], polarity: Polarity | None, field: str = "mask_image"
) -> MaskReading:
    """Read a black-and-white file as a mask for a picture of ``seed_size`` (width, height in pixels).

    Raises:
        RequestError: not a picture, an animation, not nearly black and white, of another shape, or marking
            nothing or everything.
    """
    decoded = decode(content, field=field)
    if decoded.is_animated:
        raise animated_mask(field)
    if not measure_tones(decoded.image).is_mask_like:
        raise RequestError(
            f"This mask is not black and white. {_FREE} Send one in pure black and white, or a copy of the "
            "picture with the area scribbled over.",
            field=field,
        )
    check_shape(decoded.image.size, seed_size=seed_size, field=field)
    grey, notes = _repaired(decoded.image, seed_size=seed_size)
    white = grey.point([0] * _WHITE_FROM + [255] * (256 - _WHITE_FROM))
    chosen, is_ambiguous = _choose(share_of(white), polarity)
    marked = white if chosen is Polarity.WHITE else ImageChops.invert(white)
    return finish_mask(marked, notes=notes, field=field, polarity=chosen, is_ambiguous=is_ambiguous)


def mask_from_transparency(png: bytes, *, field: str = "seed_image") -> MaskReading:
    """What is more than half transparent in a picture of ours may change.

    Raises:
        RequestError: nothing is transparent, or everything.
    """
    image = decode_png(png)
    if not has_hole(image):
        raise nothing_marked(field)
    return read_holes(image, seed_size=image.size, field=field)


def read_holes(image: Image.Image, *, seed_size: tuple[int, int], field: str) -> MaskReading:
    """The same for a decoded picture with holes, of the seed image's shape, resized where it has to be."""
    holes = image.getchannel("A").point([255] * 128 + [0] * 128)
    if holes.size == seed_size:
        return finish_mask(holes, notes=(_FROM_TRANSPARENCY,), field=field)
    resized = holes.resize(seed_size, Image.Resampling.NEAREST)
    return finish_mask(resized, notes=(_FROM_TRANSPARENCY, _RESIZED), field=field)


def invert(mask_png: bytes) -> bytes:
    """The other reading of a mask: what might change stays, and the other way round."""
    return encode_png(ImageChops.invert(decode_png(mask_png)))


def share_of(mask: Image.Image) -> float:
    """How much of a mask is at 255, 0..1."""
    return mask.histogram()[255] / (mask.width * mask.height)


def finish_mask(
    mask: Image.Image,
    *,
    field: str | None,
    notes: tuple[str, ...] = (),
    polarity: Polarity = Polarity.WHITE,
    is_ambiguous: bool = False,
) -> MaskReading:
    """Encode a mask (mode L, 0 and 255 alone) that marks something and not everything.

    Raises:
        RequestError: it marks nothing, or everything.
    """
    share = share_of(mask)
    if share == 0:
        raise nothing_marked(field)
    if share == 1:
        raise RequestError(
            f"The mask marks the whole picture. {_FREE} Leave out what should stay, or use a remix to change "
            "everything.",
            field=field,
        )
    return MaskReading(
        png=encode_png(mask), marked_share=share, notes=notes, polarity=polarity, is_ambiguous=is_ambiguous
    )


def nothing_marked(field: str | None) -> RequestError:
    """A mask without any area."""
    return RequestError(
        f"The mask marks nothing. {_FREE} Paint what should change, or name it with --region, for example "
        "“top right”.",
        field=field,
    )


def check_shape(size: tuple[int, int], *, seed_size: tuple[int, int], field: str | None) -> None:
    """Refuse a mask that cannot be laid over the picture without distorting it.

    Raises:
        RequestError: the aspect ratios differ by more than rounding.
    """
    width, height = size
    seed_width, seed_height = seed_size
    apart_px = abs(width * seed_height - height * seed_width)
    if apart_px > max(_SAME_SHAPE * width * seed_height, seed_width, seed_height):
        raise RequestError(
            f"The mask is {width:,} × {height:,} pixels, the picture {seed_width:,} × {seed_height:,}: "
            f"another shape. {_FREE} Make the mask from the picture itself, at its size.",
            field=field,
        )


def _choose(white_share: float, polarity: Polarity | None) -> tuple[Polarity, bool]:
    """Which colour marks the edit, and whether that has to be asked."""
    if polarity is not None:
        return polarity, False
    low, high = _UNCLEAR_SHARES
    if low <= white_share <= high:
        return Polarity.WHITE, True
    return (Polarity.WHITE if white_share < low else Polarity.BLACK), False


def _repaired(image: Image.Image, *, seed_size: tuple[int, int]) -> tuple[Image.Image, tuple[str, ...]]:
    """Mode L at the seed image's size, with a sentence for each repair."""
    notes: list[str] = []
    if image.size != seed_size:
        image = image.resize(seed_size, Image.Resampling.NEAREST)
        notes.append(_RESIZED)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
        notes.append(_FLATTENED)
    grey = flatten_mask(image).convert("L")
    if sum(grey.histogram()[_CLEAN_LEVELS : 256 - _CLEAN_LEVELS]):
        notes.append(_GREY_CUT)
    return grey, tuple(notes)
