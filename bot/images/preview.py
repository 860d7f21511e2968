"""Small pictures that say something: what will change, and several results at a glance."""

from collections.abc import Sequence
from math import ceil, sqrt

from PIL import Image

from bot.images.drawing import draw_label, draw_outline, small_copy, small_mask
from bot.images.png import decode_png, encode_png

_PREVIEW_PX = 1600
_SHEET_PX = 2000
_GAP_PX = 8
_TINT = (230, 0, 126)
_TINT_STRENGTH = 0.45
_GROUND = (240, 240, 240)


def tint(seed_png: bytes, mask_png: bytes | None) -> bytes:
    """A copy of at most 1600 pixels a side with the marked area tinted and outlined; a PNG of mode RGB.

    Without a mask it is the plain small copy.
    """
    picture = small_copy(decode_png(seed_png), max_side_px=_PREVIEW_PX)
    if mask_png is not None:
        area = small_mask(decode_png(mask_png), picture.size)
        tinted = Image.blend(picture, Image.new("RGB", picture.size, _TINT), _TINT_STRENGTH)
        picture.paste(tinted, mask=area)
        draw_outline(picture, area)
    return encode_png(picture)


def contact_sheet(pngs: Sequence[bytes], *, labels: Sequence[str]) -> bytes:
    """Pictures in a grid, each with its label, read by rows; a PNG of at most 2000 pixels a side.

    There is at least one picture and as many labels as pictures.
    """
    columns = ceil(sqrt(len(pngs)))
    rows = ceil(len(pngs) / columns)
    cell_px = (_SHEET_PX - _GAP_PX) // columns - _GAP_PX
    cells = []
    for png, label in zip(pngs, labels, strict=True):
        cell = small_copy(decode_png(png), max_side_px=cell_px)
        draw_label(cell, label)
        cells.append(cell)
    width = max(cell.width for cell in cells) + _GAP_PX
    height = max(cell.height for cell in cells) + _GAP_PX
    sheet = Image.new("RGB", (columns * width + _GAP_PX, rows * height + _GAP_PX), _GROUND)
    for place, cell in enumerate(cells):
        row, column = divmod(place, columns)
        sheet.paste(cell, (_GAP_PX + column * width, _GAP_PX + row * height))
    return encode_png(sheet)
