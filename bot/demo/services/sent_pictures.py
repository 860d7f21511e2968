"""Pictures as they arrive at a stand-in service: really decoded, and masks held to black and white."""

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

# "10 MB" in the services' pages may be decimal or binary; the smaller reading is the safer one to demand.
MAX_PICTURE_BYTES = 10_000_000
MAX_PICTURE_PX = 50_000_000
_FIRST_BYTES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_DATA_URI = re.compile(r"data:([a-z]+/[a-z0-9.+-]+);base64,(.*)", re.DOTALL)


class PictureRefused(ValueError):
    """A picture that the service would not take; the text says why."""


@dataclass(frozen=True, kw_only=True)
class SentPicture:
    """A decoded picture together with the file it came as."""

    content: bytes = field(repr=False)
    image: Image.Image = field(repr=False)


def read_picture(text: str, *, allows_data_uri: bool) -> SentPicture:
    """Decode a Data URI (where the service takes one) or bare standard base64, whole.

    Raises:
        PictureRefused: an address, bad base64, another format, too large, truncated.
    """
    declared = None
    if text.startswith(("http://", "https://")):
        raise PictureRefused("could not be downloaded: this stand-in reaches no outside address")
    if text.startswith("data:"):
        match = _DATA_URI.fullmatch(text)
        if not allows_data_uri or match is None:
            raise PictureRefused("must be bare base64" if not allows_data_uri else "is not a base64 Data URI")
        declared, text = match[1], match[2]
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PictureRefused("is not valid base64") from error
    return SentPicture(content=content, image=_decode(content, declared=declared))


def _decode(content: bytes, *, declared: str | None) -> Image.Image:
    if len(content) > MAX_PICTURE_BYTES:
        raise PictureRefused("is larger than 10 MB")
    try:
        image = Image.open(io.BytesIO(content), formats=tuple(_FORMATS))
        if image.width * image.height > MAX_PICTURE_PX:
            raise PictureRefused("has too many pixels")
        image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused("is not a whole PNG, JPEG or WebP picture") from error
    if declared is not None and declared != _FORMATS[image.format or ""]:
        raise PictureRefused(f"is declared as {declared} but is {image.format}")
    return image


def read_mask(mask: SentPicture, *, size: tuple[int, int], edit_level: int) -> Image.Image:
    """The marked area of a mask: mode ``L``, 255 where to paint. ``edit_level`` (0 or 255) is what marks.

    Raises:
        PictureRefused: another size, grey or coloured or see-through pixels, nothing marked.
    """
    if mask.image.size != size:
        raise PictureRefused("must have the same size as the picture")
    pixels = np.asarray(mask.image.convert("RGBA"))
    red = pixels[..., 0]
    is_grey = bool((red != pixels[..., 1]).any() or (red != pixels[..., 2]).any())
    if is_grey or bool((pixels[..., 3] != 255).any()) or not bool(np.isin(red, (0, 255)).all()):
        raise PictureRefused("must be pure black and white")
    marked = red == edit_level
    if not marked.any():
        raise PictureRefused("marks nothing to edit")
    return Image.fromarray((marked * 255).astype(np.uint8))


def check_character_mask(mask: SentPicture, *, size: tuple[int, int]) -> None:
    """A character's mask is greyscale and as large as the character's picture.

    Raises:
        PictureRefused: it is not.
    """
    if mask.image.size != size:
        raise PictureRefused("must have the same size as the character picture")
    pixels = np.asarray(mask.image.convert("RGB")).astype(np.int16)
    if np.ptp(pixels, axis=2).max() > 8:
        raise PictureRefused("must be greyscale")


def fold(value: object, pictures: dict[str, bytes]) -> object:
    """A request body for the record: pictures become size and digest, their bytes go to ``pictures``."""
    if isinstance(value, Mapping):
        return {key: fold(item, pictures) for key, item in value.items()}
    if isinstance(value, list):
        return [fold(item, pictures) for item in value]
    if not isinstance(value, str):
        return value
    prefix, comma, rest = value.partition(";base64,")
    try:
        content = base64.b64decode(rest if comma else value, validate=True)
    except (binascii.Error, ValueError):
        return value
    if not content.startswith(_FIRST_BYTES):
        return value
    digest = hashlib.sha256(content).hexdigest()
    pictures[digest] = content
    return {"form": prefix if comma else "base64", "size_bytes": len(content), "sha256": digest}
