"""What sort of file some bytes are, told by the bytes, and small versions of pictures."""

import io
import warnings
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

THUMBNAIL_SIZES_PX = (64, 80, 160, 360, 480, 720, 800, 960, 1024)
_HEIF_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")
_PRETTY = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WebP", "tiff": "TIFF", "bmp": "BMP"}


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """A file's type in Slack's words; sizes are None where it is no picture that could be opened."""

    mimetype: str
    filetype: str
    pretty_type: str
    width: int | None = None
    height: int | None = None
    exif_rotation: int | None = None


PLAIN = FileKind(mimetype="application/octet-stream", filetype="binary", pretty_type="Binary")
HEIC = FileKind(mimetype="image/heic", filetype="heic", pretty_type="HEIC")


def find_kind(content: bytes) -> FileKind:
    """The kind of these bytes; only headers are read, so a picture bomb does no harm."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return HEIC
    if content[:5] == b"%PDF-":
        return FileKind(mimetype="application/pdf", filetype="pdf", pretty_type="PDF")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _picture_kind(content)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return _text_or_binary(content)


def thumbnail(content: bytes, size_px: int) -> bytes:
    """A PNG of the picture, upright, no side longer than ``size_px``."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.draft("RGB", (size_px, size_px))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((size_px, size_px))
        small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    out = io.BytesIO()
    small.save(out, "PNG")
    return out.getvalue()


def _picture_kind(content: bytes) -> FileKind:
    with Image.open(io.BytesIO(content)) as picture:
        filetype = "jpg" if picture.format in {"JPEG", "MPO"} else (picture.format or "binary").lower()
        rotation = picture.getexif().get(ExifTags.Base.Orientation)
        return FileKind(
            mimetype="image/jpeg" if filetype == "jpg" else Image.MIME.get(picture.format or "", "image/*"),
            filetype=filetype,
            pretty_type=_PRETTY.get(filetype, filetype.upper()),
            width=picture.width,
            height=picture.height,
            exif_rotation=rotation if isinstance(rotation, int) and rotation > 1 else None,
        )


def _text_or_binary(content: bytes) -> FileKind:
    try:
        content.decode()
    except UnicodeDecodeError:
        return PLAIN
    if not content or b"\0" in content:
        return PLAIN
    return FileKind(mimetype="text/plain", filetype="text", pretty_type="Plain Text")
