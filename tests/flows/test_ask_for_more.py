"""A request that the budget refuses keeps everything, and starts by itself once an admin says yes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.announcer import Stage
from bot.sweeper import sweep
from tests.flows.house import House, has_button, open_house, picture, text_of
from tests.flows.money import EDIT, ask, check_books, find_job, read_books, see_end, told_privately
from tests.flows.test_budgets import usage


@dataclass
class Clock:
    """The real time, put forward at will."""

    ahead: timedelta = field(default=timedelta())

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def house(tmp_path: Path, clock: Clock) -> AsyncIterator[House]:
    async with open_house(
        tmp_path, clock=clock, user_monthly_budget_usd="0.05", confirm_above_usd="0.20"
    ) as opened:
        yield opened


def with_button(house: House, name: str, *, user: str) -> list[dict[str, Any]]:
    """What this person alone sees and can press."""
    direct = house.workspace.messages("@retouch", user=user)
    return [found for found in (*house.workspace.ephemerals(user), *direct) if has_button(found, name)]


async def ask_in_vain(house: House, *, user: str = "ben") -> tuple[str, dict[str, Any]]:
    """An edit that the budget refuses: its thread, and the note with the button."""
    seen = len(with_button(house, "ask_for_more", user=user))
    thread_ts = await ask(house, user=user)
    return thread_ts, (await house.wait_for(lambda: with_button(house, "ask_for_more", user=user)[seen:]))[0]


async def ask_for_more(house: House, *, user: str = "ben") -> tuple[str, dict[str, Any]]:
    """A refused edit whose author has pressed the button: its thread, and what the admin got."""
    thread_ts, note = await ask_in_vain(house, user=user)
    await house.workspace.click(user, note, "ask_for_more")
    wishes = await house.wait_for(lambda: with_button(house, "approve_more", user="ada"))
    return thread_ts, wishes[-1]


async def test_one_approval_runs_the_waiting_job_as_it_was_asked(house: House) -> None:
    thread_ts, wish = await ask_for_more(house)

    await house.workspace.click("ada", wish, "approve_more")
    job = await see_end(house, thread_ts)

    said = text_of(wish)
    assert "<@U0BEN0002> in <#C0DESIGN1> asks for more: an edit with Ideogram 3.0 Edit for $0.06" in said
    assert "“a red door”" in said
    assert "They have used $0.00 of $0.05 for this month." in said
    assert job.stage == Stage.DELIVERED
    assert len(house.results("design", thread_ts)) == 1
    assert any("An admin approved your request." in told for told in told_privately(house, "ben"))
    assert (await check_books(house)).charge_of(job) == 60_000
    assert "approve <@U0BEN0002> · $0.06 for this request alone" in await usage(house, "audit")


async def test_an_approval_for_one_job_leaves_the_limit_where_it_was(house: House) -> None:
    thread_ts, wish = await ask_for_more(house)
    await house.workspace.click("ada", wish, "approve_more")
    await see_end(house, thread_ts)

    _, note = await ask_in_vain(house)

    assert "nothing of your $0.05 for this month is left" in text_of(note)


async def test_an_approval_for_the_period_leaves_room_for_more(house: House) -> None:
    thread_ts, wish = await ask_for_more(house)

    await house.workspace.click("ada", wish, "approve_more:amount")
    await house.workspace.submit("ada", house.workspace.views("ada")[-1]["id"])
    await see_end(house, thread_ts)
    second = await ask(house, user="ben")

    assert (await see_end(house, second)).stage == Stage.DELIVERED
    assert "$4.93 left this month" in house.said("design", second)
    assert "$5.00 more for the user this month" in await usage(house, "audit")


async def test_an_admin_names_an_amount_that_is_enough(house: House) -> None:
    thread_ts, wish = await ask_for_more(house)
    await house.workspace.click("ada", wish, "approve_more:amount")
    view = house.workspace.views("ada")[-1]

    await house.workspace.submit("ada", view["id"], {"amount": "0.005"})
    complaint = house.workspace.views("ada")[-1]["errors"]["amount"]
    await house.workspace.submit("ada", view["id"], {"amount": "$0.01", "span": "period"})
    await see_end(house, thread_ts)
    await ask_in_vain(house)

    assert (
        complaint == "That would not let the request through. Nothing was changed. It needs at least $0.01."
    )
    assert "$0.01 more for the user this month" in await usage(house, "audit")
    assert house.submits() == 1


async def test_a_reason_of_a_denial_is_read_by_who_asked(house: House) -> None:
    _, wish = await ask_for_more(house)

    await house.workspace.click("ada", wish, "deny_more:reason")
    await house.workspace.submit("ada", house.workspace.views("ada")[-1]["id"], {"reason": "wait <!channel>"})
    told = await house.wait_for(lambda: [t for t in told_privately(house, "ben") if "did not approve" in t])

    assert "They wrote: wait &lt;!channel&gt;" in told[0]
    assert "wait &lt;!channel&gt;" in await usage(house, "audit")


async def test_two_admins_who_press_at_once_approve_once(house: House) -> None:
    thread_ts, wish = await ask_for_more(house)

    await asyncio.gather(*(house.workspace.click("ada", wish, "approve_more") for _ in range(4)))
    await see_end(house, thread_ts)

    assert house.submits() == 1
    assert (await usage(house, "audit")).count("approve") == 1


async def test_what_is_denied_is_told_and_cannot_be_asked_for_again(house: House) -> None:
    thread_ts, wish = await ask_for_more(house)

    await house.workspace.click("ada", wish, "deny_more")
    await house.wait_for(lambda: any("did not approve" in told for told in told_privately(house, "ben")))

    assert (await find_job(house, thread_ts)).stage == Stage.REFUSED
    assert with_button(house, "approve_more", user="ada") == []
    assert house.submits() == 0
    assert len(with_button(house, "ask_for_more", user="ben")) == 0
    assert "deny <@U0BEN0002>" in await usage(house, "audit")


async def test_pressing_twice_asks_the_admins_once(house: House) -> None:
    _, note = await ask_in_vain(house)

    await asyncio.gather(*(house.workspace.click("ben", note, "ask_for_more") for _ in range(3)))
    await house.wait_for(lambda: with_button(house, "approve_more", user="ada"))

    assert len(with_button(house, "approve_more", user="ada")) == 1


async def test_nobody_but_an_admin_approves(house: House) -> None:
    thread_ts, wish = await ask_for_more(house)
    job = await find_job(house, thread_ts)

    sentence = await press_as_ben(house, wish)

    assert "admins only" in sentence
    assert (await find_job(house, thread_ts)).waiting_for == "approval"
    assert house.submits() == 0
    assert (await read_books(house)).entries_of(job) == []


async def press_as_ben(house: House, wish: dict[str, Any]) -> str:
    """Show the admin's buttons to somebody else, as a forwarded message would, and let them press."""
    place = house.workspace.hub.conversations.get_channel("design")
    shown = {**wish, "ts": house.workspace.hub.conversations.next_ts()}
    house.workspace.hub.conversations.add(place.channel_id, shown)
    await house.workspace.click("ben", shown["ts"], "approve_more")
    return told_privately(house, "ben")[-1]


