"""Small pictures that explain: visible on any ground, small enough for a message."""

import numpy as np
import pytest
from PIL import Image

from bot.images.compare import compare
from bot.images.preview import contact_sheet, tint
from tests.images.pictures import make_mask, make_photo, pixels_of, save


@pytest.mark.parametrize("colour", ["white", "black", (230, 0, 126), (127, 127, 127)])
def test_the_marked_area_shows_on_any_ground(colour):
    seed, mask = Image.new("RGB", (200, 100), colour), make_mask((200, 100), (50, 20, 150, 80))

    pixels = pixels_of(tint(save(seed), save(mask))).astype(int)

    edge = pixels[50, 40:56].sum(axis=1)
    assert np.ptp(edge) > 250
    assert pixels[5, 5].tolist() == list(np.asarray(seed)[5, 5])


def test_a_single_marked_pixel_in_a_large_picture_can_be_seen():
    seed, mask = Image.new("RGB", (4000, 3000), "white"), make_mask((4000, 3000), (2000, 1500, 2001, 1501))

    pixels = pixels_of(tint(save(seed), save(mask)))

    assert pixels.shape == (1200, 1600, 3)
    assert (pixels != 255).any(axis=2).sum() > 20


def test_without_a_mask_it_is_the_plain_small_copy():
    photo = make_photo(120, 90)

    assert np.array_equal(pixels_of(tint(save(photo), None)), np.asarray(photo))


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_a_contact_sheet_holds_every_picture(count):
    colours = [(10 * number + 40, 255 - 10 * number, 90) for number in range(count)]
    pngs = [save(Image.new("RGB", (300, 200), colour)) for colour in colours]

    sheet = pixels_of(contact_sheet(pngs, labels=[f"v{number}" for number in range(count)]))

    assert max(sheet.shape) <= 2000
    assert {tuple(colour) for colour in sheet.reshape(-1, 3)}.issuperset(colours)


def test_results_of_different_shapes_fit_one_sheet():
    pngs = [save(make_photo(300, 100)), save(make_photo(100, 300)), save(make_photo(1, 1, mode="RGBA"))]

    sheet = contact_sheet(pngs, labels=["1", "2", "3"])

    assert max(pixels_of(sheet).shape) <= 2000


@pytest.mark.parametrize("has_mask", [True, False])
def test_a_comparison_shows_both_and_outlines_what_differs(has_mask):
    before, after = Image.new("RGB", (300, 300), "green"), Image.new("RGB", (300, 300), "green")
    after.paste("red", (150, 150, 200, 200))
    mask = save(make_mask((300, 300), (150, 150, 200, 200))) if has_mask else None

    pixels = pixels_of(compare(save(before), save(after), mask_png=mask))

    left, right = pixels[:, :300], pixels[:, 312:]
    assert right[175, 175].tolist() == [255, 0, 0]
    assert left[175, 175].tolist() == [0, 128, 0]
    for panel in (left, right):
        assert [255, 255, 255] in panel[175, 140:150].tolist()


def test_versions_of_different_sizes_stand_side_by_side_without_an_outline():
    pair = compare(save(make_photo(300, 200)), save(make_photo(100, 400)), labels=("v1", "v3"))

    assert pixels_of(pair).shape == (400, 412, 3)
