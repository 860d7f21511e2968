"""Cancel is free until the submit; after it the service charges, and the picture is kept and not posted."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.announcer import Stage
from bot.demo.services.faults import Fault
from tests.flows.house import QUICK, House, has_button, open_house, text_of
from tests.flows.money import (
    EDIT,
    ask,
    ask_apart,
    cancel,
    check_books,
    has_kept_picture,
    press_stale,
    see_end,
    see_status,
    told_privately,
)

FREE = "Cancelled before anything was sent. You were not charged."
CHARGED = "Cancelled, but the image service has already begun and charges for it. What it makes is kept, not posted."


@pytest.fixture
async def narrow(tmp_path: Path) -> AsyncIterator[House]:
    """A house whose services take one task at a time, and do not begin the first before ``go_on``."""
    # What is put off must not end by its deadline on a busy machine.
    patient = replace(QUICK, job_timeout_seconds=600.0)
    async with open_house(
        tmp_path, timing=patient, RUNWARE_CONCURRENCY="1", MAGNIFIC_CONCURRENCY="1"
    ) as house:
        house.arm(Fault.STALL)
        house.arm(Fault.STALL, service="magnific")
        yield house


def go_on(house: House) -> None:
    """Let the services do what they have put off."""
    house.runware.faults.clear()
    house.magnific.faults.clear()


async def test_a_job_that_stands_in_line_is_cancelled_free_of_charge(narrow: House) -> None:
    first = await ask_apart(narrow)
    await see_status(narrow, first.ts, "is working", channel=first.channel)
    second = await ask_apart(narrow)
    status = await see_status(narrow, second.ts, "Next in line", channel=second.channel)

    told = await cancel(narrow, status)
    cancelled = await see_end(narrow, second.ts, channel=second.channel)
    go_on(narrow)
    delivered = await see_end(narrow, first.ts, channel=first.channel)

    books = await check_books(narrow)
    assert FREE in told
    assert (cancelled.stage, delivered.stage) == (Stage.CANCELLED, Stage.DELIVERED)
    assert books.entries_of(cancelled) == [("reservation", 60_000), ("release", 60_000)]
    assert narrow.submits() == 1
    assert FREE in narrow.said(second.channel, second.ts)


async def test_a_job_that_was_sent_is_charged_and_its_picture_kept_under_details_not_posted(
    narrow: House,
) -> None:
    thread_ts = await ask(narrow)
    told = await cancel(narrow, await see_status(narrow, thread_ts, "is working"))
    meanwhile = await see_status(narrow, thread_ts, CHARGED)
    go_on(narrow)
    job = await see_end(narrow, thread_ts)
    status = await see_status(narrow, thread_ts, "it charges for it; the picture is kept under Details.")

    await narrow.workspace.click("ada", status, "details")

    books = await check_books(narrow)
    [view] = narrow.workspace.views("ada")
    assert CHARGED in told
    assert not has_button(meanwhile, "cancel")
    assert job.stage == Stage.CANCELLED
    assert books.entries_of(job) == [("reservation", 60_000), ("settlement", 60_000)]
    assert narrow.results("design", thread_ts) == []
    assert [result.state for result in books.results] == ["kept"]
    assert has_kept_picture(narrow, view)
    assert "a red door" in text_of(view)
    assert "$0.06" in text_of(view)


async def test_of_several_tasks_only_those_that_were_sent_are_charged(narrow: House) -> None:
    thread_ts = await ask(narrow, f"{EDIT} --model magnific --count 3")
    status = await see_status(narrow, thread_ts, "is working")

    await cancel(narrow, status)
    go_on(narrow)
    job = await see_end(narrow, thread_ts)

    books = await check_books(narrow)
    assert narrow.submits("magnific") == 1
    assert books.entries_of(job) == [("reservation", 180_000), ("settlement", 60_000)]


async def test_results_that_came_before_a_cancel_stay_and_the_rest_is_kept(narrow: House) -> None:
    thread_ts = await ask(narrow, f"{EDIT} --model magnific --count 3")
    await narrow.wait_for(lambda: narrow.submits("magnific") == 1)
    go_on(narrow)
    narrow.arm(Fault.STALL, service="magnific")
    await narrow.wait_for(lambda: narrow.results("design", thread_ts) and narrow.submits("magnific") == 2)

    await cancel(narrow, await see_status(narrow, thread_ts, "1 of 3 pictures delivered"))
    go_on(narrow)
    job = await see_end(narrow, thread_ts)

    books = await check_books(narrow)
    said = narrow.said("design", thread_ts)
    assert job.stage == Stage.DELIVERED
    assert books.entries_of(job) == [("reservation", 180_000), ("settlement", 120_000)]
    assert len(narrow.results("design", thread_ts)) == 1
    assert "1 of 3 pictures delivered. 2 of 3 results did not come. The rest was cancelled;" in said


async def test_nobody_else_can_cancel_a_job(narrow: House) -> None:
    thread_ts = await ask(narrow)
    status = await see_status(narrow, thread_ts, "is working")

    told = await cancel(narrow, status, user="ben")
    go_on(narrow)
    job = await see_end(narrow, thread_ts)

    assert "Only the person who asked for this can cancel it. Nothing was charged." in told
    assert told_privately(narrow, "ada") == []
    assert job.stage == Stage.DELIVERED
    await check_books(narrow)


async def test_a_cancel_that_comes_after_the_end_changes_nothing(narrow: House) -> None:
    thread_ts = await ask(narrow)
    status = await see_status(narrow, thread_ts, "is working")
    go_on(narrow)
    await see_end(narrow, thread_ts)

    await press_stale(narrow, status, "cancel")
    [told] = await narrow.wait_for(lambda: told_privately(narrow))

    books = await check_books(narrow)
    assert "This job has ended already; nothing was changed." in told
    assert [job.stage for job in books.jobs] == [Stage.DELIVERED]


async def test_a_cancelled_job_whose_picture_could_not_be_made_costs_nothing(narrow: House) -> None:
    thread_ts = await ask(narrow)

    await cancel(narrow, await see_status(narrow, thread_ts, "is working"))
    go_on(narrow)
    narrow.arm(Fault.FAIL_TASK)
    job = await see_end(narrow, thread_ts)

    books = await check_books(narrow)
    assert books.entries_of(job) == [("reservation", 60_000), ("release", 60_000)]
    status = await see_status(narrow, thread_ts, "The image service had begun but made no picture.")
    assert "You were not charged." in text_of(status)
    assert not has_button(status, "details")
