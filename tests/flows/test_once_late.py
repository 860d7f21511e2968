"""Results that come after the job was given up: delivered and charged all the same, once."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.services.faults import Fault, Moment
from bot.demo.services.tasks import Workshop as Service
from bot.providers.http import Patience
from tests.flows.house import QUICK, Clock, open_house
from tests.flows.tally import Tally, ask_for_edit, delivered, is_asked_about, no_painter, tally

PROMPT_POLLS = replace(QUICK, first_poll_seconds=0.1, max_poll_seconds=0.1, job_timeout_seconds=600.0)
A_WHILE = 601.0
EXPIRED = Tally(
    jobs={"expired": 1}, tasks=1, statuses=1, results=0, pictures=1, ledger=("reservation", "release")
)


@pytest.mark.parametrize("name", ["runware", "magnific"])
async def test_a_result_after_the_deadline_is_delivered_and_charged_after_all(
    tmp_path: Path, name: str
) -> None:
    clock = Clock()
    async with open_house(tmp_path, timing=PROMPT_POLLS, clock=clock, delay_seconds=0.5) as house:
        thread_ts = await ask_for_edit(house, "--model magnific" if name == "magnific" else "")
        service: Service = getattr(house, name)
        await house.wait_for(lambda: house.submits(name))

        with no_painter(service):
            await house.wait_for(lambda: is_asked_about(service))
            clock.advance(seconds=A_WHILE)
            await delivered(house, thread_ts)
            given_up, said = await tally(house), house.said("design", thread_ts)
        await house.wait_for(lambda: "did not answer in time" not in house.said("design", thread_ts))

        assert given_up == EXPIRED
        assert "did not answer in time" in said
        assert await tally(house) == replace(
            EXPIRED,
            jobs={"delivered": 1},
            results=1,
            pictures=2,
            ledger=("reservation", "release", "settlement"),
        )


async def test_a_second_result_after_the_deadline_follows_the_first(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, timing=PROMPT_POLLS, clock=clock, delay_seconds=1.2) as house:
        thread_ts = await ask_for_edit(house, "--count 2")
        await house.wait_for(lambda: house.runware.results)

        with no_painter(house.runware):
            await house.wait_for(lambda: house.results("design", thread_ts))
            clock.advance(seconds=A_WHILE)
            await delivered(house, thread_ts)
            given_up = await tally(house)
        await house.wait_for(lambda: "1 of 2 results" not in house.said("design", thread_ts))

        one = Tally(
            jobs={"delivered": 1},
            tasks=1,
            statuses=1,
            results=1,
            pictures=2,
            ledger=("reservation", "settlement"),
        )
        assert given_up == one
        assert await tally(house) == replace(
            one, results=2, pictures=3, ledger=("reservation", "settlement", "adjustment")
        )


async def test_what_was_left_to_an_admin_is_charged_when_its_callback_comes_after_all(tmp_path: Path) -> None:
    clock, patience = Clock(), Patience(attempts=1)
    async with open_house(tmp_path, timing=PROMPT_POLLS, clock=clock, patience=patience) as house:
        house.arm(Fault.HTTP_500, service="magnific", at=Moment.ASK)  # so there is no list to compare with
        house.arm(Fault.LOSE_ANSWER, service="magnific")
        house.arm(Fault.LATE_CALLBACK, service="magnific", seconds=3)

        thread_ts = await ask_for_edit(house, "--model magnific")
        await house.wait_for(lambda: house.submits("magnific"))
        clock.advance(seconds=A_WHILE)
        await delivered(house, thread_ts)
        left_open = await tally(house)
        await house.wait_for(lambda: "until an admin has checked" not in house.said("design", thread_ts))

        assert left_open.jobs == {"to_be_checked": 1}
        assert left_open.ledger == ("reservation",)
        assert await tally(house) == replace(
            left_open,
            jobs={"delivered": 1},
            results=1,
            pictures=2,
            ledger=("reservation", "settlement"),
            owed_micros=0,
        )
