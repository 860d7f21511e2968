"""What admins rule for everybody: a pause, channels and models that are allowed, digests that come by themselves."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.announcer import Stage
from bot.demo.services.faults import Fault
from bot.sweeper import sweep
from tests.flows.house import Clock, House, has_button, open_house, text_of
from tests.flows.money import EDIT, ask, check_books, find_job, see_end, see_rows, told_privately
from tests.flows.test_budgets import usage


async def waiting_note(house: House, *, user: str = "ben") -> dict[str, object]:
    """What somebody is told whose request waits for the end of a pause."""

    def find() -> list[dict[str, object]]:
        return [note for note in house.workspace.ephemerals(user) if "has paused Retouch" in text_of(note)]

    return (await house.wait_for(find))[-1]


async def test_a_request_made_during_a_pause_waits_and_starts_by_itself(house: House) -> None:
    told = await usage(house, "pause")
    thread_ts = await ask(house, user="ben")
    note = await waiting_note(house)
    submits = house.submits()

    await usage(house, "resume")
    job = await see_end(house, thread_ts)

    assert "Retouch is paused." in told
    assert has_button(note, "cancel")
    assert submits == 0
    assert job.stage == Stage.DELIVERED
    audit = await usage(house, "audit")
    assert "pause workspace" in audit
    assert "resume workspace" in audit
    await check_books(house)


async def test_what_runs_when_the_pause_begins_finishes(tmp_path: Path) -> None:
    async with open_house(tmp_path, delay_seconds=0.5) as house:
        thread_ts = await ask(house, user="ben")
        await house.wait_for(lambda: house.submits() == 1)

        await usage(house, "pause")
        job = await see_end(house, thread_ts)

        assert job.stage == Stage.DELIVERED


async def test_what_stands_in_line_when_the_pause_begins_is_not_sent(tmp_path: Path) -> None:
    async with open_house(tmp_path, RUNWARE_CONCURRENCY="1") as house:
        house.arm(Fault.STALL)
        first = await ask(house, user="ben")
        await house.wait_for(lambda: house.submits() == 1)
        second = await ask(house, user="ben", channel="general")
        await see_rows(house, lambda books: len(books.tasks) == 2)

        await usage(house, "pause")
        house.runware.faults.clear()
        await see_end(house, first)
        paused_submits = house.submits()
        await usage(house, "resume")
        job = await see_end(house, second, channel="general")

        assert paused_submits == 1
        assert job.stage == Stage.DELIVERED


async def test_a_request_that_waits_can_be_cancelled_and_is_closed_after_a_day(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, clock=clock) as house:
        await usage(house, "pause")
        first = await ask(house, user="ben")
        note = await waiting_note(house)

        await house.workspace.click("ben", note, "cancel")
        second = await ask(house, user="ben", channel="general")
        await see_rows(house, lambda books: [job.waiting_for for job in books.jobs][-1:] == ["pause"])
        clock.advance(seconds=25 * 3600)
        await sweep(house.running.workshop)

        assert (await find_job(house, first)).stage == Stage.CANCELLED
        closed = await find_job(house, second)
        assert closed.stage == Stage.EXPIRED
        assert "stayed paused" in (closed.sentence or "")
        assert house.submits() == 0


async def test_only_allowed_channels_and_models_are_served(house: House) -> None:
    listed = await usage(house, "allow #design 3")
    in_general = await ask(house, user="ben", channel="general")
    with_other = await ask(house, f"{EDIT} --model magnific", user="ben")
    told = await house.wait_for(lambda: told_privately(house, "ben")[1:] and told_privately(house, "ben"))
    allowed = await ask(house, user="ben")

    assert "<#C0DESIGN1>, and direct messages" in listed
    assert "Ideogram 3.0 Edit" in listed
    assert any("not allowed this channel" in text for text in told)
    assert any("not allowed Ideogram Inpainting" in text for text in told)
    assert (await see_end(house, allowed)).stage == Stage.DELIVERED
    for thread_ts in (in_general, with_other):
        assert (await find_job(house, thread_ts)).stage == Stage.REFUSED
    assert "*Channels allowed*: all" in await usage(house, "allow all")


async def test_nobody_but_an_admin_rules(house: House) -> None:
    for words in ("pause", "resume", "allow #design", "disallow 3", "digest #design weekly"):
        assert "admins only" in await usage(house, words, user="ben")


def digests(house: House) -> list[dict[str, object]]:
    """The messages in the channel that carry a chart."""
    return [
        message
        for message in house.workspace.messages("general")
        if any(file["name"] == "spending.png" for file in message.get("files") or [])
    ]


async def test_a_digest_comes_once_after_each_month_and_names_nobody(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, clock=clock) as house:
        await see_end(house, await ask(house, user="ben"))
        told = await usage(house, "digest #general monthly")
        await sweep(house.running.workshop)
        early = digests(house)

        clock.advance(seconds=timedelta(days=32).total_seconds())
        await asyncio.gather(*(sweep(house.running.workshop) for _ in range(3)))
        await house.wait_for(lambda: digests(house))
        await sweep(house.running.workshop)

        [digest] = digests(house)
        assert "after each month, this one first" in told
        assert early == []
        assert "$0.06 spent on 1 job" in text_of(digest)
        assert "Ideogram 3.0 Edit: $0.06, 1 job" in text_of(digest)
        assert "U0BEN0002" not in text_of(digest)


async def test_admins_hear_once_of_a_digest_that_its_channel_does_not_take(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, clock=clock) as house:
        await usage(house, "digest #general weekly")
        await usage(house, "digest #design weekly")
        house.workspace.admin.remove_app("general")
        house.workspace.admin.archive("design")

        clock.advance(seconds=timedelta(days=8).total_seconds())
        await sweep(house.running.workshop)
        refusals = await house.wait_for(lambda: len(refused_digests(house)) == 2 and refused_digests(house))
        await sweep(house.running.workshop)

        assert sorted(refusals) == sorted(refused_digests(house))
        assert any("<#C0GENERAL> asked for a digest there" in told for told in refusals)
        assert digests(house) == []


def refused_digests(house: House) -> list[str]:
    return [told for told in told_privately(house, "ada") if "Slack did not take it" in told]


async def test_a_digest_that_was_ended_does_not_come(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, clock=clock) as house:
        await usage(house, "digest #general weekly")
        told = await usage(house, "digest #general off")

        clock.advance(seconds=timedelta(days=8).total_seconds())
        await sweep(house.running.workshop)

        assert "gets no digest any more" in told
        assert digests(house) == []


def home_text(house: House, user: str) -> str:
    view = house.workspace.home(user)
    return "" if view is None else text_of({"blocks": view["blocks"]})


async def test_an_admins_home_shows_the_workspace_and_its_switch_and_nobody_elses_does(house: House) -> None:
    await see_end(house, await ask(house, user="ben"))
    await usage(house, "budget #design 4 weekly")
    await house.workspace.open_home("ada")
    await house.workspace.open_home("ben")
    before = home_text(house, "ada")

    await house.workspace.click("ada", house.workspace.home("ada") or "", "pause")
    paused = home_text(house, "ada")
    await house.workspace.click("ada", house.workspace.home("ada") or "", "resume")

    assert "$0.06 spent by everybody" in before
    assert "Each person: $20.00 a month." in before
    assert "Each channel: no limit; 1 channel has other limits." in before
    assert "Nobody waits for an approval." in before
    assert "Runware: 1 done, 0 failed; 0 running, 0 in line" in before
    assert "*Models allowed*: all" in before
    assert "paused by <@U0ADA0001>" in paused
    assert "run as they come" in home_text(house, "ada")
    assert "For admins" not in home_text(house, "ben")


async def test_an_admin_decides_on_home_who_waits(tmp_path: Path) -> None:
    async with open_house(tmp_path, user_monthly_budget_usd="0.05") as house:
        thread_ts = await ask(house, user="ben")
        notes = await house.wait_for(
            lambda: [note for note in house.workspace.ephemerals("ben") if has_button(note, "ask_for_more")]
        )
        await house.workspace.click("ben", notes[-1], "ask_for_more")
        await see_rows(house, lambda books: books.jobs[-1].waiting_for == "approval")

        await house.workspace.open_home("ada")
        listed = home_text(house, "ada")
        await house.workspace.click("ada", house.workspace.home("ada") or "", "approve_more")
        view = house.workspace.views("ada")[-1]
        await house.workspace.submit("ada", view["id"])
        job = await see_end(house, thread_ts)

        assert "1 request waits for approval" in listed
        assert "<@U0BEN0002> asked for $0.06" in listed
        assert job.stage == Stage.DELIVERED
