"""What happens to a picture on its way in: nothing that is not named."""

import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from bot.errors import RequestError
from bot.images.intake import MAX_PICTURE_BYTES, read_picture
from tests.images.corpus import make_deep_png, make_heic, with_exif
from tests.images.pictures import make_mask, make_photo, mode_of, pixels_of, save, save_frames


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_an_ordinary_png_comes_through_pixel_by_pixel_without_a_word(mode):
    photo = make_photo(mode=mode)

    taken = read_picture(save(photo), field="seed_image")

    assert taken.notes == ()
    assert mode_of(taken.png) == mode
    assert np.array_equal(pixels_of(taken.png), np.asarray(photo))


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "TIFF"])
def test_colours_below_transparent_pixels_are_kept(file_format):
    hidden = Image.new("RGBA", (8, 8), (200, 30, 60, 0))
    options = {"lossless": True, "exact": True} if file_format == "WEBP" else {}

    taken = read_picture(save(hidden, file_format, **options), field="seed_image")

    assert np.array_equal(pixels_of(taken.png), np.asarray(hidden))
    assert taken.has_transparency


def test_an_opaque_alpha_is_kept_but_is_no_transparency():
    photo = make_photo()
    photo.putalpha(255)

    taken = read_picture(save(photo), field="seed_image")

    assert mode_of(taken.png) == "RGBA"
    assert not taken.has_transparency


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "TIFF", "WEBP", "PNG"])
def test_a_picture_is_turned_as_its_camera_noted(file_format, orientation):
    upright = Image.new("RGB", (48, 32), "blue")
    upright.paste("red", (0, 0, 24, 16))
    inverse = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    stored = upright.transpose(Image.Transpose(inverse))

    taken = read_picture(
        save(stored, file_format, exif=with_exif(orientation=orientation)), field="seed_image"
    )

    assert (taken.width_px, taken.height_px) == (48, 32)
    assert np.abs(pixels_of(taken.png).astype(int) - np.asarray(upright)).mean() < 6
    assert taken.notes == ("It was turned upright, as its camera noted.",)


def test_a_heic_of_a_phone_is_read():
    photo = make_photo(64, 48)

    taken = read_picture(make_heic(photo), field="seed_image")

    assert np.abs(pixels_of(taken.png).astype(int) - np.asarray(photo)).mean() < 12


