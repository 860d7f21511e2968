"""Two pictures mixed by weight, pixel by pixel; where the weight is 0, exactly the lower one."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops


def blend(below: Image.Image, above: Image.Image, *, weights: Image.Image) -> Image.Image:
    """``above`` over ``below`` by ``weights`` (mode L), all of one size; the mode stays that of ``below``.

    Transparent pixels of ``above`` show what is below, unless ``below`` can be transparent itself.
    """
    if below.mode == "RGBA":
        weight = np.asarray(weights)[..., np.newaxis]
        return Image.fromarray(_mix(np.asarray(below), np.asarray(above.convert("RGBA")), weight))
    if above.mode == "RGBA":
        weights = ImageChops.multiply(weights, above.getchannel("A"))
    return Image.composite(above.convert("RGB"), below, weights)


def shift_colours(picture: Image.Image, levels: tuple[int, int, int]) -> Image.Image:
    """Red, green and blue brighter by so many levels, alpha as it was."""
    tables = [min(255, max(0, level + shift)) for shift in levels for level in range(256)]
    return picture.point(tables + list(range(256)) if picture.mode == "RGBA" else tables)


def _mix(
    below: npt.NDArray[np.uint8], above: npt.NDArray[np.uint8], weight: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Colours count by their opacity, so that what hides below a transparent pixel does not bleed in."""
    below_share = below[..., 3:].astype(np.uint32) * (255 - weight.astype(np.uint32))
    above_share = above[..., 3:].astype(np.uint32) * weight
    total = below_share + above_share
    colours = (below[..., :3] * below_share + above[..., :3] * above_share + total // 2) // np.maximum(
        total, 1
    )
    colours = np.where(total == 0, above[..., :3], colours)
    mixed = np.concatenate([colours, (total + 127) // 255], axis=2).astype(np.uint8)
    return np.where(weight == 0, below, np.where(weight == 255, above, mixed))
