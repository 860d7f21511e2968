"""Options that change what is delivered, where else it goes, or who hears of it."""

from collections.abc import AsyncIterator
from io import BytesIO

import numpy as np
import numpy.typing as npt
import pytest
from aiohttp import web
from PIL import Image

from bot.announcer import Stage
from tests.flows.house import House, changed_outside, encode, mask, picture, text_of
from tests.flows.money import ask, read_books, see_end, told_privately
from tests.flows.received import Body, picture_at, submits

SIZE = (320, 240)
LARGE = (1600, 1200)
BOX = (40, 40, 160, 120)


def files(size: tuple[int, int] = SIZE) -> list[tuple[str, bytes]]:
    return [("shop.png", picture(size)), ("mask.png", mask(size, BOX))]


def delivered(house: House, thread_ts: str) -> bytes:
    """The file of the one result in a thread."""
    [result] = house.results("design", thread_ts)
    return house.workspace.file(result["files"][0]["id"])


def is_equal(first: bytes, second: bytes) -> bool:
    """Whether two files show the same, pixel for pixel."""
    return bool(
        np.array_equal(np.asarray(Image.open(BytesIO(first))), np.asarray(Image.open(BytesIO(second))))
    )


def mask_levels(house: House, body: Body) -> npt.NDArray[np.uint8]:
    """The grey levels of the mask that was sent."""
    return np.asarray(Image.open(BytesIO(picture_at(house, "runware", body["inputs"]["maskImage"]))))


@pytest.mark.parametrize(("option", "file_format"), [("jpg", "JPEG"), ("webp", "WEBP"), ("png", "PNG")])
async def test_a_result_is_delivered_in_the_format_asked_for_and_counted_in_that_file(
    house: House, option: str, file_format: str
) -> None:
    thread_ts = await ask(house, f"edit a red door --format {option}", files=files())
    await see_end(house, thread_ts)

    content = delivered(house, thread_ts)
    [result] = house.results("design", thread_ts)
    assert Image.open(BytesIO(content)).format == file_format
    assert result["files"][0]["name"] == f"edit-v1.{option}"
    changed = changed_outside(picture(SIZE), content, mask(SIZE, BOX))
    outside = SIZE[0] * SIZE[1] - 120 * 80
    assert f"outside the mask: {changed:,} of {outside:,} pixels changed" in text_of(result)
    assert (changed == 0) is (option == "png")
    assert ("lossless picture is kept" in text_of(result)) is (option != "png")


async def test_quality_makes_the_delivered_file_smaller(house: House) -> None:
    sizes = []
    for quality in (99, 20):
        thread_ts = await ask(
            house, f"edit a red door --format jpg --output-quality {quality}", files=files()
        )
        await see_end(house, thread_ts)
        sizes.append(len(delivered(house, thread_ts)))

    assert sizes[1] < sizes[0] / 2


async def test_without_the_lock_the_answer_is_delivered_as_it_came(house: House) -> None:
    thread_ts = await ask(house, "edit a red door --no-lock", files=files())
    await see_end(house, thread_ts)

    [result] = house.results("design", thread_ts)
    [answer] = house.runware.results.values()
    assert is_equal(delivered(house, thread_ts), answer.content)
    assert "outside the mask" not in text_of(result)


@pytest.mark.parametrize(
    ("region", "box"),
    [
        ('"top right"', (160, 0, 320, 120)),
        ("“left third”", (0, 0, 107, 240)),
        ("60%,10%,95%,30%", (192, 24, 304, 72)),
        ("10,20,30,40", (10, 20, 30, 40)),
    ],
)
async def test_a_region_in_words_or_numbers_is_the_mask(
    house: House, region: str, box: tuple[int, int, int, int]
) -> None:
    thread_ts = await ask(house, f"edit a red door --region {region}", files=[("shop.png", picture(SIZE))])
    await see_end(house, thread_ts)

    [body] = submits(house, "runware")
    sent = picture_at(house, "runware", body["inputs"]["maskImage"])
    assert is_equal(sent, mask(SIZE, box))
    assert changed_outside(picture(SIZE), delivered(house, thread_ts), mask(SIZE, box)) == 0


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("edit a red door --region bottom", []),
        ("edit a red door", [("scribbled.png", picture(SIZE, colour="red"))]),
    ],
)
async def test_a_transparent_area_counts_before_a_scribble_and_a_region_and_that_is_said(
    house: House, words: str, others: list[tuple[str, bytes]]
) -> None:
    thread_ts = await ask(house, words, files=[("shop.png", with_hole(BOX)), *others])
    await see_end(house, thread_ts)

    [body] = submits(house, "runware")
    assert "The picture's transparent area was used" in house.said("design", thread_ts)
    assert is_equal(picture_at(house, "runware", body["inputs"]["maskImage"]), mask(SIZE, BOX))


