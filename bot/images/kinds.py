"""Files told apart by their first bytes, so that a refusal can name what it got."""

import re

# What we read; a file that begins like this and cannot be opened is broken.
_READABLE = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|BM.{4}\0{4}|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(hei|hev|mif1|msf1)",
    re.DOTALL,
)
# What people send instead of a picture, with what it begins with.
_OTHERS = (
    (re.compile(rb"%PDF-"), "a PDF"),
    (re.compile(rb"8BPS"), "a Photoshop file"),
    (re.compile(rb"gimp xcf"), "a GIMP file"),
    (re.compile(rb".{4}ftypavi[fs]", re.DOTALL), "an AVIF file"),
    (re.compile(rb".{4}ftyp(qt|mp4|iso|M4V|avc|3gp)|\x1aE\xdf\xa3", re.DOTALL), "a video"),
    (re.compile(rb"PK\x03\x04"), "an archive or a document"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "a JPEG XL file"),
    (re.compile(rb"\0\0\0\x0cjP  "), "a JPEG 2000 file"),
    (re.compile(rb"\s*<(!doctype html|html|head|body)\b", re.IGNORECASE), "a web page"),
    (re.compile(rb"\s*<(svg\b|\?xml\b.*<svg\b|!.*<svg\b)", re.DOTALL), "an SVG drawing"),
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEAD_BYTES = 4096


def begins_like_a_picture(content: bytes) -> bool:
    """Whether the first bytes promise one of the formats that we read."""
    return _READABLE.match(content) is not None


def find_other_kind(content: bytes) -> str | None:
    """What else the file is, with its article ("a PDF"), None where we cannot tell."""
    head = content[:_HEAD_BYTES].removeprefix(_BYTE_ORDER_MARK)
    return next((kind for pattern, kind in _OTHERS if pattern.match(head)), None)
