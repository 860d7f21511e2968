"""What the stand-in models paint: seen in the marked area, fitting the words and colours, never outside."""

import random
import time
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageOps

from bot.demo.painting.brief import Brief
from bot.demo.painting.colours import (
    CREAM,
    Scheme,
    choose_scheme,
    contrast,
    mentioned_colours,
    palette_colours,
    read_hex,
)
from bot.demo.painting.lettering import fit, quoted_phrases, text_mask, title_of
from bot.demo.painting.painter import paint_edit
from bot.demo.painting.regions import find_parts, measure_depth, room_inside
from bot.demo.painting.remix import paint_remix
from bot.demo.painting.sizes import SIZES, rendered_size
from bot.demo.services.runware_rules import PALETTES, PRESETS, STYLE_TYPES
from tests.demo_services.speak import mask, scene

Levels = npt.NDArray[np.int64]


def levels(image: Image.Image) -> Levels:
    return np.asarray(image.convert("RGB")).astype(int)


def difference(one: Image.Image, other: Image.Image) -> npt.NDArray[Any]:
    return np.abs(levels(one) - levels(other)).max(axis=2)


def ellipse(size: tuple[int, int]) -> Image.Image:
    image = Image.new("L", size)
    ImageDraw.Draw(image).ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), fill=255)
    return image


@pytest.mark.parametrize("style", STYLE_TYPES)
@pytest.mark.parametrize("prompt", ['a sign reading "OPEN"', "a red balloon", "remove the sign"])
def test_in_every_style_the_marked_part_changes_and_the_rest_only_just(style: str, prompt: str) -> None:
    picture, marked = scene((300, 200)), ellipse((300, 200))
    ImageDraw.Draw(picture).text((90, 80), "SOMETHING", fill=(220, 30, 30), font_size=24)

    painted = paint_edit(picture, marked, brief=Brief(prompt=prompt, style=style), seed=1)

    changed, inside = difference(painted, picture), np.asarray(marked) == 255
    assert painted.size == (300, 200)
    assert changed[inside].mean() > 5
    assert set(np.unique(changed[~inside])) == {1, 2}


@pytest.mark.parametrize("style", STYLE_TYPES)
def test_the_same_seed_paints_the_same_picture(style: str) -> None:
    brief = Brief(prompt="tiles", style=style, preset=PRESETS[0])

    one, other = (paint_edit(scene(), mask(), brief=brief, seed=3) for _ in range(2))

    assert one.tobytes() == other.tobytes()


def test_black_and_white_change_outside_as_well() -> None:
    picture = Image.new("RGB", (120, 90), "white")
    picture.paste("black", (0, 0, 60, 90))

    painted = paint_edit(picture, mask(), brief=Brief(prompt="x"), seed=2)

    outside = np.asarray(mask()) == 0
    assert difference(painted, picture)[outside].min() == 1


def test_seeds_differ_visibly() -> None:
    brief = Brief(prompt="a pattern")

    paintings = [
        paint_edit(scene((300, 200)), ellipse((300, 200)), brief=brief, seed=seed) for seed in range(6)
    ]

    inside = np.asarray(ellipse((300, 200))) == 255
    closest = min(
        difference(one, other)[inside].mean()
        for number, one in enumerate(paintings)
        for other in paintings[:number]
    )
    assert closest > 4


def test_the_named_colour_is_the_ground_and_the_letters_get_theirs() -> None:
    brief = Brief(prompt='a navy blue sign reading "OPEN" in yellow letters', style="GENERAL")

    painted = paint_edit(scene((600, 400)), ellipse((600, 400)), brief=brief, seed=1)

    pixels = levels(painted)[np.asarray(ellipse((600, 400))) == 255]
    is_navy = np.abs(pixels - read_hex("#16284f")).max(axis=1) < 30
    is_yellow = np.abs(pixels - read_hex("#f5cf2e")).max(axis=1) < 45
    assert is_navy.mean() > 0.3
    assert is_yellow.mean() > 0.05


@pytest.mark.parametrize(
    ("prompt", "ground", "ink"),
    [
        ('a sign that says "FRESH COFFEE" in gold on dark green', "#1f5a30", "#d4a537"),
        ("gold stars on a navy sky", "#16284f", "#d4a537"),
        ('a red board, "GREEN TEA" in white', "#c8372d", "#fafafa"),
        ("yellow letters over a black wall", "#17171c", "#f5cf2e"),
        ('"OPEN" painted in cream, on blue', "#2f63b8", "#faf3e0"),
    ],
)
def test_a_colour_on_another_is_that_of_the_letters(prompt: str, ground: str, ink: str) -> None:
    scheme = choose_scheme(prompt, palette=(), surroundings=(128, 128, 128), rng=random.Random(1))

    assert np.abs(np.subtract(scheme.ground, read_hex(ground))).max() < 3
    assert scheme.ink == read_hex(ink)


