"""A wish goes over to another model with all that this one takes, and the rest is named."""

from itertools import permutations

import pytest

from bot.catalogue import MODELS, Field, Model
from bot.reading.carrying import for_model, left_out_text, takes
from bot.reading.requests import Draft, read_request
from tests.reading.examples import EXAMPLES

PAIRS = list(permutations(MODELS.values(), 2))


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda model: model.key)
def test_every_option_that_the_other_model_takes_goes_along(old: Model, new: Model) -> None:
    for _, field, value in EXAMPLES:
        if not takes(old, field, value):
            continue
        draft = Draft(verb=old.verb, prompt="a door", values={Field.MODEL: old.key, field: value})

        carried = for_model(draft, new)

        assert (field in carried.values) == takes(new, field, value)
        assert read_request(carried, verb=new.verb, pictures={}).model is new


def test_what_stays_behind_is_named_with_its_value_and_the_mask_is_no_loss() -> None:
    values = {Field.STYLE_PRESET: "BAUHAUS", Field.COUNT: 4, Field.LOCK: False, Field.REGION: "top"}
    draft = Draft(prompt="a door", values=values)
    pictures = {Field.SEED_IMAGE, Field.MASK_IMAGE, Field.CHARACTER_REFERENCE_IMAGES}

    text = left_out_text(draft, MODELS["remix"], pictures=pictures)
    nothing = left_out_text(Draft(values={Field.COUNT: 4}), MODELS["remix"], pictures={Field.SEED_IMAGE})

    assert text == (
        "Left out, because Ideogram 2.0 Remix does not take it: style preset (bauhaus), character reference."
    )
    assert nothing is None
