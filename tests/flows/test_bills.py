"""What a service bills is what the ledger says, to the micro-dollar, whatever becomes of a job."""

import asyncio

import pytest

from bot.announcer import Stage
from bot.demo.services.faults import Fault
from tests.flows.house import House, text_of
from tests.flows.money import EDIT, ask, check_books, find_job, flat_mask, see_end, small_picture, told_privately


async def test_a_bill_dearer_than_its_quote_counts_and_is_said_below_the_picture(house: House) -> None:
    house.arm(Fault.DEARER_BILL, percent=133)

    thread_ts = await ask(house)
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert books.entries_of(job) == [("reservation", 60_000), ("settlement", 79_800)]
    [result] = house.results("design", thread_ts)
    assert "The image service charged $0.0798; the price shown before was $0.06." in text_of(result)


async def test_a_bill_cheaper_than_its_quote_gives_the_rest_back(house: House) -> None:
    house.arm(Fault.CHEAPER_BILL, percent=33)

    thread_ts = await ask(house)
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert books.entries_of(job) == [("reservation", 60_000), ("settlement", 19_800)]
    assert "$19.9802 left this month" in house.said("design", thread_ts)


@pytest.mark.parametrize("failing", [1, 3])
async def test_of_four_results_only_those_that_came_are_charged(house: House, failing: int) -> None:
    house.arm(Fault.PARTIAL_FAILURE, failing=failing)

    thread_ts = await ask(house, f"{EDIT} --count 4")
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert books.charge_of(job) == 60_000 * (4 - failing)
    assert len(house.results("design", thread_ts)) == 4 - failing
    said = house.said("design", thread_ts)
    assert f"{4 - failing} of 4 pictures delivered." in said
    assert f"{failing} of 4 results did not come. The image service could not make this picture." in said
    assert "Only what was made is charged." in said


async def test_a_service_that_names_no_price_is_charged_by_the_list_and_marked_so(house: House) -> None:
    house.arm(Fault.FAIL_TASK, service="magnific")

    thread_ts = await ask(house, f"{EDIT} --model magnific --speed turbo --count 3")
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert house.submits("magnific") == 3
    assert books.entries_of(job) == [("reservation", 90_000), ("settlement", 60_000)]
    assert [entry.is_estimate for entry in books.entries] == [False, True]
    assert all("$0.03 (estimate)" in text_of(result) for result in house.results("design", thread_ts))
    assert "$0.06 (estimate)" in house.said("design", thread_ts)


async def test_a_picture_that_was_made_but_cannot_be_read_stays_charged(house: House) -> None:
    house.arm(Fault.BAD_BYTES)

    thread_ts = await ask(house)
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert job.stage == Stage.FAILED
    assert books.charge_of(job) == house.billed_micros() == 60_000
    assert "The picture was made and charged, but it could not be downloaded or read." in house.said(
        "design", thread_ts
    )


async def test_after_a_mixture_of_everything_at_once_all_books_agree(house: House) -> None:
    for fault, times in (
        (Fault.DEARER_BILL, 2),
        (Fault.CHEAPER_BILL, 2),
        (Fault.REFUSE_CONTENT, 1),
        (Fault.FAIL_TASK, 1),
        (Fault.BAD_BYTES, 1),
    ):
        house.arm(fault, times=times)
    house.arm(Fault.PARTIAL_FAILURE, failing=1)
    house.arm(Fault.DEARER_BILL, service="magnific")
    places = [house.workspace.add_channel(f"studio-{number}") for number in range(10)]
    wishes = [
        *([EDIT] * 4),
        f"{EDIT} --count 4 --speed turbo",
        f"{EDIT} --model 2 --speed turbo",
        f"{EDIT} --model magnific --count 2",
        "edit a red door",  # no mask
        f"{EDIT} --count 20 --speed quality --model 2",  # far beyond what is left
        f"{EDIT} --model 2",
    ]

    threads = await asyncio.gather(
        *(ask(house, wish, channel=place) for wish, place in zip(wishes, places, strict=True))
    )
    runs = [pair for pair in zip(places, threads, strict=True) if pair[1] not in (threads[7], threads[8])]
    for place, thread_ts in runs:
        await house.wait_for(lambda place=place, thread_ts=thread_ts: house.is_over(place, thread_ts))

    books = await check_books(house)
    assert [job.stage for job in books.jobs].count(Stage.REFUSED) == 2
    assert sum(house.runware.billed.values()) > 0
    assert len(house.runware.tasks) == 7