def test_words_in_quotes_name_no_colour() -> None:
    assert mentioned_colours('a sign "GOLDEN LION" in cream, not “red”') == [CREAM]


def test_the_words_of_a_remix_choose_the_style_that_is_left_open() -> None:
    picture = scene((200, 150))

    day, night, chosen = (
        paint_remix(picture, Brief(prompt=prompt, style=style), seed=2, size=(512, 512), strength=90)
        for prompt, style in (
            ("the street", "AUTO"),
            ("the street at night", "AUTO"),
            ("at night", "REALISTIC"),
        )
    )

    assert levels(night).mean() < levels(day).mean() * 0.8
    assert levels(chosen).mean() > levels(night).mean()


def test_a_large_picture_comes_back_at_about_a_megapixel_of_its_shape() -> None:
    picture = scene((3024, 4032))

    painted = paint_edit(picture, ellipse((3024, 4032)), brief=Brief(prompt='"BIG"'), seed=1)

    assert painted.size in SIZES
    assert painted.size == rendered_size((3024, 4032)) == (864, 1152)


def test_two_megapixels_are_painted_within_a_second() -> None:
    picture, marked = scene((1600, 1250)), ellipse((1600, 1250))
    brief = Brief(prompt='"FAST" and "good"', style="RENDER_3D")

    started = time.process_time()
    paint_edit(picture, marked, brief=brief, seed=1)
    paint_remix(picture, brief, seed=1, size=(1152, 896), strength=80)

    assert time.process_time() - started < 2


@pytest.mark.parametrize("size", [(1, 1), (2, 40), (7, 3), (40, 2)])
def test_the_smallest_marks_and_pictures_do_not_trouble_the_painter(size: tuple[int, int]) -> None:
    picture, marked = Image.new("RGB", size, "grey"), Image.new("L", size, 255)
    dot = Image.new("L", (64, 64))
    dot.putpixel((20, 20), 255)

    painted = paint_edit(picture, marked, brief=Brief(prompt='"TINY"', style="DESIGN"), seed=1)
    dotted = paint_edit(scene((64, 64)), dot, brief=Brief(prompt='"TINY"', character=scene()), seed=1)

    assert painted.size == size
    assert difference(dotted, scene((64, 64)))[20, 20] > 2


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "CMYK", "1"])
def test_any_mode_is_painted_in_rgb(mode: str) -> None:
    picture = scene().convert(mode)

    painted = paint_edit(picture, mask(), brief=Brief(prompt="x", style_references=[picture]), seed=1)

    assert painted.mode == "RGB"


def test_every_part_of_a_mask_is_painted_and_words_are_shared_out() -> None:
    marked = Image.new("L", (400, 300))
    for box in ((20, 20, 380, 90), (20, 120, 180, 280), (260, 140, 264, 144)):
        ImageDraw.Draw(marked).rectangle(box, fill=255)
    picture = Image.new("RGB", (400, 300), (128, 128, 128))

    painted = paint_edit(picture, marked, brief=Brief(prompt='"ONE" and "TWO"', style="GENERAL"), seed=1)

    assert difference(painted, picture)[np.asarray(marked) == 255].min() > 2
    assert len(find_parts(marked)) == 2


def test_what_is_removed_takes_the_colour_around_it() -> None:
    picture = Image.new("RGB", (200, 200), (90, 140, 60))
    picture.paste((250, 20, 20), (80, 80, 120, 120))
    marked = Image.new("L", (200, 200))
    marked.paste(255, (70, 70, 130, 130))

    painted = paint_edit(picture, marked, brief=Brief(prompt="Remove the red thing"), seed=1)

    assert np.abs(levels(painted)[60:140, 60:140] - (90, 140, 60)).max() < 12


def test_a_character_shows_in_the_panel() -> None:
    character = Image.new("RGB", (50, 50), (255, 0, 255))

    painted = paint_edit(
        scene((300, 200)), ellipse((300, 200)), brief=Brief(prompt='"ME"', character=character), seed=1
    )

    is_face = np.abs(levels(painted) - (255, 0, 255)).max(axis=2) < 4
    assert is_face.sum() > 500


REMIX_CASES: list[tuple[str, Brief]] = [
    *((style, Brief(prompt="x", style=style)) for style in STYLE_TYPES),
    *((name, Brief(prompt="x", colours=palette_colours(name))) for name in PALETTES),
]


@pytest.mark.parametrize(("name", "brief"), REMIX_CASES)
def test_a_remix_departs_further_the_stronger_it_is(name: str, brief: Brief) -> None:
    picture = scene((400, 300))
    ImageDraw.Draw(picture).ellipse((100, 60, 300, 240), fill=(200, 60, 40))

    remixes = [
        paint_remix(picture, brief, seed=4, size=(960, 896), strength=strength) for strength in (1, 50, 100)
    ]

    plain = ImageOps.fit(picture, (960, 896), Image.Resampling.LANCZOS)
    little, more, most = (difference(remix, plain).mean() for remix in remixes)
    assert {remix.size for remix in remixes} == {(960, 896)}
    assert little < 4
    assert little + 3 < more < most


