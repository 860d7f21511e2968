"""What is looked at by itself: an account that runs low, a model that is dearer than its list, the counters."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import text
from structlog.testing import capture_logs

from bot.demo.slack.cast import TEAM_ID
from bot.office.watching import watch_services
from bot.sweeper import sweep
from tests.flows.house import Clock, House, open_house
from tests.flows.money import ask, see_end, told_privately


def alarms(house: House, words: str) -> list[str]:
    return [told for told in told_privately(house, "ada") if words in told]


async def test_admins_hear_once_a_day_that_money_runs_low_or_prices_have_moved(tmp_path: Path) -> None:
    clock, prices = Clock(), tmp_path / "prices.toml"
    prices.write_text("[3]\ndefault = 0.05\n")
    async with open_house(tmp_path, clock=clock, PRICES=str(prices)) as house:
        await see_end(house, await ask(house, user="ben"))
        await sweep(house.running.workshop)
        early = alarms(house, "left. Nothing has failed yet")
        house.runware.balance_micros = 3_200_000

        for hours in (2, 2, 23):
            clock.advance(seconds=hours * 3600)
            await sweep(house.running.workshop)

        assert early == []
        [first, _second] = alarms(house, "left. Nothing has failed yet")
        assert "The account at Runware has $3.20 left." in first
        dearer = alarms(house, "is dearer than its price list")
        assert "within a week 1 job cost $0.01 more than quoted, of $0.06 charged" in dearer[0]
        assert alarms(house, "has $3.20 left")[0] not in told_privately(house, "ben")


async def test_of_many_workspaces_only_the_operators_own_hear_what_is_left_on_the_account(
    house: House,
) -> None:
    await see_end(house, await ask(house))
    house.runware.balance_micros = 3_200_000
    workshop = house.running.workshop

    await watch_services(replace(workshop, operator_teams=frozenset({"TOTHER"})))
    elsewhere = alarms(house, "has $3.20 left")
    await watch_services(replace(workshop, operator_teams=frozenset({TEAM_ID})))

    assert elsewhere == []
    assert len(alarms(house, "has $3.20 left")) == 1


async def test_a_counter_that_the_ledger_does_not_prove_is_in_the_log_within_the_hour(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, clock=clock) as house:
        workshop = house.running.workshop
        await see_end(house, await ask(house))
        await sweep(workshop)
        async with workshop.database.transaction() as session:
            await session.execute(
                text("UPDATE ledger_counters SET committed_micros = 1 WHERE scope = 'user'")
            )

        clock.advance(seconds=3601)
        with capture_logs() as logged:
            await sweep(workshop)

        found = [line["mismatch"] for line in logged if "does not equal the sum" in line["event"]]
        assert len(found) == 3
        assert all("counted_micros=1" in mismatch for mismatch in found)
