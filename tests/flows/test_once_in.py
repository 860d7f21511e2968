"""Slack's side of once and only once: whatever it delivers again, by whichever way, is one wish."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.demo.slack.deliveries import Delivery
from tests.flows.house import Clock, House, has_button, mask, open_house, picture
from tests.flows.tally import NOWHERE, ONE_EDIT, Tally, ask_for_edit, delivered, direct, tally

PICTURES = {"seed_image": [("a.png", picture())], "mask_image": [("mask.png", mask())]}
TWO_EDITS = Tally(
    jobs={"delivered": 2},
    tasks=2,
    statuses=2,
    results=2,
    pictures=4,
    ledger=("reservation", "settlement") * 2,
)


def all_heard(house: House) -> list[Delivery]:
    """Everything Slack has told the app so far, each once."""
    return [tried.delivery for tried in house.workspace.attempts if tried.retry_number == 0]


async def deliver_five_times(house: House, delivery: Delivery) -> list[int | None]:
    """The same request five times at once; how each was answered."""
    answers = await asyncio.gather(*(house.workspace.deliver_again(delivery) for _ in range(5)))
    return [answer.status for answer in answers]


async def click_unheard(house: House, where: str | dict[str, Any], action_id: str) -> Delivery:
    """A click that is lost on its way, to be delivered again."""
    app_url = house.workspace.courier.app_url
    house.workspace.send_to(NOWHERE)
    await house.workspace.click("ada", where, action_id)
    house.workspace.send_to(app_url)
    return house.workspace.attempts[-1].delivery


async def result_of(house: House, thread_ts: str) -> str:
    """The ts of the one result of a finished job."""
    await delivered(house, thread_ts)
    ts: str = house.results("design", thread_ts)[0]["ts"]
    return ts


@pytest.mark.parametrize("is_direct", [False, True])
async def test_everything_slack_repeats_about_a_message_is_one_job(house: House, is_direct: bool) -> None:
    place = direct(house) if is_direct else "design"
    thread_ts = await ask_for_edit(house, place=place)
    asked = all_heard(house)

    for number in (1, 2, 3):
        await asyncio.gather(*(house.workspace.deliver_again(event, retry_number=number) for event in asked))
    await delivered(house, thread_ts, place=place)
    for event in all_heard(house):
        await house.workspace.deliver_again(event, retry_number=3)

    # In a channel a mention is told twice, under two event ids, at the same time.
    assert ({"app_mention", "message.file_share"} <= {event.name for event in asked}) is not is_direct
    assert all(tried.answer.is_ok for tried in house.workspace.attempts)
    assert await tally(house) == ONE_EDIT


async def test_a_form_sent_in_five_times_at_once_and_again_later_is_one_job(house: House) -> None:
    await house.workspace.command("ada", "design", "/edit")
    view_id = house.workspace.views("ada")[-1]["id"]
    house.workspace.send_to(NOWHERE)
    await house.workspace.submit("ada", view_id, {**PICTURES, "prompt": "a red door"})
    house.workspace.send_to(f"{house.app_url}/slack/events")
    submission = house.workspace.attempts[-1].delivery

    statuses = await deliver_five_times(house, submission)
    root = (await house.wait_for(lambda: house.workspace.messages("design")))[0]
    await delivered(house, root["ts"])
    again = await house.workspace.deliver_again(submission)

    assert statuses == [200] * 5
    assert again.is_ok
    assert len(house.workspace.messages("design")) == 1
    assert await tally(house) == ONE_EDIT


@pytest.mark.parametrize("is_command", [True, False])
async def test_what_opens_a_form_opens_one_however_often_it_is_delivered(
    house: House, is_command: bool
) -> None:
    if is_command:
        await house.workspace.command("ada", "design", "/edit", "a red door")
    else:
        house.workspace.send_to(NOWHERE)
        message = await house.workspace.say("ada", "design", files=PICTURES["seed_image"])
        house.workspace.send_to(f"{house.app_url}/slack/events")
        await house.workspace.shortcut("ada", "design", message["ts"], "edit_image")
    request = next(each for each in reversed(all_heard(house)) if each.sort != "event")

    statuses = await deliver_five_times(house, request)

    assert statuses == [200] * 5
    assert len(house.workspace.views("ada")) == 1
    assert house.workspace.ephemerals("ada") == []
    assert (await tally(house)).jobs == {}


async def test_one_click_is_one_job_until_the_person_clicks_anew_three_seconds_later(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path, clock=clock) as house:
        thread_ts = await ask_for_edit(house)
        result_ts = await result_of(house, thread_ts)
        click = await click_unheard(house, result_ts, "again")

        statuses = await deliver_five_times(house, click)
        clock.advance(seconds=2)
        await asyncio.gather(*(house.workspace.click("ada", result_ts, "again") for _ in range(2)))
        await house.wait_for(lambda: len(house.results("design", thread_ts)) == 2)
        await delivered(house, thread_ts)
        clock.advance(seconds=60)
        statuses += await deliver_five_times(house, click)
        after_one_click = await tally(house)
        clock.advance(seconds=4)
        await house.workspace.click("ada", result_ts, "again")
        after_another = await tally(house)

        assert statuses == [200] * 10
        assert after_one_click == TWO_EDITS
        assert sum(after_another.jobs.values()) == 3


async def test_a_confirmation_clicked_and_delivered_often_starts_the_job_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, CONFIRM_ABOVE_USD="0.01") as house:
        thread_ts = await ask_for_edit(house)
        question = (await house.wait_for(lambda: house.workspace.ephemerals("ada")))[0]
        click = await click_unheard(house, question, "confirm")

        statuses = await deliver_five_times(house, click)
        await delivered(house, thread_ts)

        assert statuses == [200] * 5
        assert await tally(house) == ONE_EDIT


async def test_two_answers_to_one_question_at_once_are_one_job(house: House) -> None:
    asked = await house.workspace.say("ada", "design", "@retouch a red door", files=PICTURES["seed_image"])
    questions = await house.wait_for(
        lambda: [each for each in house.thread("design", asked["ts"]) if has_button(each, "choose_remix")]
    )

    await asyncio.gather(
        *(house.workspace.click("ada", questions[0], "choose_remix") for _ in range(3)),
        house.workspace.click("ada", questions[0], "choose_remix"),
    )
    await delivered(house, asked["ts"])

    assert await tally(house) == replace(ONE_EDIT, pictures=1)