def with_hole(box: tuple[int, int, int, int]) -> bytes:
    """The picture, transparent where it may change."""
    image = Image.open(BytesIO(picture(SIZE))).convert("RGBA")
    image.paste((0, 0, 0, 0), box)
    return encode(image)


async def test_a_mask_beside_a_region_counts_and_that_is_said(house: House) -> None:
    thread_ts = await ask(house, "edit a red door --region bottom", files=files())
    await see_end(house, thread_ts)

    assert "The attached mask was used, not the region." in house.said("design", thread_ts)
    assert changed_outside(picture(SIZE), delivered(house, thread_ts), mask(SIZE, BOX)) == 0


async def test_the_colour_said_to_mark_the_edit_beats_the_smaller_area(house: House) -> None:
    thread_ts = await ask(house, "edit a red door --mask black", files=files())
    await see_end(house, thread_ts)

    [body] = submits(house, "runware")
    assert np.array_equal(mask_levels(house, body), 255 - np.asarray(Image.open(BytesIO(mask(SIZE, BOX)))))
    assert "87.5 % of the picture will change" in house.said("design", thread_ts)


@pytest.mark.parametrize(("focus", "is_whole"), [("auto", False), ("off", True)])
async def test_a_small_mark_in_a_large_picture_is_sent_as_a_crop_unless_focus_is_off(
    house: House, focus: str, is_whole: bool
) -> None:
    await ask(house, f"edit a red door --focus {focus}", files=files(LARGE))
    [body] = await house.wait_for(lambda: submits(house, "runware"))

    sent = Image.open(BytesIO(picture_at(house, "runware", body["inputs"]["seedImage"])))
    assert (sent.size == LARGE) is is_whole
    assert sent.size == mask_levels(house, body).shape[::-1]


@pytest.fixture
async def store() -> AsyncIterator[tuple[str, list[bytes]]]:
    """An address that takes uploads, and what was put there."""
    taken: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        taken.append(await request.read())
        return web.Response()

    app = web.Application(client_max_size=2**26)
    app.router.add_put("/put", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/put?key=a&expires=b", taken
    await runner.cleanup()


async def test_an_upload_address_gets_the_raw_whole_picture_and_the_thread_says_so(
    house: House, store: tuple[str, list[bytes]]
) -> None:
    address, taken = store
    text = f"edit a red door --focus auto --upload-to {address}"

    thread_ts = await ask(house, text, files=files(LARGE))
    await see_end(house, thread_ts)

    [body], [answer] = submits(house, "runware"), house.runware.results.values()
    assert body["uploadEndpoint"] == address
    assert Image.open(BytesIO(picture_at(house, "runware", body["inputs"]["seedImage"]))).size == LARGE
    assert taken == [answer.content]
    assert "The upload address gets the raw picture" in house.said("design", thread_ts)


async def test_what_the_safety_check_flags_is_charged_and_told_privately_but_not_posted(house: House) -> None:
    thread_ts = await ask(house, "edit something nsfw --safe", files=files())
    job = await see_end(house, thread_ts)

    assert house.results("design", thread_ts) == []
    assert [note for note in told_privately(house) if "flagged" in note and "It was charged." in note]
    assert "flagged" not in house.said("design", thread_ts)
    assert job.stage == Stage.FAILED
    assert (await read_books(house)).entries_of(job) == [("reservation", 60_000), ("settlement", 60_000)]


async def test_what_the_safety_check_passes_is_posted(house: House) -> None:
    thread_ts = await ask(house, "edit a red door --safe", files=files())
    await see_end(house, thread_ts)

    assert len(house.results("design", thread_ts)) == 1


async def test_a_tag_is_written_into_every_ledger_row_of_its_job(house: House) -> None:
    thread_ts = await ask(house, "edit a red door --tag “spring campaign”", files=files())
    job = await see_end(house, thread_ts)

    entries = (await read_books(house)).entries
    assert job.tag == "spring campaign"
    assert [(entry.kind, entry.tag) for entry in entries] == [
        ("reservation", "spring campaign"),
        ("settlement", "spring campaign"),
    ]
