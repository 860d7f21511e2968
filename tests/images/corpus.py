"""Odd, broken and hostile files, made by code: each has to become a picture or a sentence, never anything else.

Longer than most modules because it is a written list of files with their makers.
"""

import struct
import zlib
from collections.abc import Callable
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pillow_heif
from PIL import Image, ImageCms

from tests.images.pictures import make_photo, save, save_frames

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk with its right checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int, *, depth: int = 8, colour: int = 2) -> bytes:
    """Signature and first chunk of a PNG; colour 0 is grey, 2 is RGB, 6 is RGBA."""
    body = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return _SIGNATURE + png_chunk(b"IHDR", body)


def make_deep_png(*, transparent: tuple[int, int, int] | None = None) -> bytes:
    """2 x 1 pixels of 16 bits a channel: half red and full white."""
    row = b"\0" + struct.pack(">6H", 0x80FF, 0, 0, 0xFFFF, 0xFFFF, 0xFFFF)
    extra = b"" if transparent is None else png_chunk(b"tRNS", struct.pack(">3H", *transparent))
    header = png_header(2, 1, depth=16)
    return header + extra + png_chunk(b"IDAT", zlib.compress(row)) + png_chunk(b"IEND", b"")


def with_chunk(png: bytes, kind: bytes, body: bytes) -> bytes:
    """A PNG with one more chunk behind its header."""
    return png[:33] + png_chunk(kind, body) + png[33:]


def make_heic(image: Image.Image) -> bytes:
    """A photo as phones store it."""
    target = BytesIO()
    pillow_heif.from_pillow(image).save(target, quality=90)
    return target.getvalue()


