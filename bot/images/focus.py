"""Which part of a picture goes to the service, and its files as the service takes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from math import sqrt

from PIL import Image

from bot.images.convert import lay_on_white
from bot.images.png import decode_png, encode_png

# The models draw about a megapixel, so below this a crop gains nothing.
_MODEL_PX = 1024 * 1024
_LARGE_PX = 1_250_000
# A crop has the marked area and half of it again on every side, so that the model sees what it continues.
_CONTEXT_FACTOR = 2
_MAX_ASPECT = 2
# A crop that is most of the picture gains little and loses the overview.
_MAX_CROP_SHARE = 0.6
_STEP_PX = 8
_JPEG_QUALITIES = (95, 88, 80)
_SHRINK = 0.75

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels, the last two just outside


@dataclass(frozen=True, kw_only=True)
class FocusPlan:
    """Which part of a picture is sent: ``box``, in the picture's own pixels."""

    width_px: int
    height_px: int
    box: Box

    @property
    def is_crop(self) -> bool:
        """Whether less than the whole picture is sent."""
        return self.box != (0, 0, self.width_px, self.height_px)

    @property
    def crop_size(self) -> tuple[int, int]:
        """Width and height of what is sent, before any scaling."""
        left, top, right, bottom = self.box
        return right - left, bottom - top

    def in_answer(self, answer_size: tuple[int, int], area: Box) -> tuple[float, float, float, float]:
        """Where an area of the picture lies in an answer of that size, which shows ``box``."""
        across, down = (answer / sent for answer, sent in zip(answer_size, self.crop_size, strict=True))
        left, top, right, bottom = area
        # Rounding may carry the end past the answer, which Pillow refuses.
        return (
            (left - self.box[0]) * across,
            (top - self.box[1]) * down,
            min((right - self.box[0]) * across, answer_size[0]),
            min((bottom - self.box[1]) * down, answer_size[1]),
        )


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Picture and mask as files of one size; the mask is a PNG in mode L, pure 0 and 255, 255 may change."""

    seed: bytes = field(repr=False)
    mask: bytes = field(repr=False)
    width_px: int
    height_px: int
    media_type: str  # of the seed: image/png, or image/jpeg where a PNG is too large


def meet(first: Box | None, second: Box) -> Box | None:
    """What two boxes share."""
    if first is None:
        return None
    left, top = max(first[0], second[0]), max(first[1], second[1])
    right, bottom = min(first[2], second[2]), min(first[3], second[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def plan_focus(seed_size: tuple[int, int], mask_png: bytes, *, is_on: bool) -> FocusPlan:
    """A crop around everything marked where that is small in a large picture, else the whole picture."""
    width, height = seed_size
    whole = FocusPlan(width_px=width, height_px=height, box=(0, 0, width, height))
    marked = decode_png(mask_png).getbbox()
    if not is_on or width * height <= _LARGE_PX or marked is None:
        return whole
    left, top, right, bottom = marked
    crop_width, crop_height = _crop_size(right - left, bottom - top, seed_size=seed_size)
    if crop_width * crop_height > _MAX_CROP_SHARE * width * height:
        return whole
    start_x = _start((left + right) // 2, crop_width, length=width)
    start_y = _start((top + bottom) // 2, crop_height, length=height)
    return FocusPlan(
        width_px=width,
        height_px=height,
        box=(start_x, start_y, start_x + crop_width, start_y + crop_height),
    )


def cut(
    seed_png: bytes, mask_png: bytes, plan: FocusPlan, *, max_side_px: int = 2048, max_bytes: int = 10_000_000
) -> Sent:
    """The planned part as files within the service's limits, smaller where it has to be.

    Transparency is laid on white, since the services promise nothing about it. In a mask made smaller every
    pixel counts that has anything marked in it; the lock later goes by the mask at full size.
    """
    seed = lay_on_white(decode_png(seed_png).crop(plan.box))
    file = _largest_file(seed, max_side_px=max_side_px, max_bytes=max_bytes)
    mask = decode_png(mask_png).crop(plan.box)
    return Sent(
        seed=file.content,
        mask=encode_png(_scaled_mask(mask, file.size)),
        width_px=file.size[0],
        height_px=file.size[1],
        media_type=file.media_type,
    )


def fit(png: bytes, *, max_side_px: int = 2048, max_bytes: int = 10_000_000) -> bytes:
    """A picture that is sent whole and without a mask: the reference of a remix, a style or a character."""
    picture = lay_on_white(decode_png(png))
    return _largest_file(picture, max_side_px=max_side_px, max_bytes=max_bytes).content


@dataclass(frozen=True, kw_only=True)
class _File:
    content: bytes
    media_type: str
    size: tuple[int, int]


def _largest_file(picture: Image.Image, *, max_side_px: int, max_bytes: int) -> _File:
    """As PNG where that fits, else as JPEG, else smaller.

    Raises:
        ValueError: not even a single pixel fits.
    """
    for size in _sizes(picture.size, max_side_px=max_side_px):
        scaled = picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)
        for content, media_type in _encodings(scaled):
            if len(content) <= max_bytes:
                return _File(content=content, media_type=media_type, size=size)
    raise ValueError("no picture is as small as that")


def _sizes(size: tuple[int, int], *, max_side_px: int) -> Iterator[tuple[int, int]]:
    scale = min(1.0, max_side_px / max(size))
    while True:
        width, height = (max(1, round(side * scale)) for side in size)
        yield width, height
        if width == height == 1:
            return
        scale *= _SHRINK


def _encodings(picture: Image.Image) -> Iterator[tuple[bytes, str]]:
    yield encode_png(picture), "image/png"
    for quality in _JPEG_QUALITIES:
        target = BytesIO()
        picture.save(target, "JPEG", quality=quality, subsampling=0)
        yield target.getvalue(), "image/jpeg"


def _scaled_mask(mask: Image.Image, size: tuple[int, int]) -> Image.Image:
    if mask.size == size:
        return mask
    return mask.resize(size, Image.Resampling.BOX).point([0] + [255] * 255)


def _crop_size(marked_width: int, marked_height: int, *, seed_size: tuple[int, int]) -> tuple[int, int]:
    """Marked area and context, not too narrow, about what the model draws or more, within the picture."""
    width: float = marked_width * _CONTEXT_FACTOR
    height: float = marked_height * _CONTEXT_FACTOR
    width, height = max(width, height / _MAX_ASPECT), max(height, width / _MAX_ASPECT)
    growth = max(1.0, sqrt(_MODEL_PX / (width * height)))
    return (
        min(_stepped(width * growth), seed_size[0]),
        min(_stepped(height * growth), seed_size[1]),
    )


def _stepped(length: float) -> int:
    """Rounded down: a crop a hair above what the model draws would come back scaled, and so blurred."""
    return max(_STEP_PX, int(length) // _STEP_PX * _STEP_PX)


def _start(middle: int, part: int, *, length: int) -> int:
    """Where a part around ``middle`` begins so that it lies within ``length``."""
    return min(max(0, middle - part // 2), length - part)
