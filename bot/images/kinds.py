"""Files that are not pictures to us, told apart by their first bytes so that the refusal can name them."""

import re

# What people send instead of a picture, with what it begins with.
_SIGNATURES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"%PDF-"), "a PDF"),
    (re.compile(rb"8BPS"), "a Photoshop file"),
    (re.compile(rb"gimp xcf"), "a GIMP file"),
    (re.compile(rb"....ftyp(avif|avis)", re.DOTALL), "an AVIF file"),
    (re.compile(rb"....ftyp(qt|mp4|iso|M4V|avc|3gp)|\x1aE\xdf\xa3", re.DOTALL), "a video"),
    (re.compile(rb"PK\x03\x04"), "an archive or a document"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "a JPEG XL file"),
    (re.compile(rb"\0\0\0\x0cjP  "), "a JPEG 2000 file"),
    (
        re.compile(
            rb"\s*(<\?xml.{0,2000}?)?(<!--.{0,2000}?-->\s*|<!DOCTYPE svg.{0,500}?>\s*)*<svg[\s>]", re.DOTALL
        ),
        "an SVG drawing",
    ),
    (re.compile(rb"\s*<(!doctype html|html|head|body)", re.IGNORECASE), "a web page"),
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def find_kind(content: bytes) -> str | None:
    """What the file is, with its article ("a PDF"), None where we cannot tell."""
    head = content[:4096].removeprefix(_BYTE_ORDER_MARK)
    return next((kind for pattern, kind in _SIGNATURES if pattern.match(head)), None)