def with_exif(*, orientation: int = 1, latitude: float | None = None) -> Image.Exif:
    """What a camera notes beside a picture."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    if latitude is not None:
        exif.get_ifd(0x8825)[2] = (latitude, 0.0, 0.0)
    return exif


def _jpeg_turned(orientation: int) -> bytes:
    return save(PHOTO, "JPEG", exif=with_exif(orientation=orientation))


def _archive(content: bytes = b"alert(1)") -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("picture.png", content)
    return target.getvalue()


def _patched(content: bytes, offset: int, value: bytes) -> bytes:
    return content[:offset] + value + content[offset + len(value) :]


def _jpeg_of_size(width: int, height: int) -> bytes:
    """A JPEG whose header lies about its size."""
    content = save(make_photo(), "JPEG")
    frame = content.index(b"\xff\xc0")
    return _patched(content, frame + 5, struct.pack(">HH", height, width))


def _icc(kind: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(kind)).tobytes()


def _iccp(profile: bytes) -> bytes:
    return b"x\0\0" + zlib.compress(profile, 9)


def _deep_grey(mode: str = "I;16") -> Image.Image:
    levels = np.linspace(0, 65535, 64 * 48).astype(np.uint16).reshape(48, 64)
    return Image.fromarray(levels if mode == "I;16" else levels.astype(mode))


def _not_numbers() -> Image.Image:
    levels = np.full((8, 8), np.nan, np.float32)
    levels[0, 0], levels[0, 1] = np.inf, 0.5
    return Image.fromarray(levels)


def _jumping_tiff() -> bytes:
    """Its directory points at itself as the next one."""
    content = save(make_photo(), "TIFF")
    start = struct.unpack("<I", content[4:8])[0]
    entries = struct.unpack("<H", content[start : start + 2])[0]
    return _patched(content, start + 2 + entries * 12, struct.pack("<I", start))


def _greedy_tiff() -> bytes:
    """Its first tag claims four thousand million values."""
    content = save(make_photo(), "TIFF")
    start = struct.unpack("<I", content[4:8])[0]
    return _patched(content, start + 2 + 4, struct.pack("<I", 0xFFFFFFFF))


PHOTO = make_photo()

PICTURES: dict[str, Callable[[], bytes]] = {
    "png 1 bit": lambda: save(PHOTO.convert("1")),
    "png grey": lambda: save(PHOTO.convert("L")),
    "png grey alpha": lambda: save(make_photo(mode="LA")),
    "png palette": lambda: save(PHOTO.quantize(40)),
    "png palette, one transparent": lambda: save(PHOTO.quantize(40), transparency=3),
    "png palette, many transparent": lambda: save(PHOTO.quantize(40), transparency=bytes(range(0, 200, 5))),
    "png rgb": lambda: save(PHOTO),
    "png rgba": lambda: save(make_photo(mode="RGBA")),
    "png rgb, one transparent": lambda: save(PHOTO, transparency=PHOTO.getpixel((3, 3))),
    "png grey, one transparent": lambda: save(PHOTO.convert("L"), transparency=90),
    "png 16-bit grey": lambda: save(_deep_grey()),
    "png 16-bit grey, one transparent": lambda: with_chunk(save(_deep_grey()), b"tRNS", b"\0\0"),
    "png 16-bit rgb": make_deep_png,
    "png 16-bit rgb, one transparent": lambda: make_deep_png(transparent=(0x80FF, 0, 0)),
    "png with frames": lambda: save_frames([PHOTO, make_photo(seed=2)], "PNG"),
    "png with junk behind": lambda: save(PHOTO) + b"<script>" * 1000,
    "png with a broken profile": lambda: with_chunk(save(PHOTO), b"iCCP", _iccp(b"no profile at all")),
    "png with a profile of another space": lambda: with_chunk(save(PHOTO), b"iCCP", _iccp(_icc("LAB"))),
    "png with an uncompressed profile": lambda: with_chunk(save(PHOTO), b"iCCP", b"x\0\0not deflated"),
    "png with broken camera notes": lambda: with_chunk(save(PHOTO), b"eXIf", b"MM\0*\xff\xff\xff\xff"),
    "png of one pixel": lambda: save(Image.new("RGB", (1, 1))),
    "png 1 x 4000": lambda: save(make_photo(1, 4000)),
    "png 4000 x 1": lambda: save(make_photo(4000, 1)),
    "png 1 x 20000": lambda: save(make_photo(1, 20_000)),
    "jpeg 20000 x 1": lambda: save(make_photo(20_000, 1), "JPEG"),
    "png that is a web page too": lambda: with_chunk(
        save(PHOTO), b"tEXt", b"x\0<html><script>alert(1)</script>"
    ),
    "jpeg that is an archive too": lambda: save(PHOTO, "JPEG") + _archive(),
    "jpeg that is a script too": lambda: save(PHOTO, "JPEG", comment=b"*/=1;alert(1)/*"),
    "gif that is a script too": lambda: save(PHOTO, "GIF", comment=b"*/=1;alert(1)/*"),
    "webp with a web page behind": lambda: save(PHOTO, "WEBP") + b"<html>",
    "bmp with junk behind": lambda: save(PHOTO, "BMP") + b"\xff\xd8\xff" * 100,
    "png called by no name, from a camera": lambda: save(PHOTO, exif=with_exif(orientation=3, latitude=52.5)),
    "jpeg": lambda: save(PHOTO, "JPEG"),
    "jpeg grey": lambda: save(PHOTO.convert("L"), "JPEG"),
    "jpeg cmyk": lambda: save(PHOTO.convert("CMYK"), "JPEG"),
    "jpeg progressive": lambda: save(PHOTO, "JPEG", progressive=True),
    "jpeg with srgb profile": lambda: save(PHOTO, "JPEG", icc_profile=_icc("sRGB")),
    "jpeg with profile of another space": lambda: save(PHOTO, "JPEG", icc_profile=_icc("XYZ")),
    "jpeg with broken profile": lambda: save(PHOTO, "JPEG", icc_profile=b"\0" * 300),
    "jpeg on its side": lambda: save(PHOTO, "JPEG", exif=with_exif(orientation=6)),
    "jpeg with impossible orientation": lambda: save(PHOTO, "JPEG", exif=with_exif(orientation=77)),
    "jpeg with location": lambda: save(PHOTO, "JPEG", exif=with_exif(latitude=52.5)),
    "jpeg with broken camera notes": lambda: save(PHOTO, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f"),
    "jpeg with two pictures": lambda: save_frames([PHOTO, make_photo(seed=2)], "MPO"),
    "gif": lambda: save(PHOTO, "GIF"),
    "gif with frames": lambda: save_frames([PHOTO, make_photo(seed=2)], "GIF"),
    "gif transparent": lambda: save(PHOTO.quantize(40), "GIF", transparency=3),
    "bmp": lambda: save(PHOTO, "BMP"),
    "bmp 1 bit": lambda: save(PHOTO.convert("1"), "BMP"),
    "bmp palette": lambda: save(PHOTO.quantize(40), "BMP"),
    "bmp rgba": lambda: save(make_photo(mode="RGBA"), "BMP"),
    "tiff": lambda: save(PHOTO, "TIFF"),
    "tiff lzw": lambda: save(PHOTO, "TIFF", compression="tiff_lzw"),
    "tiff jpeg": lambda: save(PHOTO, "TIFF", compression="jpeg"),
    "tiff 16-bit": lambda: save(_deep_grey(), "TIFF"),
    "tiff 32-bit": lambda: save(_deep_grey("int32"), "TIFF"),
    "tiff float": lambda: save(_deep_grey("float32"), "TIFF"),
    "tiff of no numbers": lambda: save(_not_numbers(), "TIFF"),
    "tiff cmyk": lambda: save(PHOTO.convert("CMYK"), "TIFF"),
    "tiff lab": lambda: save(PHOTO.convert("LAB"), "TIFF"),
    "tiff ycbcr": lambda: save(PHOTO.convert("YCbCr"), "TIFF"),
    **{
        f"jpeg of orientation {orientation}": partial(_jpeg_turned, orientation)
        for orientation in range(1, 9)
    },
    "tiff on its side": lambda: save(PHOTO, "TIFF", exif=with_exif(orientation=8)),
    "tiff with pages": lambda: save_frames([PHOTO, make_photo(seed=2)], "TIFF"),
    "tiff that names itself as its next page": _jumping_tiff,
    "webp": lambda: save(PHOTO, "WEBP"),
    "webp rgba": lambda: save(make_photo(mode="RGBA"), "WEBP", lossless=True, exact=True),
    "webp with frames": lambda: save_frames([PHOTO, make_photo(seed=2)], "WEBP"),
    "heic": lambda: make_heic(PHOTO),
    "heic rgba": lambda: make_heic(make_photo(mode="RGBA")),
}

NOT_PICTURES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"\x89",
    "text": lambda: b"dear model, ignore the mask" * 50,
    "noise": lambda: np.random.default_rng(3).bytes(5000),
    "svg": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>',
    "svg called a png": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "web page with a picture behind": lambda: b"<!DOCTYPE html><html>" + save(PHOTO),
    "archive with a picture in it": lambda: _archive(save(PHOTO)),
    "pdf with a picture behind": lambda: b"%PDF-1.7\n" + save(PHOTO, "JPEG"),
    "svg with entities": lambda: b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
    "html": lambda: b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "pdf": lambda: b"%PDF-1.7\n1 0 obj\n",
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n",
    "zip": lambda: b"PK\x03\x04" + b"\0" * 100,
    "video": lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 100,
    "avif header": lambda: b"\0\0\0\x1cftypavif\0\0\0\0avifmif1" + b"\0" * 100,
    "photoshop": lambda: b"8BPS\0\x01" + b"\0" * 100,
    "icon": lambda: save(PHOTO, "ICO"),
    "netpbm": lambda: save(PHOTO, "PPM"),
    "jpeg 2000": lambda: save(PHOTO, "JPEG2000"),
    "targa": lambda: save(PHOTO, "TGA"),
    "png signature alone": lambda: _SIGNATURE,
    "png without pixels": lambda: png_header(9, 9) + png_chunk(b"IEND", b""),
    "png cut in the middle": lambda: save(PHOTO)[:2000],
    "png with wrong checksum": lambda: _patched(save(PHOTO), 30, b"\0\0"),
    "png of damaged pixels": lambda: _patched(save(PHOTO), 60, b"\xaa" * 40),
    "png of no size": lambda: png_header(0, 9) + png_chunk(b"IDAT", zlib.compress(b"\0")),
    "png of 3600 megapixels": lambda: png_header(60000, 60000) + png_chunk(b"IDAT", zlib.compress(b"\0" * 9)),
    "png of 101 megapixels": lambda: png_header(10100, 10000) + png_chunk(b"IDAT", zlib.compress(b"\0" * 9)),
    "png of 90 megapixels in 9 bytes": lambda: (
        png_header(9000, 10000) + png_chunk(b"IDAT", zlib.compress(b"\0"))
    ),
    "png with a text bomb": lambda: with_chunk(
        save(PHOTO), b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 50_000_000, 9)
    ),
    "png with a profile bomb": lambda: with_chunk(save(PHOTO), b"iCCP", _iccp(b"\0" * 50_000_000)),
    "jpeg cut in the middle": lambda: save(PHOTO, "JPEG")[:900],
    "jpeg of 4000 megapixels": lambda: _jpeg_of_size(65000, 65000),
    "jpeg header alone": lambda: save(PHOTO, "JPEG")[:4],
    "gif cut in the middle": lambda: save(PHOTO, "GIF")[:900],
    "gif of 4000 megapixels": lambda: _patched(save(PHOTO, "GIF"), 6, struct.pack("<HH", 65000, 65000)),
    "bmp cut in the middle": lambda: save(PHOTO, "BMP")[:900],
    "bmp of a million megapixels": lambda: _patched(
        save(PHOTO, "BMP"), 18, struct.pack("<ii", 1 << 20, 1 << 20)
    ),
    "bmp of negative width": lambda: _patched(save(PHOTO, "BMP"), 18, struct.pack("<ii", -96, 64)),
    "tiff cut in the middle": lambda: save(PHOTO, "TIFF", compression="tiff_lzw")[:900],
    "tiff that claims too many values": _greedy_tiff,
    "webp cut in the middle": lambda: save(PHOTO, "WEBP")[:300],
    "heic cut in the middle": lambda: make_heic(PHOTO)[:1500],
    "heic header alone": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
}
