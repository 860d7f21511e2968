"""An open form always shows a price: that of the model it names, whatever else is wrong in it."""

import pytest

from bot.catalogue import Field, Value, Verb
from bot.doors.checks import price_form
from bot.money.prices import PriceList
from bot.reading.asks import Attachment
from bot.reading.requests import Draft


def character(number: int) -> Attachment:
    return Attachment(
        role=Field.CHARACTER_REFERENCE_IMAGES, name=f"character-{number}.png", file_id=f"F{number}"
    )


@pytest.mark.parametrize(
    ("values", "micros"),
    [
        ({}, 60_000),
        ({Field.MODEL: "2"}, 80_000),
        ({Field.MODEL: "3", Field.RENDERING_SPEED: "QUALITY", Field.COUNT: 2}, 180_000),
        ({Field.MODEL: "3", Field.RENDERING_SPEED: "QUALITY", Field.COUNT: 21}, 90_000),
        ({Field.MODEL: "magnific", Field.RENDERING_SPEED: "QUALITY", Field.REMIX_STRENGTH: 50}, 90_000),
        ({Field.MODEL: "gone", Field.RENDERING_SPEED: "TURBO"}, 30_000),
    ],
)
def test_what_a_model_does_not_take_leaves_the_rest_of_the_price_as_chosen(
    values: dict[Field, Value], micros: int
) -> None:
    draft = Draft(verb=Verb.EDIT, values=values)

    priced, _ = price_form(PriceList.load(), draft, verb=Verb.EDIT, attachments=[])

    assert priced == micros


def test_too_many_pictures_cost_what_the_right_number_costs() -> None:
    draft = Draft(verb=Verb.EDIT, values={Field.MODEL: "3", Field.RENDERING_SPEED: "TURBO"})

    one, _ = price_form(PriceList.load(), draft, verb=Verb.EDIT, attachments=[character(1)])
    two, _ = price_form(PriceList.load(), draft, verb=Verb.EDIT, attachments=[character(1), character(2)])

    assert (one, two) == (100_000, 100_000)
