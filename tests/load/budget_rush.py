"""A rush on a budget; takes minutes, so a command of its own: `pytest tests/load/budget_rush.py`."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.announcer import Stage
from bot.demo.slack.deliveries import Answer, Delivery, interaction_delivery
from bot.demo.slack.interactions import submission_payload
from bot.demo.slack.views import shown_view
from tests.flows.house import House, open_house, picture
from tests.flows.money import EDIT, SMALL, Books, ask, check_books, read_books, see_end, told_privately

TURBO = f"{EDIT} --speed turbo"
PLACES = 15
FITS = 10
REFUSAL = "This would cost $0.03, and $0.029999 of your $0.329999 for this month is left."


@pytest.fixture(params=["sqlite", "postgresql"])
async def tight(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """A house on either database, with a limit that an eleventh edit at turbo speed would pass by one micro."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    async with open_house(tmp_path, database_url=url, USER_MONTHLY_BUDGET_USD="0.329999") as house:
        yield house


async def test_of_sixty_requests_at_once_ten_run_and_fifty_are_refused_politely(tight: House) -> None:
    places = [tight.workspace.add_channel(f"studio-{number}") for number in range(PLACES)]
    forms = [form for place in places for form in await fill_form_twice(tight, place)]

    answers = await asyncio.gather(
        *(tight.workspace.courier.send(form) for form in forms),
        *(ask_twice(tight, place) for place in places),
    )
    at_field = [error for answer in answers if isinstance(answer, Answer) for error in errors_of(answer)]
    await tight.wait_for(lambda: len(refusals(tight)) + len(at_field) == 60 - FITS, 120)
    for job in (await read_books(tight)).jobs:
        if job.stage != Stage.REFUSED:
            await see_end(tight, job.thread_ts, channel=job.channel_id)

    books = await check_books(tight)
    assert tight.submits() == FITS
    assert sum(books.charge_of(job) for job in books.jobs) == tight.billed_micros() == FITS * 30_000
    assert [job.stage for job in books.jobs].count(Stage.DELIVERED) == FITS
    for sentence in [*refusals(tight), *at_field]:
        assert REFUSAL in sentence
        assert "Nothing was charged. An admin can raise the limit." in sentence


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
