"""What a service bills is what the ledger says, to the micro-dollar, whatever becomes of a job."""

import asyncio
from pathlib import Path

from bot.announcer import Stage
from bot.demo.services.faults import Fault
from tests.flows.house import House, open_house, text_of
from tests.flows.money import EDIT, ask, ask_apart, cancel, check_books, see_end, see_status, told_privately

MIXTURE = (EDIT, EDIT, f"{EDIT} --model 2", f"{EDIT} --count 4", f"{EDIT} --model magnific --count 2")


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


async def test_of_four_results_only_those_that_came_are_charged(house: House) -> None:
    house.arm(Fault.PARTIAL_FAILURE, failing=3)

    thread_ts = await ask(house, f"{EDIT} --count 4")
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert books.entries_of(job) == [("reservation", 240_000), ("settlement", 60_000)]
    assert len(house.results("design", thread_ts)) == 1
    said = house.said("design", thread_ts)
    assert "1 of 4 pictures delivered." in said
    assert "3 of 4 results did not come. The image service could not make this picture." in said
    assert "Only what was made is charged." in said


async def test_a_service_that_names_no_price_is_charged_by_the_list_and_marked_so(house: House) -> None:
    house.arm(Fault.FAIL_TASK, service="magnific")

    thread_ts = await ask(house, f"{EDIT} --model magnific --speed turbo --count 2")
    job = await see_end(house, thread_ts)

    books = await check_books(house)
    assert house.submits("magnific") == 2
    assert books.entries_of(job) == [("reservation", 60_000), ("settlement", 30_000)]
    assert [entry.is_estimate for entry in books.entries] == [False, True]
    [result] = house.results("design", thread_ts)
    assert "$0.03 (estimate)" in text_of(result)


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


async def test_after_a_mixture_of_everything_at_once_all_books_agree(tmp_path: Path) -> None:
    async with open_house(tmp_path, MAGNIFIC_CONCURRENCY="1", USER_MONTHLY_BUDGET_USD="1.20") as house:
        for fault in (Fault.DEARER_BILL, Fault.CHEAPER_BILL, Fault.REFUSE_CONTENT, Fault.BAD_BYTES):
            house.arm(fault)
        house.arm(Fault.PARTIAL_FAILURE, failing=2)
        house.arm(Fault.STALL, service="magnific")

        begun = await ask_apart(house, f"{EDIT} --model magnific")
        await see_status(house, begun.ts, "is working", channel=begun.channel)
        queued = await ask_apart(house, f"{EDIT} --model magnific")
        await cancel(house, await see_status(house, queued.ts, "Next in line", channel=queued.channel))
        await cancel(house, await see_status(house, begun.ts, "is working", channel=begun.channel))
        house.magnific.faults.clear()
        house.arm(Fault.DEARER_BILL, service="magnific")
        runs = [begun, queued, *await asyncio.gather(*(ask_apart(house, wish) for wish in MIXTURE))]
        refused = [
            await ask_apart(house, "edit a red door"),
            await ask_apart(house, f"{EDIT} --model 2 --count 20"),
        ]
        # A warning about the budget may come between them.
        refusals = ("Which part should change?", "This would cost $1.60")
        await house.wait_for(lambda: all(words in "".join(told_privately(house)) for words in refusals))
        ends = [await see_end(house, run.ts, channel=run.channel) for run in runs]

        books = await check_books(house)
    assert [job.stage for job in ends[:2]] == [Stage.CANCELLED, Stage.CANCELLED]
    assert [books.charge_of(job) for job in ends[:2]] == [60_000, 0]
    assert {job.stage for job in ends[2:]} == {Stage.DELIVERED, Stage.FAILED}
    assert house.runware.faults.listed() == house.magnific.faults.listed() == []
    assert [job.stage for job in books.jobs].count(Stage.REFUSED) == len(refused)
