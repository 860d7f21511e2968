"""The promise checked from outside: pixels that were not marked are those of the original.

Shares no code with the app. It decodes the original itself and compares what was delivered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms, ImageOps


@dataclass(frozen=True, kw_only=True)
class Proof:
    """How many pixels outside the mask there are, and how many of them differ from the original."""

    outside_px: int
    changed_outside_px: int
    inside_px: int
    changed_inside_px: int
    is_same_size: bool

    @property
    def holds(self) -> bool:
        """Whether the promise was kept and something was done at all."""
        return self.is_same_size and self.changed_outside_px == 0 and self.changed_inside_px > 0


def prove(original: bytes, mask: bytes, *, result: bytes) -> Proof:
    """Compare a delivered picture with the original, upright and in sRGB, outside the mask.

    A colour profile leaves a choice of how to convert; the delivered picture has to match one of the
    usual ways exactly.
    """
    delivered = _pixels(Image.open(BytesIO(result)))
    proofs = [_compare(wanted, _marked(mask, wanted), delivered=delivered) for wanted in _readings(original)]
    return min(proofs, key=lambda proof: (not proof.is_same_size, proof.changed_outside_px))


def _compare(wanted: np.ndarray, marked: np.ndarray, *, delivered: np.ndarray) -> Proof:
    if delivered.shape != wanted.shape:
        return Proof(
            outside_px=int((~marked).sum()),
            changed_outside_px=int((~marked).sum()),
            inside_px=int(marked.sum()),
            changed_inside_px=0,
            is_same_size=False,
        )
    changed = (delivered != wanted).any(axis=2)
    return Proof(
        outside_px=int((~marked).sum()),
        changed_outside_px=int((changed & ~marked).sum()),
        inside_px=int(marked.sum()),
        changed_inside_px=int((changed & marked).sum()),
        is_same_size=True,
    )


def _readings(original: bytes) -> Iterator[np.ndarray]:
    """The original's pixels as they come, and where it has a profile as the usual conversions make them."""
    with Image.open(BytesIO(original)) as stored:
        upright = ImageOps.exif_transpose(stored)
        profile = upright.info.get("icc_profile")
        yield _pixels(upright)
        if not profile or upright.mode not in {"RGB", "CMYK", "L"}:
            return
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        for intent in (ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Intent.PERCEPTUAL):
            for flags in (ImageCms.Flags.BLACKPOINTCOMPENSATION, ImageCms.Flags.NONE):
                converted = ImageCms.profileToProfile(
                    upright, source, target, renderingIntent=intent, outputMode="RGB", flags=flags
                )
                if converted is not None:
                    yield _pixels(converted)


def _marked(mask: bytes, picture: np.ndarray) -> np.ndarray:
    """Where the mask allows changes: the smaller of its two colours, brought to the picture's size."""
    height, width = picture.shape[:2]
    with Image.open(BytesIO(mask)) as stored:
        grey = ImageOps.exif_transpose(stored).convert("L").resize((width, height), Image.Resampling.NEAREST)
    white = np.asarray(grey) >= 128
    return white if white.sum() * 2 <= white.size else ~white


def _pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGBA"))
