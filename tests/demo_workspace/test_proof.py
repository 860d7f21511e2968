"""The demo's own check of the promise: it must notice a single wrong pixel."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from bot.demo.proof import prove


def encoded(picture: Image.Image, form: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def noise(mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> Image.Image:
    channels = len(Image.new(mode, (1, 1)).getbands())
    levels = np.random.default_rng(7).integers(0, 256, (size[1], size[0], channels), dtype=np.uint8)
    return Image.fromarray(levels, mode=mode)


def square_mask(size: tuple[int, int], *, marked: int = 255) -> Image.Image:
    mask = Image.new("L", size, 255 - marked)
    mask.paste(marked, (5, 5, 15, 15))
    return mask


def edited(picture: Image.Image, *spots: tuple[int, int]) -> Image.Image:
    copy = picture.copy()
    copy.paste("magenta", (5, 5, 15, 15))
    for spot in spots:
        levels = copy.getpixel(spot)
        assert isinstance(levels, tuple)
        copy.putpixel(spot, (levels[0] ^ 1, *levels[1:]))
    return copy


@pytest.mark.parametrize("marked", [255, 0])
def test_an_edit_inside_the_mask_holds(marked: int) -> None:
    original = noise()

    proof = prove(
        encoded(original),
        encoded(square_mask(original.size, marked=marked)),
        result=encoded(edited(original)),
    )

    assert proof.holds
    assert (proof.outside_px, proof.inside_px) == (1100, 100)


def test_one_level_of_one_pixel_outside_is_noticed() -> None:
    original = noise()

    proof = prove(
        encoded(original), encoded(square_mask(original.size)), result=encoded(edited(original, (0, 0)))
    )

    assert not proof.holds
    assert proof.changed_outside_px == 1


def test_lost_transparency_is_noticed() -> None:
    original = noise("RGBA")

    proof = prove(
        encoded(original),
        encoded(square_mask(original.size)),
        result=encoded(edited(original).convert("RGB")),
    )

    assert proof.changed_outside_px > 0


def test_another_size_and_an_unchanged_picture_do_not_hold() -> None:
    original, mask = encoded(noise()), encoded(square_mask((40, 30)))

    smaller = prove(original, mask, result=encoded(noise(size=(20, 15))))
    untouched = prove(original, mask, result=original)

    assert not smaller.holds
    assert not smaller.is_same_size
    assert not untouched.holds


def test_the_original_is_turned_upright_first() -> None:
    picture = noise(size=(40, 30))
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = encoded(picture, exif=exif)
    upright = picture.transpose(Image.Transpose.ROTATE_270)

    proof = prove(stored, encoded(square_mask(upright.size)), result=encoded(edited(upright)))

    assert proof.holds


def test_a_cmyk_original_is_compared_in_rgb() -> None:
    stored = encoded(noise("CMYK"), "JPEG", quality=95)
    as_rgb = Image.open(io.BytesIO(stored)).convert("RGB")

    proof = prove(stored, encoded(square_mask(as_rgb.size)), result=encoded(edited(as_rgb)))

    assert proof.holds


def test_a_colour_profile_may_be_applied_in_the_usual_ways() -> None:
    picture = noise()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    stored = encoded(picture, icc_profile=profile.tobytes())
    converted = ImageCms.profileToProfile(
        picture, profile, profile, renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC
    )
    assert converted is not None

    for reading in (picture, converted):
        assert prove(stored, encoded(square_mask(picture.size)), result=encoded(edited(reading))).holds


def test_a_mask_of_another_size_is_stretched_without_smoothing() -> None:
    original = noise()
    mask = square_mask(original.size)

    proof = prove(encoded(original), encoded(mask.resize((80, 60), 0)), result=encoded(edited(original)))

    assert proof.holds
