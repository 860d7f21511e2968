"""Pictures, masks and answers made by code, small unless a test is about size."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]


def make_photo(width: int = 96, height: int = 64, *, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """Soft shapes with grain: compresses like a photo, and no two pixels are alike for long."""
    random = np.random.default_rng(seed)
    bands = len(Image.new(mode, (1, 1)).getbands())
    coarse = random.integers(0, 256, (max(2, height // 12), max(2, width // 12), 4), dtype=np.uint8)
    soft = np.asarray(Image.fromarray(coarse, "RGBA").resize((width, height), Image.Resampling.BICUBIC))
    grain = random.integers(-9, 10, (height, width, 1))
    pixels = (soft.astype(np.int16) + grain).clip(0, 255).astype(np.uint8)[..., :bands]
    return Image.fromarray(pixels[..., 0] if bands == 1 else pixels, mode)


def make_mask(size: tuple[int, int], *boxes: tuple[int, int, int, int]) -> Image.Image:
    """White boxes on black, mode L."""
    mask = Image.new("L", size, 0)
    for box in boxes:
        mask.paste(255, box)
    return mask


def save(image: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    """The picture as a file."""
    target = BytesIO()
    image.save(target, file_format, **options)  # type: ignore[arg-type]  # every format has its own options
    return target.getvalue()


def save_frames(frames: Sequence[Image.Image], file_format: str) -> bytes:
    """An animation, or pages."""
    return save(frames[0], file_format, save_all=True, append_images=list(frames[1:]))


def pixels_of(content: bytes, *, mode: str | None = None) -> Pixels:
    """The pixels of a file, as they are or in a mode."""
    with Image.open(BytesIO(content)) as image:
        return np.asarray(image if mode is None else image.convert(mode))


def mode_of(content: bytes) -> str:
    """The mode in which a file opens."""
    with Image.open(BytesIO(content)) as image:
        return image.mode
