"""Two pictures mixed by weight, pixel by pixel; where the weight is 0, exactly the lower one."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops

_STRIP_PX = 1_000_000


def blend(below: Image.Image, above: Image.Image, *, weights: Image.Image) -> Image.Image:
    """``above`` over ``below`` by ``weights`` (mode L), all of one size; the mode stays that of ``below``.

    Transparent pixels of ``above`` show what is below, unless ``below`` can be transparent itself.
    """
    if below.mode == "RGBA":
        return _blend_with_alpha(below, above.convert("RGBA"), weights=weights)
    if above.mode == "RGBA":
        weights = ImageChops.multiply(weights, above.getchannel("A"))
    return Image.composite(above.convert("RGB"), below, weights)


def shift_colours(picture: Image.Image, levels: tuple[int, int, int]) -> Image.Image:
    """Red, green and blue brighter by so many levels, alpha as it was."""
    tables = [min(255, max(0, level + shift)) for shift in levels for level in range(256)]
    return picture.point(tables + list(range(256)) if picture.mode == "RGBA" else tables)


def _blend_with_alpha(below: Image.Image, above: Image.Image, *, weights: Image.Image) -> Image.Image:
    """In strips, since the numbers in between take eight times the memory of the pictures."""
    blended = below.copy()
    rows = max(1, _STRIP_PX // below.width)
    for top in range(0, below.height, rows):
        strip = (0, top, below.width, min(top + rows, below.height))
        lower, upper, weight = (np.asarray(part.crop(strip)) for part in (below, above, weights))
        blended.paste(Image.fromarray(_mix(lower, upper, weight[..., np.newaxis])), strip)
    return blended


def _mix(
    lower: npt.NDArray[np.uint8], upper: npt.NDArray[np.uint8], weight: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Colours count by their opacity, so that what hides below a transparent pixel does not bleed in."""
    lower_share = lower[..., 3:].astype(np.uint32) * (255 - weight.astype(np.uint32))
    upper_share = upper[..., 3:].astype(np.uint32) * weight
    total = lower_share + upper_share
    colours = (lower[..., :3] * lower_share + upper[..., :3] * upper_share + total // 2) // np.maximum(
        total, 1
    )
    colours = np.where(total == 0, upper[..., :3], colours)
    mixed = np.concatenate([colours, (total + 127) // 255], axis=2).astype(np.uint8)
    return np.where(weight == 0, lower, np.where(weight == 255, upper, mixed))
