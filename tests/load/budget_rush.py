"""A rush on a budget; takes minutes, so a command of its own: `pytest tests/load/budget_rush.py`."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.announcer import Stage
from bot.demo.slack.deliveries import Answer
from tests.flows.house import House, open_house
from tests.flows.money import EDIT, check_books, read_books, see_end

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
