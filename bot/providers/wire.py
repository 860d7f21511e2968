"""Spelling values the way request bodies want them; what both services share."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from bot.catalogue import Field
from bot.errors import ProviderRejected, Reason
from bot.providers.base import Submission

MAX_PICTURE_BYTES = 10_000_000  # both services hand on to Ideogram, which takes 10 MB; read 2026-11-20


@dataclass(frozen=True, kw_only=True)
class Colour:
    """One member of a palette."""

    color_hex: str
    color_weight: float | None


def put(body: dict[str, Any], path: str, value: object) -> None:
    """Set ``body["a"]["b"]`` for the path ``a.b``."""
    *parents, last = path.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    body[last] = value


def pictures_of(submission: Submission, *, is_mask_black: bool) -> Mapping[Field, list[bytes]]:
    """Every picture of a submission by its field, the mask in the polarity the service wants.

    Raises:
        ProviderRejected: a picture, or a field's pictures together, are over what the service takes.
    """
    mask = submission.mask
    if mask is not None and is_mask_black:
        mask = inverted(mask)
    pictures = {
        Field.SEED_IMAGE: [submission.seed_image],
        Field.MASK_IMAGE: [] if mask is None else [mask],
        Field.STYLE_REFERENCE_IMAGES: list(submission.style_references),
        Field.CHARACTER_REFERENCE_IMAGES: list(submission.character_references),
        Field.CHARACTER_REFERENCE_MASKS: list(submission.character_masks),
    }
    sent = {name: contents for name, contents in pictures.items() if contents}
    for name, contents in sent.items():
        if sum(map(len, contents)) > MAX_PICTURE_BYTES:
            parameter = submission.model.parameters[name].wire
            raise ProviderRejected("Pictures over 10 MB.", reason=Reason.PARAMETER, parameter=parameter)
    return sent


def data_uri(content: bytes) -> str:
    """``data:image/png;base64,…`` with the type that the bytes show."""
    return f"data:{_media_type(content)};base64,{bare_base64(content)}"


def bare_base64(content: bytes) -> str:
    """Standard base64 with nothing in front."""
    return b64encode(content).decode("ascii")


def inverted(mask: bytes) -> bytes:
    """The same mask with black and white swapped; a PNG of mode ``L`` in and out."""
    with Image.open(BytesIO(mask), formats=("PNG",)) as image:
        swapped = ImageOps.invert(image.convert("L"))
    out = BytesIO()
    swapped.save(out, "PNG", compress_level=1)
    return out.getvalue()


def read_size(value: object) -> tuple[int, int]:
    """``1344x768`` -> width and height in pixels."""
    width, _, height = str(value).partition("x")
    return int(width), int(height)


def read_palette(value: object) -> str | list[Colour]:
    """``EMBER`` -> the name of a preset; ``#FF5733:0.7,#112233`` -> its members in order."""
    text = str(value)
    if not text.startswith("#"):
        return text
    members = []
    for part in text.split(","):
        color_hex, _, weight = part.strip().partition(":")
        members.append(Colour(color_hex=color_hex, color_weight=float(weight) if weight else None))
    return members


def _media_type(content: bytes) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise ProviderRejected("A picture is not PNG, JPEG or WebP.", reason=Reason.PARAMETER)
