"""Tokens change in the middle of a job, and a workspace removes the app: the others notice nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.announcer import Stage
from bot.demo.services.faults import Fault
from bot.privacy.forgetting import forget_due
from storage.forgetting import list_forgettings
from tests.flows.campus_house import (
    BRIDGE,
    ENGINE,
    NORTH,
    SOUTH,
    STARSHIP,
    CampusHouse,
    begin,
    edit,
    open_campus,
)
from tests.flows.house import QUICK, House, text_of
from tests.flows.threads import jobs_of
from tests.safety.traces import files_with, kept_pictures

pytestmark = pytest.mark.long

# What was put a moment ago may go at once: nobody else is about to write down that they need it.
AT_ONCE = replace(QUICK, picture_settling_seconds=0.0)
NORTHS, SOUTHS, STARSHIPS = "a-purple-walrus", "a-green-heron", "a-silver-comet"


async def test_tokens_that_expire_in_the_middle_of_jobs_are_exchanged_once_and_the_results_come(
    tmp_path: Path,
) -> None:
    async with open_campus(tmp_path) as campus:
        for place in (NORTH, STARSHIP.enterprise_id):
            await campus.install(place)
        campus.house.arm(Fault.STALL, times=3)
        north, bridge = campus.at(NORTH), campus.at(BRIDGE)
        threads = [await begin(north, left=left) for left in (10, 300)]
        on_the_bridge = await begin(bridge)
        await campus.house.wait_for(lambda: campus.house.submits() == 3)
        old = set(campus.campus.grants.tokens)

        for place in (NORTH, STARSHIP.enterprise_id):
            campus.campus.grants.expire(place)
        campus.house.runware.faults.clear()
        for house, thread_ts in ((north, threads[0]), (north, threads[1]), (bridge, on_the_bridge)):
            await house.wait_for(lambda h=house, ts=thread_ts: h.results("design", ts))  # type: ignore[misc]

        assert campus.campus.grants.refreshed == 2
        assert len(set(campus.campus.grants.tokens) - old) == 2
        assert [len(north.results("design", thread_ts)) for thread_ts in threads] == [1, 1]
        assert campus.house.submits() == 3


async def test_what_removed_the_app_is_forgotten_and_the_others_go_on(tmp_path: Path) -> None:
    async with open_campus(tmp_path, timing=AT_ONCE) as campus:
        for place in (NORTH, SOUTH, STARSHIP.enterprise_id):
            await campus.install(place)
        houses = {NORTHS: campus.at(NORTH), SOUTHS: campus.at(SOUTH), STARSHIPS: campus.at(ENGINE)}
        threads = {words: await edit(house, words) for words, house in houses.items()}
        shared = kept_pictures(tmp_path)
        campus.house.arm(Fault.STALL)
        under_way = await begin(campus.at(NORTH), NORTHS, left=300)
        await campus.house.wait_for(lambda: campus.house.submits() == 4)

        answers = await campus.campus.uninstall(NORTH)
        campus.house.runware.faults.clear()
        answers += await campus.campus.uninstall(ENGINE, revocation_first=False)
        await until_forgotten(campus)

        assert [answer.status for answer in answers] == [200] * 4
        assert files_with(tmp_path, NORTHS) == files_with(tmp_path, STARSHIPS) == []
        assert files_with(tmp_path, SOUTHS) != []
        assert await owners_of(campus) == [SOUTH]
        assert kept_pictures(tmp_path) < shared
        [job] = await jobs_of(campus.house, under_way)
        assert Stage(job.stage) in {Stage.CANCELLED, Stage.DELIVERED, Stage.FAILED}
        await see_that_it_goes_on(campus.at(SOUTH), threads[SOUTHS])
        await see_that_nothing_is_left(campus, threads)


async def until_forgotten(campus: CampusHouse) -> None:
    workshop = campus.house.running.workshop
    is_done = False
    while not is_done:
        await forget_due(workshop)
        async with workshop.database.transaction(read_only=True) as session:
            is_done = not await list_forgettings(session)
    await workshop.database.scrub()


async def owners_of(campus: CampusHouse) -> list[str]:
    return [each.at.owner_id for each in await campus.kept.list_all()]


async def see_that_it_goes_on(south: House, thread_ts: str) -> None:
    """Another version of what was there all along: its picture is the one that the others had too."""
    [result] = south.results("design", thread_ts)
    await south.workspace.click("ada", result, "again")
    await south.wait_for(lambda: len(south.results("design", thread_ts)) == 2)


async def see_that_nothing_is_left(campus: CampusHouse, threads: dict[str, str]) -> None:
    """Whoever comes back finds no installation, and after installing again nothing of before."""
    north = campus.at(NORTH)
    [result] = north.results("design", threads[NORTHS])
    told = len(north.workspace.ephemerals("ada"))
    await north.workspace.click("ada", result, "again")
    await north.wait_for(lambda: len(north.workspace.ephemerals("ada")) > told)
    assert "not installed" in text_of(north.workspace.ephemerals("ada")[-1])

    await campus.install(NORTH)
    late = await campus.campus.tell(NORTH, {"type": "app_uninstalled"}, at=1_700_000_000)
    await north.workspace.click("ada", result, "again")
    await north.wait_for(lambda: len(north.workspace.ephemerals("ada")) > told + 1)
    assert late.status == 200
    assert "not kept any more" in text_of(north.workspace.ephemerals("ada")[-1])
    assert await owners_of(campus) == [SOUTH, NORTH]
