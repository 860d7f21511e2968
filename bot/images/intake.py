"""A file that somebody sent, turned into a lossless sRGB picture or into a sentence that says why not."""

import re
import struct
import warnings
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from PIL import ExifTags, Image, UnidentifiedImageError

from bot.catalogue import Field
from bot.errors import RequestError
from bot.images.convert import bring_to_srgb
from bot.images.kinds import begins_like_a_picture, find_other_kind
from bot.images.limits import prepare_pillow
from bot.images.png import encode_png
from bot.images.tones import has_hole, measure_tones

MAX_PICTURE_BYTES = 50 * 1024 * 1024

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "HEIF")
_FILM_FORMATS = frozenset({"GIF", "PNG", "WEBP"})
_SELF_TURNING_FORMATS = frozenset({"TIFF", "HEIF"})  # their decoders turn pictures upright
_MASK_FIELDS = frozenset({Field.MASK_IMAGE, Field.CHARACTER_REFERENCE_MASKS})
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# What Pillow and the libraries below it raise at broken files, found by feeding them some.
_DECODER_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_FREE = "Nothing was charged."


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A picture as Retouch works with it from here on.

    ``png`` is 8-bit sRGB, mode RGB, or RGBA where the file had any alpha (kept exactly, with the colours
    below it), upright and without metadata.
    """

    png: bytes = field(repr=False)
    width_px: int
    height_px: int
    notes: tuple[str, ...]  # a short sentence for each conversion that happened
    has_transparency: bool  # some of it is more than half transparent, so a mask can be read from it
    is_animated: bool  # the file had more frames; this is the first
    black_white_share: float  # 0..1, of pixels that are nearly black or nearly white
    is_mask_like: bool


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """A file's pixels, mode RGB or RGBA, upright and in sRGB."""

    image: Image.Image
    notes: tuple[str, ...]
    is_animated: bool


@dataclass(frozen=True, kw_only=True)
class _CameraNotes:
    orientation: int  # as in EXIF, 1 is upright
    has_location: bool


def read_picture(content: bytes, *, field: str, name: str = "", is_ours: bool = False) -> Intake:
    """Take a file in. One of ours may have any number of bytes, since lossless copies of large photos do.

    Raises:
        RequestError: at ``field``, with a sentence of its own for each thing that can be wrong with a file.
    """
    if len(content) > MAX_PICTURE_BYTES and not is_ours:
        raise RequestError(
            f"{_called(name)} is larger than 50 MB. {_FREE} Send a smaller one, for example as a JPEG.",
            field=field,
        )
    decoded = decode(content, field=field, name=name)
    if decoded.is_animated and field in _MASK_FIELDS:
        raise animated_mask(field)
    image = decoded.image
    tones = measure_tones(image)
    return Intake(
        png=encode_png(image),
        width_px=image.width,
        height_px=image.height,
        notes=decoded.notes,
        has_transparency=has_hole(image),
        is_animated=decoded.is_animated,
        black_white_share=tones.black_white_share,
        is_mask_like=tones.is_mask_like,
    )


def decode(content: bytes, *, field: str | None, name: str = "") -> Decoded:
    """Decode a file that nobody vouches for; only the listed decoders ever run, and the first frame is used.

    Raises:
        RequestError: empty, no picture, damaged, or too large once decoded.
    """
    prepare_pillow()
    called = _called(name)
    if not content:
        raise RequestError(f"{called} is empty. {_FREE} Upload the picture again.", field=field)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _decode(content)
        except _DECODER_ERRORS as error:
            raise RequestError(f"{called} {_fault_of(error, content)}", field=field) from error


def animated_mask(field: str | None) -> RequestError:
    """A mask that moves marks nothing in particular."""
    return RequestError(
        f"This mask is an animation. {_FREE} Send a single picture as the mask, for example a PNG.",
        field=field,
    )


def _decode(content: bytes) -> Decoded:
    image: Image.Image = Image.open(BytesIO(content), formats=_FORMATS)
    is_animated = getattr(image, "is_animated", False) and image.format in _FILM_FORMATS
    has_pages = getattr(image, "n_frames", 1) > 1 and image.format == "TIFF"
    bits = _bits_per_channel(image)
    # A TIFF forgets its tags while it loads, a PNG may hold them behind its pixels.
    camera = _read_camera_notes(image) if image.format == "TIFF" else None
    image.load()
    camera = camera or _read_camera_notes(image)
    pixels, conversions = bring_to_srgb(image, bits=bits)
    turn = _TRANSPOSITIONS.get(camera.orientation)
    if turn is not None and image.format not in _SELF_TURNING_FORMATS:
        pixels = pixels.transpose(turn)
    notes = {
        "Only the first frame of the animation is used.": is_animated,
        "Only the first page is used.": has_pages,
        "It was turned upright, as its camera noted.": turn is not None,
        **dict.fromkeys(conversions, True),
        "Its location data was dropped.": camera.has_location,
    }
    return Decoded(
        image=pixels, notes=tuple(note for note, holds in notes.items() if holds), is_animated=is_animated
    )


def _read_camera_notes(image: Image.Image) -> _CameraNotes:
    """Unreadable notes are no reason to refuse a picture."""
    try:
        exif = image.getexif()
        orientation = image.info.get("original_orientation") or exif.get(ExifTags.Base.Orientation, 1)
        return _CameraNotes(
            orientation=int(orientation), has_location=bool(exif.get_ifd(ExifTags.IFD.GPSInfo))
        )
    except _DECODER_ERRORS:
        return _CameraNotes(orientation=1, has_location=False)


def _bits_per_channel(image: Image.Image) -> int:
    """The depth in the file, which Pillow's mode no longer tells for colour pictures."""
    if image.format == "TIFF":
        depths = image.tag_v2.get(258, 8)  # type: ignore[attr-defined]  # TiffImageFile alone has tags
        return int(max(depths)) if isinstance(depths, tuple) else int(depths)
    if image.format == "HEIF":
        return int(image.info.get("bit_depth") or 8)
    tiles = getattr(image, "tile", [])
    return 16 if tiles and ";16" in str(tiles[0].args) else 8


def _called(name: str) -> str:
    """How a sentence names the file: harmless characters only, since the name is somebody's own text."""
    harmless = re.sub(r"[^\w .()-]", "", name).strip()[:60]
    return f"“{harmless}”" if harmless else "This file"


def _fault_of(error: Exception, content: bytes) -> str:
    match error:
        case Image.DecompressionBombWarning() | Image.DecompressionBombError():
            return f"has more than 100 megapixels. {_FREE} Scale it down and send it again."
        case MemoryError():
            return f"takes too much memory to open. {_FREE} Scale it down and send it again."
        case UnidentifiedImageError() if not begins_like_a_picture(content):
            return _not_a_picture(content)
        case _:
            return f"is damaged or incomplete. {_FREE} Save or export it again and send that."


def _not_a_picture(content: bytes) -> str:
    kind = find_other_kind(content)
    if kind is None:
        return (
            f"is not a picture that we can read. {_FREE} Send a PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC file."
        )
    return f"is {kind}, not a picture that we can read. {_FREE} Export it as PNG or JPEG and send that."
