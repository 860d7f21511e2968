"""What was to be forgotten is looked for where it could still lie: database, picture store, log, buttons."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.privacy.forgetting import forget_due
from storage.forgetting import list_forgettings
from storage.ledger import Entry, list_last_jobs
from tests.flows.house import QUICK, Clock, House, mask, open_house, picture, text_of
from tests.flows.tally import ask_for_edit
from tests.flows.threads import jobs_of, reply, see_versions, versions_of
from tests.safety.traces import files_with, kept_pictures

pytestmark = pytest.mark.long

# What was put a moment ago may go at once: nobody else is about to write down that they need it.
AT_ONCE = replace(QUICK, picture_settling_seconds=0.0)
SECRET, OTHER = "a-purple-walrus-with-a-monocle", "a-green-heron-in-the-reeds"
TEAM, ADA, BEN = "T0RETOUCH", "U0ADA0001", "U0BEN0002"
DAY_SECONDS = 24 * 3600.0


async def edit(house: House, user: str, prompt: str, *, left: int = 10) -> str:
    """Somebody's edit of the same picture with a mask of their own, delivered; its thread."""
    files = [(f"{prompt}.png", picture()), ("mask.png", mask(box=(left, 10, left + 80, 90)))]
    said = await house.workspace.say(user, "design", f"@retouch edit {prompt}", files=files)
    await see_versions(house, said["ts"], 1)
    ts: str = said["ts"]
    return ts


async def forget_me(house: House, user: str) -> None:
    """Ask for it as a person does, and wait until nothing is left to be forgotten."""
    await house.workspace.command(user, "design", "/usage", "forget-me")
    assert "are being deleted here" in text_of(house.workspace.ephemerals(user)[-1])
    await until_forgotten(house)


async def until_forgotten(house: House) -> None:
    workshop = house.running.workshop
    while True:
        await forget_due(workshop)
        async with workshop.database.transaction(read_only=True) as session:
            if not await list_forgettings(session):
                return


async def ledger_of(house: House, user_id: str) -> Sequence[Sequence[Entry]]:
    async with house.running.workshop.database.transaction(read_only=True) as session:
        return await list_last_jobs(session, team_id=TEAM, user_id=user_id, limit=50)


async def told_by(house: House, user: str, message: dict[str, Any], *click: str) -> str:
    """What a click under a message tells a person privately."""
    told = len(house.workspace.ephemerals(user))
    await house.workspace.click(user, message, *click)
    await house.wait_for(lambda: len(house.workspace.ephemerals(user)) > told)
    return text_of(house.workspace.ephemerals(user)[-1])


async def test_forget_me_leaves_no_prompt_mask_or_picture_but_every_cent(tmp_path: Path) -> None:
    async with open_house(tmp_path, timing=AT_ONCE) as house:
        await house.workspace.command("ada", "design", "/edit", "defaults --speed turbo")
        thread_ts = await edit(house, "ada", SECRET)
        spent = await ledger_of(house, ADA)
        assert files_with(tmp_path, SECRET) != []
        assert kept_pictures(tmp_path) != set()

        await forget_me(house, "ada")

        assert files_with(tmp_path, SECRET) == []
        assert kept_pictures(tmp_path) == set()
        assert await ledger_of(house, ADA) == spent
        assert [[entry.kind for entry in entries] for entries in spent] == [["reservation", "settlement"]]
        [result] = house.results("design", thread_ts)
        for click in (("again",), ("compare",), ("change",), ("more", "details"), ("more", "original")):
            assert "is not kept any more" in await told_by(house, "ada", result, *click)
        await house.workspace.command("ada", "design", "/edit", "history")
        assert SECRET not in text_of(house.workspace.ephemerals("ada")[-1])


async def test_what_somebody_else_works_with_outlives_the_person_who_brought_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, timing=AT_ONCE) as house:
        thread_ts = await edit(house, "ada", SECRET)
        await reply(house, thread_ts, f"edit {OTHER}", user="ben")
        await see_versions(house, thread_ts, 2)
        original, mine, theirs = await versions_of(house, thread_ts)

        await forget_me(house, "ada")

        assert files_with(tmp_path, SECRET) == []
        assert files_with(tmp_path, OTHER) != []
        kept = kept_pictures(tmp_path)
        assert original.digest not in kept
        assert {mine.digest, theirs.digest} <= kept  # Ben's picture, and the one that it was made from
        await house.workspace.click("ben", house.results("design", thread_ts)[1], "again")
        await see_versions(house, thread_ts, 3)


async def test_a_job_under_way_is_cancelled_and_forgotten_once_it_is_over(tmp_path: Path) -> None:
    async with open_house(tmp_path, timing=AT_ONCE, delay_seconds=0.5) as house:
        thread_ts = await ask_for_edit(house, SECRET)
        await house.wait_for(house.submits)

        await forget_me(house, "ada")

        [job] = await jobs_of(house, thread_ts)
        assert job.stage == "cancelled"
        assert job.charged_micros > 0
        assert files_with(tmp_path, SECRET) == []
        assert kept_pictures(tmp_path) == set()
        assert house.results("design", thread_ts) == []


async def test_words_and_pictures_go_after_the_days_of_the_settings(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, timing=AT_ONCE, clock=clock, picture_retention_days="30") as house:
        await edit(house, "ada", SECRET)
        clock.advance(seconds=20 * DAY_SECONDS)
        later = await edit(house, "ben", OTHER, left=200)
        clock.advance(seconds=15 * DAY_SECONDS)

        await until_forgotten(house)
        await house.running.workshop.database.scrub()

        assert files_with(tmp_path, SECRET) == []
        assert files_with(tmp_path, OTHER) != []
        [theirs] = await jobs_of(house, later)
        assert {theirs.seed_digest, theirs.mask_digest} <= kept_pictures(tmp_path)


async def test_an_admin_shortens_the_time_and_others_may_not(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, timing=AT_ONCE, clock=clock) as house:
        await edit(house, "ada", SECRET)
        await house.workspace.command("ben", "design", "/usage", "retention 7 days")
        assert "admins only" in text_of(house.workspace.ephemerals("ben")[-1])
        await house.workspace.command("ada", "design", "/usage", "retention 7 days")
        assert "after 7 days" in text_of(house.workspace.ephemerals("ada")[-1])
        clock.advance(seconds=8 * DAY_SECONDS)

        await until_forgotten(house)
        await house.running.workshop.database.scrub()

        assert files_with(tmp_path, SECRET) == []
        assert kept_pictures(tmp_path) == set()
        await house.workspace.command("ada", "design", "/usage", "audit")
        assert "retention" in text_of(house.workspace.ephemerals("ada")[-1])
