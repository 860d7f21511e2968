"""What a service sends back is not always a picture to be proud of, and our own store is not always there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.announcer import Stage
from bot.demo.services.faults import Fault, Moment
from bot.steps.trouble import IMPATIENT_TRIES
from tests.flows.house import House, changed_outside, mask, picture, text_of
from tests.flows.money import (
    EDIT,
    SMALL,
    ask,
    check_books,
    see_end,
    see_rows,
    see_status,
    see_works,
    told_privately,
)

pytestmark = pytest.mark.long

LOST = "The picture was made and charged, but it could not be downloaded or read."


@pytest.mark.parametrize("service", ["runware", "magnific"])
@pytest.mark.parametrize("fault", [Fault.BAD_BYTES, Fault.EXPIRED_URL])
async def test_a_picture_that_cannot_be_had_stays_charged_and_is_said(
    house: House, fault: Fault, service: str
) -> None:
    house.arm(fault, service=service)

    thread_ts = await ask(house, f"{EDIT} --model {'magnific' if service == 'magnific' else '3'}")
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert job.stage == Stage.FAILED
    assert books.charge_of(job) == house.billed_micros() == 60_000
    assert LOST in house.said("design", thread_ts)
    await see_works(house)


@pytest.mark.parametrize(
    ("fault", "note"),
    [
        (Fault.WRONG_SIZE_ANSWER, "came back in another shape and was stretched to fit."),
        (Fault.CHANGE_NOTHING, "The marked area hardly changed"),
        (Fault.WRONG_POLARITY, "the mask may be the wrong way round."),
    ],
)
async def test_an_odd_picture_is_delivered_with_a_word_about_it(
    house: House, fault: Fault, note: str
) -> None:
    original, marked = picture(SMALL), mask(SMALL, (8, 8, 40, 40))
    house.arm(fault)

    thread_ts = await ask(house, "edit a red door", files=[("shop.png", original), ("mask.png", marked)])
    job = await see_end(house, thread_ts)

    await check_books(house)
    [result] = house.results("design", thread_ts)
    assert job.stage == Stage.DELIVERED
    assert changed_outside(original, house.workspace.file(result["files"][0]["id"]), marked) == 0
    assert note in text_of(result)


async def test_a_download_that_breaks_off_is_made_again(house: House) -> None:
    house.arm(Fault.DROP_BEFORE, at=Moment.FETCH, times=4)

    thread_ts = await ask(house)
    job = await see_end(house, thread_ts)

    assert job.stage == Stage.DELIVERED
    await check_books(house)


async def test_a_picture_that_was_paid_for_waits_for_the_store(house: House, tmp_path: Path) -> None:
    house.arm(Fault.STALL)
    thread_ts = await ask(house)
    await see_status(house, thread_ts, "is working")

    with broken(tmp_path / "pictures"):
        house.runware.faults.clear()
        await see_rows(house, lambda books: books.tasks[0].failing_times > IMPATIENT_TRIES)
    job = await see_end(house, thread_ts)

    assert job.stage == Stage.DELIVERED
    assert len(house.results("design", thread_ts)) == 1
    await check_books(house)


async def test_without_a_store_nothing_is_begun_and_the_person_hears_of_it(
    house: House, tmp_path: Path
) -> None:
    with broken(tmp_path / "pictures"):
        await ask(house)
        [note] = await house.wait_for(lambda: told_privately(house))

    books = await check_books(house)
    assert "Something went wrong on our side and the job was stopped." in note
    assert [job.stage for job in books.jobs] == [Stage.FAILED]
    assert books.entries == []
    assert house.submits() == 0
    await see_works(house)


@contextmanager
def broken(store: Path) -> Iterator[None]:
    """The folder of pictures is gone, and a file stands in its place."""
    aside = store.with_name("aside")
    if store.exists():
        store.rename(aside)
    store.touch()
    yield
    store.unlink()
    if aside.exists():
        aside.rename(store)


async def test_a_long_outage_of_slack_uses_up_none_of_the_tries_that_our_own_faults_have(
    house: House, tmp_path: Path
) -> None:
    house.workspace.fault("files.getUploadURLExternal", "internal_error", times=1000)
    thread_ts = await ask(house)
    await see_rows(house, lambda books: books.jobs and books.jobs[0].failing_times > IMPATIENT_TRIES)

    with broken(tmp_path / "pictures"):
        house.workspace.hub.faults.clear()
        await see_rows(house, lambda books: (books.jobs[0].failing_step or "").endswith("(ours)"))
    job = await see_end(house, thread_ts)

    assert job.stage == Stage.DELIVERED
    await check_books(house)
