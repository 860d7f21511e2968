"""The promise that only the marked area changes: the answer laid over the original through the mask."""

from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from bot.images.answer import read_answer, shape_notes
from bot.images.blend import blend, shift_colours
from bot.images.convert import lay_on_white
from bot.images.feather import default_feather_px, inward_weights
from bot.images.focus import Box, FocusPlan, meet
from bot.images.look import look_at
from bot.images.png import decode_png, encode_png
from bot.images.proof import compare_pixels
from bot.images.ring import Shift, match_ring

_MAX_SIDES_PX = {"jpg": 65_500, "webp": 16_383}  # the bounds of the encoders
_DEFAULT_QUALITY = 95
_STRIP_PX = 2_000_000

WRONG_WAY_ROUND = (
    "The marked area changed less than the rest of the answer, so the mask may be the wrong way round."
)
HARDLY_CHANGED = "The marked area hardly changed; other words may help."


@dataclass(frozen=True, kw_only=True)
class Locked:
    """A picture of the original's size that differs from it inside the mask alone, with the counts to prove it.

    ``polarity_looks_wrong`` comes with its sentence among the notes.
    """

    png: bytes = field(repr=False)
    width_px: int
    height_px: int
    changed_outside: int
    outside_px: int
    changed_inside: int
    inside_px: int
    polarity_looks_wrong: bool
    notes: tuple[str, ...]


def lock(
    original_png: bytes,
    answer: bytes,
    mask_png: bytes,
    *,
    plan: FocusPlan,
    feather_px: int | None = None,
    match_colour: bool = False,
) -> Locked:
    """Lay an answer of any format and size over the part of the original that was sent, through the mask.

    Raises:
        AnswerUnreadable: the answer is not a picture.
    """
    original, mask = decode_png(original_png), decode_png(mask_png)
    drawn = read_answer(answer)
    look = look_at(original, drawn, mask=mask, plan=plan)
    result = original.copy()
    area = meet(mask.getbbox(), plan.box)
    if area is not None:
        feather = default_feather_px(original.size) if feather_px is None else feather_px
        weights = inward_weights(mask, area, feather_px=feather)
        shift_levels = match_ring(original, drawn, mask=mask, plan=plan) if match_colour else None
        _lay(drawn, result, area, weights=weights, plan=plan, shift_levels=shift_levels)
    png = encode_png(result)
    del result  # at a hundred megapixels there is no room for it beside its own delivered copy
    changes = compare_pixels(original, decode_png(png), mask=mask)
    warning: tuple[str, ...] = ()
    if look.polarity_looks_wrong:
        warning = (WRONG_WAY_ROUND,)
    elif look.hardly_changed:
        warning = (HARDLY_CHANGED,)
    return Locked(
        png=png,
        width_px=original.width,
        height_px=original.height,
        changed_outside=changes.changed_outside,
        outside_px=changes.outside_px,
        changed_inside=changes.changed_inside,
        inside_px=changes.inside_px,
        polarity_looks_wrong=look.polarity_looks_wrong,
        notes=(*shape_notes(drawn, plan), *warning),
    )


def pass_through(answer: bytes, *, original_png: bytes | None = None, plan: FocusPlan | None = None) -> bytes:
    """A remix, or an edit without the lock, as a PNG without metadata.

    Given the original and a plan that sent only a crop, the whole answer is put back where it was cut out.

    Raises:
        AnswerUnreadable: the answer is not a picture.
    """
    drawn = read_answer(answer)
    if original_png is None or plan is None or not plan.is_crop:
        return encode_png(drawn)
    picture = decode_png(original_png)
    part = lay_on_white(drawn).resize(plan.crop_size, Image.Resampling.LANCZOS)
    picture.paste(part.convert(picture.mode), plan.box)
    return encode_png(picture)


def encode(png: bytes, *, file_format: str, quality: int | None = None) -> bytes:
    """A copy of a lossless picture for delivery as ``jpg`` (transparency on white) or ``webp``.

    What is longer than the formats allow is scaled down: the lossless picture is kept apart.
    """
    picture = decode_png(png)
    max_side_px = _MAX_SIDES_PX[file_format]
    picture.thumbnail((max_side_px, max_side_px), Image.Resampling.LANCZOS)
    target = BytesIO()
    if file_format == "jpg":
        lay_on_white(picture).save(target, "JPEG", quality=quality or _DEFAULT_QUALITY, subsampling=0)
    else:
        picture.save(target, "WEBP", quality=quality or _DEFAULT_QUALITY)
    return target.getvalue()


def _lay(
    drawn: Image.Image,
    result: Image.Image,
    area: Box,
    *,
    weights: Image.Image,
    plan: FocusPlan,
    shift_levels: Shift | None,
) -> None:
    """Lay the answer over ``area`` of the result by ``weights``, strip by strip to save memory."""
    left, top, right, bottom = area
    rows = max(1, _STRIP_PX // (right - left))
    for start in range(top, bottom, rows):
        end = min(start + rows, bottom)
        strip = (left, start, right, end)
        patch = _patch(drawn, strip, plan=plan)
        if shift_levels is not None:
            patch = shift_colours(patch, shift_levels)
        weight = weights.crop((0, start - top, right - left, end - top))
        result.paste(blend(result.crop(strip), patch, weights=weight), strip)


def _patch(drawn: Image.Image, area: Box, *, plan: FocusPlan) -> Image.Image:
    """The answer's pixels for an area of the original, scaled only where its size is another."""
    left, top, right, bottom = area
    start_x, start_y, end_x, end_y = plan.in_answer(drawn.size, area)
    if drawn.size == plan.crop_size:
        return drawn.crop((round(start_x), round(start_y), round(end_x), round(end_y)))
    return drawn.resize(
        (right - left, bottom - top), Image.Resampling.LANCZOS, box=(start_x, start_y, end_x, end_y)
    )