async def test_a_request_that_nobody_decides_on_is_closed_after_a_day(house: House, clock: Clock) -> None:
    thread_ts, wish = await ask_for_more(house)

    clock.ahead = timedelta(hours=23)
    await sweep(house.running.workshop)
    before = (await find_job(house, thread_ts)).waiting_for
    clock.ahead = timedelta(hours=25)
    await sweep(house.running.workshop)
    await house.wait_for(lambda: any("within a day" in told for told in told_privately(house, "ben")))
    await house.workspace.click("ada", wish, "approve_more")

    assert before == "approval"
    assert (await find_job(house, thread_ts)).stage == Stage.EXPIRED
    assert house.submits() == 0


async def test_a_dear_request_that_is_approved_need_not_be_confirmed_as_well(house: House) -> None:
    before = len(with_button(house, "ask_for_more", user="ben"))
    thread_ts = await ask(house, f"{EDIT} --count 10 --speed turbo", user="ben")
    note = (await house.wait_for(lambda: with_button(house, "ask_for_more", user="ben")[before:]))[0]
    await house.workspace.click("ben", note, "ask_for_more")
    wish = (await house.wait_for(lambda: with_button(house, "approve_more", user="ada")))[0]

    await house.workspace.click("ada", wish, "approve_more")
    job = await see_end(house, thread_ts)

    assert "10 results for $0.30" in text_of(wish)
    assert job.stage == Stage.DELIVERED
    assert (await check_books(house)).charge_of(job) == 300_000


async def test_a_form_that_the_budget_refuses_can_ask_for_more_too(house: House) -> None:
    await house.workspace.command("ben", "design", "/remix", "as a watercolour")
    view = house.workspace.views("ben")[-1]
    await house.workspace.submit("ben", view["id"], {"seed_image": [("shop.png", picture((96, 64)))]})
    note = (await house.wait_for(lambda: with_button(house, "ask_for_more", user="ben")))[0]

    assert "$0.08" in text_of(note)
