"""Every way of storing colour that pictures come in, brought to 8-bit sRGB: mode RGB or RGBA."""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image, ImageChops, ImageCms

_CMYK = "CMYK colours were converted to RGB."
_DEPTH = "More than 8 bits per colour were scaled to 8."
_PALETTE = "The palette was converted to full colour."
_PROFILE = "Colours were brought to sRGB."
_BAD_PROFILE = "A colour profile that could not be used was left out."

# Which mode a profile speaks about, by its four-letter colour space.
_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}
_PLAIN_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "LAB"})
_STRIP_PX = 4_000_000
# A profile that moves no colour by more than this many levels is sRGB under another name.
_SAME_LEVELS = 2


def bring_to_srgb(image: Image.Image, *, bits: int) -> tuple[Image.Image, tuple[str, ...]]:
    """A loaded picture as RGB or RGBA, and a sentence for every conversion that changed how it is stored.

    ``bits`` is the file's own depth per channel. Alpha stays exact, and so do colours below transparent
    pixels as long as no profile moves them.
    """
    notes: list[str] = []
    profile = image.info.get("icc_profile")
    if bits > 8:
        notes.append(_DEPTH)
    if image.mode in {"P", "PA"}:
        notes.append(_PALETTE)
    plain = _to_plain_mode(image, bits=bits)
    if plain.mode == "CMYK":
        notes.append(_CMYK)
    if profile:
        plain, note = _apply_profile(plain, bytes(profile))
        if note is not None:
            notes.append(note)
    return _to_full_colour(plain), tuple(notes)


def lay_on_white(image: Image.Image) -> Image.Image:
    """An RGBA picture as RGB, for whatever knows no transparency."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image.convert("RGB"), mask=image.getchannel("A"))
    return ground


def _to_plain_mode(image: Image.Image, *, bits: int) -> Image.Image:
    """One of L, LA, RGB, RGBA, CMYK and LAB, 8 bits each."""
    if image.mode.startswith("I;16"):
        return _from_sixteen_bits(image, bits=bits)
    if image.mode in {"I", "F"}:
        return _from_wide_numbers(image)
    if image.mode in {"La", "RGBa"}:  # premultiplied
        return image.convert(image.mode.upper())
    if image.mode in {"P", "PA"}:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if "transparency" in image.info and image.mode in {"1", "L", "RGB"}:
        return _with_transparent_colour(image, bits=bits)
    return image if image.mode in _PLAIN_MODES else image.convert("L" if image.mode == "1" else "RGB")


def _with_transparent_colour(image: Image.Image, *, bits: int) -> Image.Image:
    transparent = image.info["transparency"]
    if bits == 16 and isinstance(transparent, tuple):
        # Pillow keeps the high byte of 16-bit colours but the whole of the transparent one.
        image.info["transparency"] = tuple(level >> 8 for level in transparent)
    return image.convert("RGBA")


def _to_full_colour(image: Image.Image) -> Image.Image:
    if image.mode in {"RGB", "RGBA"}:
        return image
    return image.convert("RGBA" if image.mode == "LA" else "RGB")


def _from_sixteen_bits(image: Image.Image, *, bits: int) -> Image.Image:
    """Scaled by the depth that the file states: 12 bits also arrive in 16."""
    highest = (1 << bits) - 1 if 8 < bits < 16 else 0xFFFF
    levels = np.asarray(image).astype(np.uint16, copy=False)
    table = ((np.arange(0x10000, dtype=np.uint32) * 255 + highest // 2) // highest).clip(0, 255)
    grey = Image.fromarray(table.astype(np.uint8)[levels])
    transparent = image.info.get("transparency")
    if not isinstance(transparent, int):
        return grey
    grey.putalpha(Image.fromarray(np.where(levels == transparent, 0, 255).astype(np.uint8)))
    return grey


def _from_wide_numbers(image: Image.Image) -> Image.Image:
    """32-bit integers and floats say nowhere what white is: the brightest pixel picks the usual ceiling."""
    image.info.pop("transparency", None)
    values = np.asarray(image)
    lowest, highest = _range_of(values)
    grey = np.empty(values.shape, np.uint8)
    for rows in _strips(values.shape):
        part = np.nan_to_num(values[rows].astype(np.float64), nan=lowest, posinf=highest, neginf=lowest)
        grey[rows] = ((part - lowest) * (255 / (highest - lowest))).round().clip(0, 255)
    return Image.fromarray(grey)


def _range_of(values: np.ndarray) -> tuple[float, float]:
    lowest, highest = 0.0, 0.0
    for rows in _strips(values.shape):
        finite = values[rows][np.isfinite(values[rows])]
        if finite.size:
            lowest, highest = min(lowest, float(finite.min())), max(highest, float(finite.max()))
    ceilings = (1.0, 255.0, 65535.0) if values.dtype.kind == "f" else (255.0, 65535.0)
    return lowest, next((ceiling for ceiling in ceilings if highest <= ceiling), highest)


def _strips(shape: tuple[int, ...]) -> Iterator[slice]:
    rows = max(1, _STRIP_PX // shape[1])
    return (slice(top, top + rows) for top in range(0, shape[0], rows))


def _apply_profile(image: Image.Image, profile: bytes) -> tuple[Image.Image, str | None]:
    colour_mode = image.mode.removesuffix("A")
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if _SPACES.get(source.profile.xcolor_space.strip()) != colour_mode:
            return image, _BAD_PROFILE
        transform = ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            colour_mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        if colour_mode != "CMYK" and _moves_nothing(transform, colour_mode):
            return image, None
        if image.mode == colour_mode:
            return transform.apply(image), _PROFILE
        converted = transform.apply(image.convert(colour_mode))
        converted.putalpha(image.getchannel("A"))
        return converted, _PROFILE
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image, _BAD_PROFILE


def _moves_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Whether a sample of all colours comes out as it went in: most pictures carry sRGB itself."""
    if mode == "LAB":
        return False
    steps = np.linspace(0, 255, 9).round().astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(27, 27, 3)
    sample = Image.fromarray(cube).convert(mode)
    difference = ImageChops.difference(transform.apply(sample), sample.convert("RGB"))
    return max(high for _, high in difference.getextrema()) <= _SAME_LEVELS  # type: ignore[misc]
