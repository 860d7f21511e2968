"""Limits hold exactly, whatever arrives at once, and everybody sees where they stand."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.announcer import FINAL_STAGES, Stage
from bot.demo.slack.deliveries import Answer, Delivery, interaction_delivery
from bot.demo.slack.interactions import submission_payload
from bot.demo.slack.views import shown_view
from tests.flows.house import House, has_button, open_house, picture, text_of
from tests.flows.money import (
    EDIT,
    SMALL,
    Books,
    ask,
    check_books,
    read_books,
    see_end,
    see_rows,
    told_privately,
)

TURBO = f"{EDIT} --speed turbo"
FITS = 10
REFUSAL = "This would cost $0.03, and $0.029999 of your $0.329999 for this month is left."


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
async def tight(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """A house on either database, with a limit that an eleventh edit at turbo speed would pass by one micro."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    async with open_house(tmp_path, database_url=url, USER_MONTHLY_BUDGET_USD="0.329999") as house:
        yield house


@pytest.mark.parametrize("asked", [24, pytest.param(60, marks=pytest.mark.long)])
async def test_of_many_requests_at_once_ten_run_and_the_others_are_refused_politely(
    tight: House, asked: int
) -> None:
    places = [tight.workspace.admin.add_channel(f"studio-{number}") for number in range(asked // 4)]
    forms = [form for place in places for form in await fill_form_twice(tight, place)]

    answers = await asyncio.gather(
        *(tight.workspace.courier.send(form) for form in forms),
        *(ask_twice(tight, place) for place in places),
    )
    at_field = [error for answer in answers if isinstance(answer, Answer) for error in errors_of(answer)]
    await tight.wait_for(lambda: len(refusals(tight)) + len(at_field) == asked - FITS, 120)
    await see_rows(tight, lambda books: all(job.stage in FINAL_STAGES for job in books.jobs), 120)

    books = await check_books(tight)
    assert tight.submits() == FITS
    assert sum(books.charge_of(job) for job in books.jobs) == tight.billed_micros() == FITS * 30_000
    assert [job.stage for job in books.jobs].count(Stage.DELIVERED) == FITS
    for sentence in [*refusals(tight), *at_field]:
        assert REFUSAL in sentence
        assert "Nothing was charged. An admin can raise the limit." in sentence


async def test_a_dear_request_in_words_waits_for_a_click_and_holds_nothing_before(tmp_path: Path) -> None:
    async with open_house(tmp_path, CONFIRM_ABOVE_USD="0.10") as house:
        thread_ts = await ask(house, f"{EDIT} --count 2")
        [question] = await house.wait_for(lambda: house.workspace.ephemerals("ada"))
        asked = await check_waiting(house)
        await house.workspace.click("ada", question, "confirm")
        job = await see_end(house, thread_ts)

        books = await check_books(house)
    assert "2 results with Ideogram 3.0 Edit will cost $0.12. You have $20.00 left." in text_of(question)
    assert asked.entries == []
    assert books.entries_of(job) == [("reservation", 120_000), ("settlement", 120_000)]
    assert house.submits() == 1


async def test_a_dear_request_that_is_not_confirmed_costs_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, CONFIRM_ABOVE_USD="0.05") as house:
        await ask(house)
        [question] = await house.wait_for(lambda: house.workspace.ephemerals("ada"))
        await house.workspace.click("ada", question, "cancel")
        [answer] = await house.wait_for(lambda: told_privately(house))
        await house.workspace.deliver_again()

        books = await check_books(house)
    assert "Cancelled before anything was sent. You were not charged." in answer
    assert [job.stage for job in books.jobs] == [Stage.CANCELLED]
    assert books.entries == []
    assert house.submits() == 0


async def test_a_form_that_showed_its_price_does_not_ask_again(tmp_path: Path) -> None:
    async with open_house(tmp_path, CONFIRM_ABOVE_USD="0.05") as house:
        await house.workspace.command("ada", "design", "/edit", "a red door --speed quality --region top")
        form = house.workspace.views("ada")[-1]
        await house.workspace.submit("ada", form["id"], {"seed_image": [("shop.png", picture(SMALL))]})
        [root] = await house.wait_for(lambda: house.workspace.messages("design"))
        job = await see_end(house, root["ts"])

        books = await check_books(house)
    assert "$0.09" in text_of(form)
    assert told_privately(house) == []
    assert books.entries_of(job) == [("reservation", 90_000), ("settlement", 90_000)]


async def test_what_is_beyond_the_limit_is_refused_and_not_offered_for_confirmation(tmp_path: Path) -> None:
    async with open_house(tmp_path, CONFIRM_ABOVE_USD="0.05", USER_MONTHLY_BUDGET_USD="0.10") as house:
        await ask(house, f"{EDIT} --count 2")
        [note] = await house.wait_for(lambda: told_privately(house))

        books = await check_books(house)
    assert "This would cost $0.12, and $0.10 of your $0.10 for this month is left." in note
    assert [job.stage for job in books.jobs] == [Stage.REFUSED]
    assert house.submits() == 0


async def test_a_form_beyond_the_limit_is_told_with_ways_to_ask_for_more_and_to_open_it_again(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, USER_MONTHLY_BUDGET_USD="0.05") as house:
        await house.workspace.command("ada", "design", "/edit", "a red door --region top")
        form = house.workspace.views("ada")[-1]
        await house.workspace.submit("ada", form["id"], {"seed_image": [("shop.png", picture(SMALL))]})
        [note] = await house.wait_for(lambda: house.workspace.ephemerals("ada"))
        await house.workspace.click("ada", note, "reopen_form")

        books = await check_books(house)
    assert "This would cost $0.06, and $0.05 of your $0.05 for this month is left." in text_of(note)
    assert has_button(note, "ask_for_more")
    assert len(house.workspace.views("ada")) == 1
    assert [job.stage for job in books.jobs] == [Stage.REFUSED]
    assert house.submits() == 0


async def test_usage_shows_budget_spent_left_and_last_jobs_to_oneself_alone(house: House) -> None:
    for options in ("", "--model magnific --speed turbo"):
        await see_end(house, await ask(house, f"{EDIT} {options}"))
    before = len(house.workspace.messages("design"))

    await house.workspace.command("ada", "design", "/usage")
    await house.workspace.command("ben", "design", "/usage")

    [mine], [bens] = told_privately(house, "ada"), told_privately(house, "ben")
    assert "$0.09 spent on 2 jobs · $19.91 of $20.00 left" in mine
    assert "Ideogram 3.0 Edit · $0.06 · in <#C0DESIGN1>" in mine
    assert "Ideogram Inpainting · $0.03 (estimate) · in <#C0DESIGN1>" in mine
    assert "$0.00 spent on 0 jobs · $20.00 of $20.00 left" in bens
    assert len(house.workspace.messages("design")) == before


async def check_waiting(house: House) -> Books:
    """The one job waits for its person: nothing is held, nothing was sent."""
    books = await read_books(house)
    assert [job.waiting_for for job in books.jobs] == ["confirm"]
    assert house.submits() == 0
    return books


async def fill_form_twice(house: House, place: str) -> list[Delivery]:
    """A form as two windows send it in: filled, and each under an id of its own."""
    workspace = house.workspace
    await workspace.command("ada", place, "/edit", "a red door --speed turbo --region top")
    view = workspace.views("ada")[-1]
    await workspace.choose("ada", view["id"], "seed_image", [("shop.png", picture(SMALL))])
    member = workspace.hub.conversations.get_member("ada")
    return [
        interaction_delivery(
            submission_payload(
                member,
                team=workspace.hub.team,
                view={**shown_view(view), "id": f"{view['id']}{window}"},
                trigger_id=workspace.hub.views.new_trigger(member.user_id),
            )
        )
        for window in "AB"
    ]


async def ask_twice(house: House, place: str) -> None:
    await asyncio.gather(*(ask(house, TURBO, channel=place) for _ in range(2)))


def refusals(house: House) -> list[str]:
    """What Ada was told about requests that did not run; warnings about the budget are something else."""
    return [told for told in told_privately(house) if "budget is used" not in told]


def errors_of(answer: Answer) -> list[str]:
    """What a form was answered with, where it was not taken."""
    return list(answer.payload.get("errors", {}).values())