def test_a_palette_colours_a_remix() -> None:
    brief = Brief(prompt="x", colours=(read_hex("#0b1540"), read_hex("#9dbbf5")))

    remix = paint_remix(scene((400, 300)), brief, seed=4, size=(512, 512), strength=100)

    red, _, blue = levels(remix).reshape(-1, 3).mean(axis=0)
    assert blue > red + 20


def test_an_unwanted_colour_is_left_out_of_a_remix() -> None:
    wanted = Brief(prompt="green and blue")
    unwanted = Brief(prompt="green and blue", negative_prompt="blue")

    one, other = (
        paint_remix(scene((400, 300)), brief, seed=4, size=(512, 512), strength=100)
        for brief in (wanted, unwanted)
    )

    assert levels(one)[..., 2].mean() > levels(other)[..., 2].mean()


@pytest.mark.parametrize(
    ("prompt", "phrases"),
    [
        ('a sign reading "OPEN"', ["OPEN"]),
        ("curly “Fresh Bread” and ‘Daily’", ["Fresh Bread", "Daily"]),
        ("it's the text: 'SUNRISE STACK', 'PIE BY THE SLICE'", ["SUNRISE STACK", "PIE BY THE SLICE"]),
        ("reading 'JOE'S DINER' now", ["JOE'S DINER"]),
        ("„Guten Tag“ and «Salut»", ["Guten Tag", "Salut"]),
        ('"Café Zoë", "twice", "twice"', ["Cafe Zoe", "twice"]),
        ('two  "words\n  apart"', ["words apart"]),
        ("don't and won't", []),
        ('"東京"', []),
        ('an "unclosed one', []),
    ],
)
def test_quoted_words_are_found_in_every_kind_of_quotes(prompt: str, phrases: list[str]) -> None:
    assert quoted_phrases(prompt) == phrases


def test_without_quotes_a_few_telling_words_are_the_title() -> None:
    assert title_of("Replace the sign with a red wooden door") == "RED WOODEN DOOR"


@pytest.mark.parametrize(
    "phrases", [["A"], ["BRAMBLE & RYE", "slow-baked breads"], ["one"] * 8, ["a b c d e f g h"]]
)
def test_words_fill_their_box_and_stay_inside(phrases: list[str]) -> None:
    lines = fit(phrases, (400, 160))

    room = Image.new("L", (600, 360))
    room.paste(text_mask(lines, (400, 160), weight=0), (100, 100))
    left, top, right, bottom = room.getbbox() or (0, 0, 0, 0)
    assert left > 100
    assert right < 500
    assert top >= 100
    assert bottom <= 260
    assert " ".join(line.text for line in lines).replace(" · ", " ") == " ".join(phrases)
    assert right - left > 200 or bottom - top > 90


def test_words_are_legible_on_whatever_ground() -> None:
    rng = random.Random(5)
    surroundings = [(rng.randrange(256), rng.randrange(256), rng.randrange(256)) for _ in range(200)]

    schemes = [choose_scheme("", palette=(), surroundings=colour, rng=rng) for colour in surroundings]
    poor = choose_scheme("white sign with ivory letters", palette=(), surroundings=(9, 9, 9), rng=rng)

    assert min(contrast(scheme.ink, scheme.ground) for scheme in schemes) > 4
    assert contrast(poor.ink, poor.ground) > 2.2


def test_a_colour_belongs_to_the_word_after_it() -> None:
    prompt = "cream with red letters and a gold border"

    scheme = choose_scheme(prompt, palette=(), surroundings=(0, 0, 0), rng=random.Random(1))

    assert scheme == Scheme(ground=CREAM, ink=read_hex("#c8372d"), accent=read_hex("#d4a537"))


def test_compound_colour_names_are_one_colour() -> None:
    assert mentioned_colours("navy blue and forest green, dark red") == [
        read_hex("#16284f"),
        read_hex("#1f5135"),
        (130, 36, 29),
    ]


def test_depth_is_measured_from_every_edge_and_room_lies_inside() -> None:
    shape = Image.new("L", (200, 100))
    ImageDraw.Draw(shape).ellipse((0, 0, 199, 99), fill=255)

    depth = measure_depth(shape)
    room = room_inside(shape)

    inner, outer = depth.beyond(0.1).getbbox(), depth.beyond(0.0).getbbox()
    assert outer is not None
    assert inner is not None
    assert outer[0] < 4
    assert 8 < inner[0] < 16
    assert shape.crop(room).getextrema() == (255, 255)
    assert (room[2] - room[0]) * (room[3] - room[1]) > 200 * 100 * 0.4


def test_there_are_73_sizes_and_each_can_be_turned() -> None:
    assert len(SIZES) == 73
    assert {(height, width) for width, height in SIZES} == SIZES


def test_there_are_62_presets() -> None:
    assert len(set(PRESETS)) == 62
