"""A lost answer to a submit buys nothing twice. What the services have taken on and billed is the judge."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalogue import ServiceName
from bot.demo.services.faults import Fault
from bot.providers.http import Patience
from tests.flows.house import QUICK, House, open_house
from tests.flows.tally import (
    ONE_EDIT,
    Tally,
    ask_for_edit,
    delivered,
    direct,
    submits,
    tally,
    task_rows,
)

pytestmark = pytest.mark.long

# A service on a busy machine must have taken the task before we stop listening to it.
HURRIED = Patience(silence_seconds=3.0, total_seconds=3.0)
# Long enough that no task of a test is asked about before its callback comes.
NO_POLLS = replace(QUICK, first_poll_seconds=60.0)
SHORT = replace(QUICK, job_timeout_seconds=1.0)
TO_BE_CHECKED = Tally(
    jobs={"to_be_checked": 1}, tasks=0, statuses=1, results=0, pictures=1, ledger=("reservation",)
)


async def ask_in_both_channels(house: House) -> dict[str, str]:
    """Two edits with Magnific at once, by channel, so that they do not wait for each other's messages."""
    places = ("design", "general")
    asked = (ask_for_edit(house, "--model magnific", place=place) for place in places)
    return dict(zip(places, await asyncio.gather(*asked), strict=True))


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        (Fault.LOSE_ANSWER, 1),
        (Fault.HANG, 1),
        (Fault.DROP_BEFORE, 2),
        (Fault.HTTP_500, 2),
        (Fault.HTTP_429, 2),
        (Fault.HTTP_503, 2),
    ],
)
async def test_runware_is_sent_again_only_what_it_certainly_does_not_have(
    tmp_path: Path, fault: Fault, sent: int
) -> None:
    async with open_house(tmp_path, patience=HURRIED, with_callbacks=False) as house:
        house.arm(fault)

        thread_ts = await ask_for_edit(house)
        await delivered(house, thread_ts)

        assert await tally(house) == ONE_EDIT
        assert submits(house.runware) == sent


@pytest.mark.parametrize("fault", [Fault.LOSE_ANSWER, Fault.HANG])
async def test_the_callback_says_which_task_of_magnific_is_the_lost_one(tmp_path: Path, fault: Fault) -> None:
    async with open_house(tmp_path, patience=HURRIED, timing=NO_POLLS) as house:
        house.arm(fault, service="magnific")
        thread_ts = await ask_for_edit(house, "--model magnific")
        await delivered(house, thread_ts)

        assert await tally(house) == ONE_EDIT
        assert submits(house.magnific) == 1


async def test_without_callbacks_the_one_unknown_task_of_magnific_is_the_lost_one(tmp_path: Path) -> None:
    async with open_house(tmp_path, with_callbacks=False) as house:
        house.arm(Fault.LOSE_ANSWER, service="magnific")
        thread_ts = await ask_for_edit(house, "--model magnific")
        await delivered(house, thread_ts)

        assert await tally(house) == ONE_EDIT
        assert submits(house.magnific) == 1


@pytest.mark.parametrize("fault", [Fault.HTTP_429, Fault.HTTP_503])
async def test_magnific_is_asked_again_when_it_says_that_it_is_busy(house: House, fault: Fault) -> None:
    house.arm(fault, service="magnific")

    thread_ts = await ask_for_edit(house, "--model magnific")
    await delivered(house, thread_ts)

    assert await tally(house) == ONE_EDIT
    assert submits(house.magnific) == 2


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.HTTP_500])
async def test_a_doubt_that_nobody_can_settle_is_left_to_an_admin(tmp_path: Path, fault: Fault) -> None:
    async with open_house(tmp_path, timing=SHORT, ADMIN_USERS="U0MIA0003") as house:
        house.arm(fault, service="magnific")

        thread_ts = await ask_for_edit(house, "--model magnific")
        await delivered(house, thread_ts)
        told = await house.wait_for(lambda: house.workspace.messages(direct(house, "U0MIA0003")))

        assert await tally(house) == TO_BE_CHECKED
        assert submits(house.magnific) == 1
        assert "stays reserved until an admin has checked" in house.said("design", thread_ts)
        assert "has to be checked" in told[0]["text"]


@pytest.mark.parametrize(
    ("faults", "taken"), [((Fault.HANG, Fault.HANG), 2), ((Fault.DROP_BEFORE, Fault.LOSE_ANSWER), 1)]
)
async def test_of_two_lost_at_once_nothing_is_guessed(
    tmp_path: Path, faults: tuple[Fault, ...], taken: int
) -> None:
    timing = replace(SHORT, job_timeout_seconds=3.5, settling_seconds=20.0)
    async with open_house(tmp_path, timing=timing, patience=HURRIED, with_callbacks=False) as house:
        for fault in faults:
            house.arm(fault, service="magnific")

        threads = await ask_in_both_channels(house)
        for place, thread_ts in threads.items():
            await delivered(house, thread_ts, place=place)

        assert await tally(house) == Tally(
            jobs={"to_be_checked": 2},
            tasks=taken,
            statuses=2,
            results=0,
            pictures=2,
            ledger=("reservation", "reservation"),
            owed_micros=60_000 * taken,
        )


async def test_two_lost_at_once_are_told_apart_by_their_callbacks(tmp_path: Path) -> None:
    async with open_house(tmp_path, timing=NO_POLLS) as house:
        house.arm(Fault.LOSE_ANSWER, service="magnific", times=2)

        threads = await ask_in_both_channels(house)
        for place, thread_ts in threads.items():
            await delivered(house, thread_ts, place=place)

        assert await tally(house) == Tally(
            jobs={"delivered": 2},
            tasks=2,
            statuses=2,
            results=2,
            pictures=4,
            ledger=("reservation", "settlement") * 2,
        )
        for place, thread_ts in threads.items():
            [row] = await task_rows(house, thread_ts, place=place)
            task = house.magnific.tasks[row.provider_task_id or ""]
            assert str(task.order.callback_url) == house.running.workshop.callback_url(
                ServiceName.MAGNIFIC, row.id
            )
