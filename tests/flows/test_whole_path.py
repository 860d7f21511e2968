"""From a Slack request to one result in the thread and one charge."""

import pytest

from bot.people import Person
from tests.flows.house import House, changed_outside, mask, picture, text_of

PERSON = "ada"


async def ask_by_form(
    house: House, *, command: str = "/edit", text: str = "", values: dict[str, object]
) -> str:
    """Open the form, send it in; the ts of the thread that follows."""
    before = len(house.workspace.messages("design"))
    await house.workspace.command(PERSON, "design", command, text)
    view = house.workspace.views(PERSON)[-1]
    await house.workspace.submit(PERSON, view["id"], values)
    root = await house.wait_for(lambda: house.workspace.messages("design")[before:])
    ts: str = root[0]["ts"]
    return ts


@pytest.mark.parametrize("model", ["3", "2", "magnific"])
async def test_an_edit_from_the_form_is_one_submit_one_result_and_one_charge(
    house: House, model: str
) -> None:
    original, marked = picture(), mask()
    values = {
        "seed_image": [("shop.png", original)],
        "mask_image": [("mask.png", marked)],
        "prompt": 'a sign reading "OPEN"',
        "model": model,
    }

    thread_ts = await ask_by_form(house, values=values)
    result = (await house.wait_for(lambda: house.results("design", thread_ts)))[0]

    delivered = house.workspace.file(result["files"][0]["id"])
    assert changed_outside(original, delivered, marked) == 0
    assert "outside the mask: 0 of " in text_of(result)
    assert house.submits("magnific" if model == "magnific" else "runware") == 1
    spent = await settled_micros(house, thread_ts)
    assert spent == {"3": 60_000, "2": 80_000, "magnific": 60_000}[model]


async def settled_micros(house: House, thread_ts: str) -> int:
    """What the ledger says was spent, once the job has ended."""
    await house.wait_for(lambda: house.is_over("design", thread_ts))
    person = Person(team_id=house.workspace.team_id, user_id="U0ADA0001")
    month = await house.running.workshop.spending.month_of(person)
    assert month.open_micros == 0
    return month.spent_micros
