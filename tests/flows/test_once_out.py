"""The services' side of once and only once: callbacks that come often, late, never, or while we ask."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.services.faults import Fault
from bot.demo.services.tasks import Workshop as Service
from tests.flows.house import QUICK, House, open_house
from tests.flows.tally import ONE_EDIT, Tally, ask_for_edit, delivered, tally

# Long enough that no job of a test is ever asked about: what happens is the callbacks' doing.
NO_POLLS = replace(QUICK, first_poll_seconds=60.0, max_poll_seconds=60.0)
BOTH = pytest.mark.parametrize("name", ["runware", "magnific"])


def model_of(name: str) -> str:
    return "--model magnific" if name == "magnific" else "--model 3"


def service_of(house: House, name: str) -> Service:
    service: Service = getattr(house, name)
    return service


@BOTH
async def test_five_equal_callbacks_are_one_result_and_one_charge(tmp_path: Path, name: str) -> None:
    async with open_house(tmp_path, timing=NO_POLLS) as house:
        house.arm(Fault.DOUBLED_CALLBACK, service=name, copies=5)

        thread_ts = await ask_for_edit(house, model_of(name))
        await delivered(house, thread_ts)
        callbacks = service_of(house, name).callbacks
        await house.wait_for(lambda: len(callbacks) >= 5)

        assert await tally(house) == ONE_EDIT
        assert {callback.status for callback in callbacks} <= {200, 404}


@BOTH
async def test_polls_that_race_with_doubled_callbacks_are_one_result_and_one_charge(
    tmp_path: Path, name: str
) -> None:
    racing = replace(QUICK, first_poll_seconds=0.02, max_poll_seconds=0.02)
    async with open_house(tmp_path, timing=racing, delay_seconds=0.3) as house:
        house.arm(Fault.DOUBLED_CALLBACK, service=name, copies=3)

        thread_ts = await ask_for_edit(house, model_of(name))
        await delivered(house, thread_ts)

        assert await tally(house) == ONE_EDIT


@BOTH
async def test_a_lost_callback_is_made_up_for_by_asking(house: House, name: str) -> None:
    house.arm(Fault.LOST_CALLBACK, service=name, times=None)

    thread_ts = await ask_for_edit(house, model_of(name))
    await delivered(house, thread_ts)

    assert await tally(house) == ONE_EDIT
    assert service_of(house, name).callbacks == []


@BOTH
async def test_without_a_public_address_asking_alone_is_enough(tmp_path: Path, name: str) -> None:
    async with open_house(tmp_path, with_callbacks=False) as house:
        thread_ts = await ask_for_edit(house, model_of(name))
        await delivered(house, thread_ts)
        [task] = service_of(house, name).tasks.values()

        assert await tally(house) == ONE_EDIT
        assert task.order.callback_url is None


@BOTH
async def test_a_callback_that_comes_after_the_end_changes_nothing(house: House, name: str) -> None:
    house.arm(Fault.LATE_CALLBACK, service=name, times=None, seconds=2)

    thread_ts = await ask_for_edit(house, model_of(name))
    await delivered(house, thread_ts)
    asked_before = len(service_of(house, name).requests)
    await house.wait_for(lambda: service_of(house, name).callbacks)

    assert {callback.status for callback in service_of(house, name).callbacks} == {404}
    assert len(service_of(house, name).requests) == asked_before
    assert await tally(house) == ONE_EDIT


@BOTH
async def test_several_results_are_each_posted_once_and_charged_together(tmp_path: Path, name: str) -> None:
    async with open_house(tmp_path, timing=NO_POLLS) as house:
        house.arm(Fault.DOUBLED_CALLBACK, service=name, times=2, copies=3)

        thread_ts = await ask_for_edit(house, f"{model_of(name)} --count 2")
        await delivered(house, thread_ts)
        # The sheet of all results comes last; the job has ended by then.
        await house.wait_for(lambda: "at a glance" in house.said("design", thread_ts))

        assert await tally(house) == Tally(
            jobs={"delivered": 1},
            tasks=2 if name == "magnific" else 1,
            statuses=1,
            results=2,
            pictures=4,
            ledger=("reservation", "settlement"),
        )
