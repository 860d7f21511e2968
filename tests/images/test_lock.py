"""The promise: outside the mask nothing changes, whatever a service answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bot.images.answer import STRETCHED, AnswerUnreadable
from bot.images.feather import default_feather_px, inward_weights
from bot.images.focus import FocusPlan, cut, plan_focus
from bot.images.lock import HARDLY_CHANGED, WRONG_WAY_ROUND, encode, lock, pass_through
from bot.images.proof import count_changes, count_delivered
from tests.images.corpus import NOT_PICTURES, PICTURES
from tests.images.pictures import make_mask, make_photo, mode_of, pixels_of, save

SIDES = st.integers(1, 70)


def whole(size: tuple[int, int]) -> FocusPlan:
    return FocusPlan(width_px=size[0], height_px=size[1], box=(0, 0, *size))


@st.composite
def masks(draw, size):
    """Boxes and specks anywhere, also none and all, and boxes with specks missing."""
    mask = Image.new("L", size, 0)
    for _ in range(draw(st.integers(0, 3))):
        left, right = sorted(draw(st.tuples(st.integers(0, size[0]), st.integers(0, size[0]))))
        top, bottom = sorted(draw(st.tuples(st.integers(0, size[1]), st.integers(0, size[1]))))
        mask.paste(255, (left, top, right, bottom))
    specks = draw(st.sampled_from([0.0, 0.02, 0.5]))
    turned = np.random.default_rng(draw(st.integers(0, 99))).random((size[1], size[0])) < specks
    return Image.fromarray(np.asarray(mask) ^ (turned * np.uint8(255)))


@st.composite
def crops(draw, size):
    """The whole picture, or any part of it."""
    width, height = size
    left, top = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
    right, bottom = draw(st.integers(left + 1, width)), draw(st.integers(top + 1, height))
    box = draw(st.sampled_from([(0, 0, width, height), (left, top, right, bottom)]))
    return FocusPlan(width_px=width, height_px=height, box=box)


@settings(max_examples=150)
@given(
    st.data(),
    st.tuples(SIDES, SIDES),
    st.sampled_from(["RGB", "RGBA"]),
    st.sampled_from(["RGB", "RGBA", "L", "LA", "CMYK"]),
    st.tuples(SIDES, SIDES),
    st.one_of(st.none(), st.integers(0, 9)),
    st.booleans(),
)
def test_outside_the_mask_no_pixel_ever_differs(
    data, size, mode, answer_mode, answer_size, feather_px, match_colour
):
    original = make_photo(*size, mode=mode)
    answer = make_photo(*answer_size, mode="RGB" if answer_mode == "CMYK" else answer_mode, seed=2)
    file_format = "TIFF" if answer_mode == "CMYK" else "PNG"
    mask = data.draw(masks(size))

    locked = lock(
        save(original),
        save(answer.convert(answer_mode), file_format),
        save(mask),
        plan=whole(size),
        feather_px=feather_px,
        match_colour=match_colour,
    )

    outside = np.asarray(mask) == 0
    assert mode_of(locked.png) == mode
    assert np.array_equal(pixels_of(locked.png)[outside], np.asarray(original)[outside])
    assert (locked.changed_outside, locked.outside_px) == (0, int(outside.sum()))
    assert (locked.width_px, locked.height_px) == size
    assert locked.changed_inside <= locked.inside_px == int((~outside).sum())


@settings(max_examples=25)
@given(
    st.data(),
    st.tuples(SIDES, SIDES),
    st.sampled_from(["RGB", "RGBA"]),
    st.integers(1, 10),
)
def test_any_number_of_edits_leaves_the_never_marked_pixels_as_they_were(data, size, mode, depth):
    original = save(make_photo(*size, mode=mode))
    ever_marked = np.zeros((size[1], size[0]), bool)
    current = original

    for step in range(depth):
        mask = data.draw(masks(size))
        ever_marked |= np.asarray(mask) > 0
        answer = save(make_photo(*data.draw(st.tuples(SIDES, SIDES)), seed=step), "JPEG")
        current = lock(
            current,
            answer,
            save(mask),
            plan=data.draw(crops(size)),
            feather_px=data.draw(st.one_of(st.none(), st.integers(0, 9))),
            match_colour=data.draw(st.booleans()),
        ).png

    assert mode_of(current) == mode
    assert np.array_equal(pixels_of(current)[~ever_marked], pixels_of(original)[~ever_marked])


def test_deep_inside_the_mask_the_answer_shows_exactly():
    original, answer = make_photo(100, 100), make_photo(100, 100, seed=2)
    mask = make_mask((100, 100), (20, 20, 80, 80))

    locked = lock(save(original), save(answer), save(mask), plan=whole((100, 100)))

    assert np.array_equal(pixels_of(locked.png)[30:70, 30:70], np.asarray(answer)[30:70, 30:70])
    assert locked.changed_inside > 0.9 * locked.inside_px


def test_the_edge_is_soft_inside_the_mask_only():
    original, answer = Image.new("RGB", (400, 400), "black"), Image.new("RGB", (400, 400), "white")
    mask = make_mask((400, 400), (100, 100, 300, 300))

    locked = lock(save(original), save(answer), save(mask), plan=whole((400, 400)))

    row = pixels_of(locked.png)[200, :, 0]
    assert row[99] == 0
    assert np.all(np.diff(row[99:107].astype(int)) > 0)
    assert np.all(row[106:294] == 255)


@pytest.mark.parametrize(
    ("size", "feather_px"), [((4000, 3000), 6), ((400, 200), 4), ((100, 40), 0), ((1, 1), 0)]
)
def test_the_feather_is_at_most_six_pixels_and_two_percent(size, feather_px):
    assert default_feather_px(size) == feather_px


def test_a_mask_thinner_than_the_feather_still_shows_the_answer_in_full():
    mask = make_mask((400, 400), (100, 0, 104, 400))

    weights = inward_weights(mask, mask.getbbox(), feather_px=6)

    assert weights.getextrema()[1] == 255


def test_the_edge_of_the_picture_is_no_edge_of_the_mask():
    mask = make_mask((400, 400), (0, 0, 400, 200))

    weights = np.asarray(inward_weights(mask, mask.getbbox(), feather_px=6))

    assert np.all(weights[:190] == 255)
    assert weights[199, 0] < 255


def test_a_hole_is_filled_and_what_is_hidden_below_it_does_not_bleed_in():
    original = Image.new("RGBA", (400, 400), (0, 255, 0, 0))
    mask = make_mask((400, 400), (100, 100, 300, 300))

    locked = lock(
        save(original), save(Image.new("RGB", (400, 400), "red")), save(mask), plan=whole((400, 400))
    )

    pixels = pixels_of(locked.png)
    assert pixels[200, 200].tolist() == [255, 0, 0, 255]
    assert pixels[200, 101].tolist()[:3] == [255, 0, 0]
    assert pixels[200, 99].tolist() == [0, 255, 0, 0]


def test_an_answer_of_another_size_is_scaled_to_what_was_sent():
    original = make_photo(300, 200)
    answer = Image.new("RGB", (150, 100), "blue")
    ImageDraw.Draw(answer).rectangle((60, 40, 89, 59), fill="red")
    mask = make_mask((300, 200), (90, 60, 210, 140))

    locked = lock(save(original), save(answer, "JPEG", quality=95), save(mask), plan=whole((300, 200)))

    assert pixels_of(locked.png)[100, 150].argmax() == 0
    assert pixels_of(locked.png)[70, 100].argmax() == 2
    assert locked.notes == ()


def test_an_answer_of_another_shape_is_stretched_and_named():
    original = make_photo(300, 200)

    locked = lock(
        save(original),
        save(make_photo(100, 100, seed=2)),
        save(make_mask((300, 200), (90, 60, 210, 140))),
        plan=whole((300, 200)),
    )

    assert STRETCHED in locked.notes


@settings(max_examples=10)
@given(
    corner=st.tuples(st.integers(0, 1500), st.integers(0, 1100)),
    extent=st.tuples(st.integers(1, 100), st.integers(1, 100)),
    scale=st.sampled_from([1.0, 0.5, 1.7]),
)
def test_a_crop_is_put_back_where_it_was_cut_out(corner, extent, scale):
    size = (1600, 1200)
    original = Image.radial_gradient("L").resize(size).convert("RGB")
    mask = make_mask(size, (*corner, corner[0] + extent[0], corner[1] + extent[1]))
    plan = plan_focus(size, save(mask), is_on=True)
    sent = Image.fromarray(pixels_of(cut(save(original), save(mask), plan).seed))
    echo = sent.resize((round(sent.width * scale), round(sent.height * scale)), Image.Resampling.LANCZOS)

    locked = lock(save(original), save(echo), save(mask), plan=plan)

    difference = np.abs(pixels_of(locked.png).astype(int) - np.asarray(original))
    assert plan.is_crop
    assert difference.max() <= (0 if scale == 1 else 4)


def test_a_sign_in_a_large_photo_comes_back_sharp():
    size = (2400, 1800)
    original, mask = make_photo(*size), make_mask(size, (1100, 800, 1300, 900))
    plan = plan_focus(size, save(mask), is_on=True)
    stripes = np.zeros((plan.crop_size[1], plan.crop_size[0], 3), np.uint8)
    stripes[:, ::2] = 255

    locked = lock(save(original), save(Image.fromarray(stripes)), save(mask), plan=plan)

    middle = pixels_of(locked.png)[850, 1150:1250, 0]
    assert np.all(np.abs(np.diff(middle.astype(int))) == 255)


def test_a_mask_the_wrong_way_round_is_noticed_from_the_raw_answer():
    original = make_photo(200, 200)
    mask = make_mask((200, 200), (50, 50, 150, 150))
    turned_round = make_photo(200, 200, seed=2)
    turned_round.paste(original.crop((50, 50, 150, 150)), (50, 50))

    locked = lock(save(original), save(turned_round), save(mask), plan=whole((200, 200)))

    assert locked.polarity_looks_wrong
    assert locked.notes == (WRONG_WAY_ROUND,)
    assert locked.changed_outside == 0


@pytest.mark.parametrize("quality", [60, 90])
def test_an_answer_that_was_only_recompressed_outside_raises_no_alarm(quality):
    original = make_photo(200, 200)
    answer = original.copy()
    answer.paste("red", (50, 50, 150, 150))

    locked = lock(
        save(original),
        save(answer, "JPEG", quality=quality),
        save(make_mask((200, 200), (50, 50, 150, 150))),
        plan=whole((200, 200)),
    )

    assert not locked.polarity_looks_wrong
    assert locked.notes == ()


def test_a_little_noise_outside_raises_no_alarm_where_nothing_changed_inside():
    original = make_photo(200, 200)
    original.paste("gray", (50, 50, 150, 150))

    locked = lock(
        save(original),
        save(original, "JPEG", quality=50),
        save(make_mask((200, 200), (60, 60, 140, 140))),
        plan=whole((200, 200)),
    )

    assert not locked.polarity_looks_wrong


@pytest.mark.parametrize("quality", [None, 60, 95])
def test_an_answer_in_which_the_marked_area_hardly_changed_is_named(quality):
    original = make_photo(200, 200)
    answer = save(original) if quality is None else save(original, "JPEG", quality=quality)

    locked = lock(
        save(original), answer, save(make_mask((200, 200), (50, 50, 150, 150))), plan=whole((200, 200))
    )

    assert locked.notes == (HARDLY_CHANGED,)
    assert not locked.polarity_looks_wrong


def test_one_new_letter_on_a_large_sign_is_a_change():
    original = make_photo(400, 400)
    answer = original.copy()
    answer.paste("black", (180, 180, 210, 220))

    locked = lock(
        save(original), save(answer), save(make_mask((400, 400), (50, 50, 350, 350))), plan=whole((400, 400))
    )

    assert locked.notes == ()


def test_a_hole_filled_in_the_colour_of_the_paper_is_a_change():
    original = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    answer = Image.new("RGB", (100, 100), "white")

    locked = lock(
        save(original), save(answer), save(make_mask((100, 100), (20, 20, 80, 80))), plan=whole((100, 100))
    )

    assert HARDLY_CHANGED not in locked.notes


def test_colour_match_moves_the_answer_by_what_it_lacks_just_inside_the_edge():
    original = Image.new("RGB", (200, 200), (100, 100, 100))
    answer = Image.new("RGB", (200, 200), "black")
    answer.paste((90, 105, 100), (50, 50, 150, 150))
    answer.paste((200, 30, 30), (80, 80, 120, 120))
    mask = save(make_mask((200, 200), (50, 50, 150, 150)))

    matched = lock(save(original), save(answer), mask, plan=whole((200, 200)), match_colour=True)
    plain = lock(save(original), save(answer), mask, plan=whole((200, 200)))

    assert pixels_of(matched.png)[70, 70].tolist() == [100, 100, 100]
    assert pixels_of(matched.png)[100, 100].tolist() == [210, 25, 30]
    assert pixels_of(plain.png)[70, 70].tolist() == [90, 105, 100]


def test_colour_match_leaves_alone_what_was_drawn_right_to_the_edge():
    original, mask = make_photo(200, 200), save(make_mask((200, 200), (50, 50, 150, 150)))
    answer = save(make_photo(200, 200, seed=2))

    matched = lock(save(original), answer, mask, plan=whole((200, 200)), match_colour=True)

    assert matched.png == lock(save(original), answer, mask, plan=whole((200, 200))).png


@pytest.mark.parametrize("name", PICTURES)
def test_every_kind_of_picture_may_be_an_answer(name):
    original, mask = make_photo(80, 60), make_mask((80, 60), (20, 20, 50, 50))

    locked = lock(save(original), PICTURES[name](), save(mask), plan=whole((80, 60)))

    assert locked.changed_outside == 0


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_anything_else_as_an_answer_is_an_error_of_its_own(name):
    original, mask = make_photo(80, 60), make_mask((80, 60), (20, 20, 50, 50))

    with pytest.raises(AnswerUnreadable, match="cannot be used as a picture"):
        lock(save(original), NOT_PICTURES[name](), save(mask), plan=whole((80, 60)))


def test_without_the_lock_the_answer_is_delivered_as_it_is():
    answer = make_photo(50, 40)

    png = pass_through(save(answer, "WEBP", lossless=True))

    assert np.array_equal(pixels_of(png), np.asarray(answer))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_without_the_lock_a_crop_is_put_back_whole(mode):
    original = make_photo(400, 300, mode=mode)
    plan = FocusPlan(width_px=400, height_px=300, box=(100, 100, 200, 180))

    png = pass_through(save(Image.new("RGB", (50, 40), "red")), original_png=save(original), plan=plan)

    pixels = pixels_of(png)
    assert pixels[100:180, 100:200, :3].reshape(-1, 3).tolist() == [[255, 0, 0]] * 8000
    assert np.array_equal(pixels[:100], np.asarray(original)[:100])


@pytest.mark.parametrize(("file_format", "begins"), [("jpg", b"\xff\xd8\xff"), ("webp", b"RIFF")])
def test_a_delivery_in_another_format_is_that_format(file_format, begins):
    png = save(make_photo(mode="RGBA"))

    small = encode(png, file_format=file_format, quality=20)
    large = encode(png, file_format=file_format)

    assert small.startswith(begins)
    assert len(small) < len(large)


def test_a_picture_too_long_for_webp_is_scaled_to_its_bound():
    content = encode(save(make_photo(17_000, 4)), file_format="webp")

    assert pixels_of(content).shape[1] == 16_383


def test_the_proof_counts_what_really_differs_in_a_delivered_file():
    original, mask = make_photo(60, 40), make_mask((60, 40), (0, 0, 30, 40))
    changed = original.copy()
    changed.paste("red", (28, 0, 33, 10))

    changes = count_changes(save(original), save(changed), save(mask))

    assert (changes.changed_inside, changes.inside_px) == (20, 1200)
    assert (changes.changed_outside, changes.outside_px) == (30, 1200)


def test_the_proof_sees_a_change_of_alpha_alone():
    original = make_photo(10, 10, mode="RGBA")
    changed = original.copy()
    changed.putalpha(7)

    changes = count_changes(save(original), save(changed), save(make_mask((10, 10), (0, 0, 1, 1))))

    assert changes.changed_outside > 90


def test_pictures_of_different_sizes_cannot_be_proved():
    with pytest.raises(ValueError, match="different sizes"):
        count_changes(save(make_photo(10, 10)), save(make_photo(11, 10)), save(make_mask((10, 10))))


def test_a_delivered_file_that_was_made_smaller_has_no_count():
    original, mask = save(make_photo(60, 40)), save(make_mask((60, 40), (0, 0, 30, 40)))

    smaller = count_delivered(original, save(make_photo(30, 20)), mask)

    assert smaller is None
    assert count_delivered(original, original, mask) == count_changes(original, original, mask)