def test_a_profile_is_applied_and_named():
    wide = _with_primaries_swapped(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    photo = Image.new("RGB", (8, 8), (250, 20, 10))

    taken = read_picture(save(photo, icc_profile=wide), field="seed_image")

    assert taken.notes == ("Colours were brought to sRGB.",)
    assert pixels_of(taken.png)[0, 0].argmax() == 2


def test_a_profile_leaves_alpha_alone():
    wide = _with_primaries_swapped(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    photo = make_photo(mode="RGBA")

    taken = read_picture(save(photo, icc_profile=wide), field="seed_image")

    assert np.array_equal(pixels_of(taken.png)[..., 3], np.asarray(photo)[..., 3])


def test_srgb_itself_moves_no_pixel_and_is_not_named():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = make_photo()

    taken = read_picture(save(photo, icc_profile=profile), field="seed_image")

    assert taken.notes == ()
    assert np.array_equal(pixels_of(taken.png), np.asarray(photo))


@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_not_clipped(file_format):
    levels = np.array([[0, 257, 32768, 65535]], np.uint16)

    taken = read_picture(save(Image.fromarray(levels), file_format), field="seed_image")

    assert pixels_of(taken.png)[0, :, 0].tolist() == [0, 1, 128, 255]
    assert taken.notes == ("More than 8 bits per colour were scaled to 8.",)


def test_sixteen_bits_in_colour_are_scaled_too():
    taken = read_picture(make_deep_png(), field="seed_image")

    assert pixels_of(taken.png).tolist() == [[[128, 0, 0], [255, 255, 255]]]


def test_the_transparent_colour_of_a_deep_png_is_transparent():
    taken = read_picture(make_deep_png(transparent=(0x80FF, 0, 0)), field="seed_image")

    assert pixels_of(taken.png)[0, :, 3].tolist() == [0, 255]


@pytest.mark.parametrize(("highest", "kind"), [(1.0, "float32"), (65535, "int32"), (70_000_000, "int32")])
def test_wide_numbers_are_scaled_to_their_ceiling(highest, kind):
    levels = np.array([[0, highest / 2, highest]]).astype(kind)

    taken = read_picture(save(Image.fromarray(levels), "TIFF"), field="seed_image")

    assert np.abs(pixels_of(taken.png)[0, :, 0].astype(int) - [0, 127, 255]).max() <= 1


def test_cmyk_becomes_rgb_and_is_named():
    ink = Image.new("CMYK", (4, 4), (0, 255, 255, 0))

    taken = read_picture(save(ink, "TIFF"), field="seed_image")

    assert pixels_of(taken.png)[0, 0].tolist() == [255, 0, 0]
    assert taken.notes == ("CMYK colours were converted to RGB.",)


def test_a_palette_keeps_its_transparency():
    drawing = Image.new("P", (2, 1))
    drawing.putpalette([255, 0, 0, 0, 0, 255])
    drawing.putpixel((1, 0), 1)

    taken = read_picture(save(drawing, transparency=bytes([0, 128])), field="seed_image")

    assert pixels_of(taken.png).tolist() == [[[255, 0, 0, 0], [0, 0, 255, 128]]]


def test_location_and_all_other_notes_are_gone():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = save(make_photo(), "PNG", exif=with_exif(latitude=52.5), icc_profile=profile, dpi=(72, 72))

    taken = read_picture(content, field="seed_image")

    assert taken.notes == ("Its location data was dropped.",)
    assert {taken.png[at : at + 4] for at in _chunk_starts(taken.png)} == {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize("file_format", ["GIF", "PNG", "WEBP"])
def test_the_first_frame_of_an_animation_is_the_picture(file_format):
    frames = [Image.new("RGB", (32, 32), "red"), Image.new("RGB", (32, 32), "blue")]

    taken = read_picture(save_frames(frames, file_format), field="seed_image")

    assert taken.is_animated
    assert pixels_of(taken.png)[16, 16].argmax() == 0
    assert "Only the first frame of the animation is used." in taken.notes


def test_an_animated_mask_has_its_own_sentence():
    frames = [make_mask((32, 32), (0, 0, 9, 9)), make_mask((32, 32), (9, 9, 20, 20))]

    with pytest.raises(RequestError, match="This mask is an animation") as caught:
        read_picture(save_frames(frames, "GIF"), field="mask_image")

    assert caught.value.field == "mask_image"


def test_a_file_above_fifty_megabytes_is_refused_unopened():
    content = save(make_photo()) + b"\0" * MAX_PICTURE_BYTES

    with pytest.raises(RequestError, match="larger than 50 MB"):
        read_picture(content, field="seed_image")


def test_a_lossless_copy_of_our_own_may_be_larger():
    content = save(make_photo()) + b"\0" * MAX_PICTURE_BYTES

    taken = read_picture(content, field="seed_image", is_ours=True)

    assert (taken.width_px, taken.height_px) == make_photo().size


def test_a_file_is_called_by_its_name_without_what_slack_would_act_on():
    with pytest.raises(RequestError) as caught:
        read_picture(b"", field="seed_image", name="<!channel> *my* cat.png")

    assert caught.value.user_text.startswith("“channel my cat.png” is empty.")


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"\0\0\0\x1cftypavif", "an AVIF file"),
        (b"\0\0\0\x18ftypmp42", "a video"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg>', "an SVG drawing"),
        (b"<!doctype HTML>", "a web page"),
    ],
)
def test_what_is_sent_instead_of_a_picture_is_named(begins, kind):
    with pytest.raises(RequestError, match=f"is {kind}, not a picture"):
        read_picture(begins + b" " * 200, field="seed_image")


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_called_incomplete(file_format, share):
    content = save(make_photo(), file_format)

    with pytest.raises(RequestError, match="damaged or incomplete"):
        read_picture(content[: int(share * len(content))], field="seed_image")


def test_a_mask_is_known_by_its_colours():
    mask = make_mask((200, 100), (20, 20, 90, 80))

    taken = read_picture(save(mask, "JPEG", quality=60), field="seed_image")

    assert taken.is_mask_like
    assert taken.black_white_share > 0.95


@pytest.mark.parametrize("photo", [make_photo(), Image.new("RGB", (50, 50), (0, 0, 255))])
def test_a_photo_or_a_colour_is_no_mask(photo):
    taken = read_picture(save(photo), field="seed_image")

    assert not taken.is_mask_like


def test_a_page_of_text_with_a_red_circle_is_no_mask():
    page = make_mask((200, 100), (20, 20, 90, 24)).convert("RGB")
    page.paste("red", (100, 40, 140, 44))

    taken = read_picture(save(page), field="seed_image")

    assert not taken.is_mask_like


def test_white_strokes_on_nothing_are_a_mask():
    strokes = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    strokes.paste("white", (20, 20, 40, 40))

    taken = read_picture(save(strokes), field="seed_image")

    assert taken.is_mask_like


def _chunk_starts(png: bytes) -> list[int]:
    starts, at = [], 8
    while at < len(png):
        starts.append(at + 4)
        at += 12 + struct.unpack(">I", png[at : at + 4])[0]
    return starts


def _with_primaries_swapped(profile: bytes) -> bytes:
    """sRGB in which red and blue have changed places: no picture could pass through it unnoticed."""
    return profile.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
