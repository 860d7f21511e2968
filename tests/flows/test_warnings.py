"""A word when a budget is half, nearly or all used, once; and jobs whose charge an admin has to look up."""

from pathlib import Path

import pytest

from bot.announcer import Stage
from bot.demo.services.faults import Fault
from tests.flows.house import House, open_house
from tests.flows.money import EDIT, ask, find_job, read_books, see_end, told_privately
from tests.flows.test_budgets import usage

pytestmark = pytest.mark.long


def warnings(house: House, user: str, whose: str) -> list[str]:
    """The first word of every warning this person got about this budget."""
    return [
        told.split(" %", maxsplit=1)[0].split()[-1]
        for told in told_privately(house, user)
        if f"of {whose} budget is used" in told
    ]


async def run(house: House, text: str = EDIT, *, user: str = "ben") -> None:
    await see_end(house, await ask(house, text, user=user))


async def test_a_person_is_warned_once_at_each_mark(tmp_path: Path) -> None:
    async with open_house(tmp_path, user_monthly_budget_usd="0.24") as house:
        for _ in range(4):
            await run(house)
        await house.wait_for(lambda: "100" in warnings(house, "ben", "your"))

        assert warnings(house, "ben", "your") == ["50", "100"]
        assert warnings(house, "ada", "your") == []


async def test_admins_are_warned_about_the_workspace_and_nobody_else(tmp_path: Path) -> None:
    async with open_house(tmp_path, workspace_monthly_budget_usd="0.10", command_prefix="team") as house:
        await run(house)
        await house.wait_for(lambda: warnings(house, "ada", "the workspace's"))

        assert warnings(house, "ada", "the workspace's") == ["50"]
        assert "/team-usage budget raises it" in told_privately(house, "ada")[-1]
        assert warnings(house, "ben", "the workspace's") == []


@pytest.mark.parametrize(
    ("amount", "kinds", "says"),
    [
        ("0.06", ["reservation", "settlement"], "it was charged $0.06"),
        ("0", ["reservation", "release"], "it was not charged"),
    ],
)
async def test_an_admin_closes_a_job_whose_charge_nobody_knew(
    house: House, amount: str, kinds: list[str], says: str
) -> None:
    house.arm(Fault.DROP_BEFORE, service="magnific")
    thread_ts = await ask(house, f"{EDIT} --model magnific", user="ben")
    job = await see_end(house, thread_ts)
    listed = await usage(house, "checks")

    told = await usage(house, f'close {job.id.hex[:8]} {amount} "seen on the bill"')
    await house.wait_for(lambda: says in house.said("design", thread_ts))

    assert job.stage == Stage.TO_BE_CHECKED
    assert f"`{job.id.hex[:8]}` · <@U0BEN0002>" in listed
    assert "Closed for <@U0BEN0002>" in told
    assert (await find_job(house, thread_ts)).stage == Stage.FAILED
    assert [kind for kind, _ in (await read_books(house)).entries_of(job)] == kinds
    assert "No job has to be checked." in await usage(house, "checks")
    assert says in await usage(house, "audit")
    assert await house.running.workshop.spending.prove() == []
    again = await usage(house, f'close {job.id.hex[:8]} 0 "twice"')
    assert "No job of that name waits" in again
