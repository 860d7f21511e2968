"""Every option of a message reaches its service as the model's own page spells it, and nothing else does."""

import asyncio
from pathlib import Path

import pytest

from tests.flows.house import House, open_house
from tests.flows.received import leaves_by_prompt, named_picture
from tests.flows.wire_table import DECLARED, JOBS, MASK, SEED
from tests.flows.wishes import Wish

PLENTY = {"USER_MONTHLY_BUDGET_USD": "1000", "CONFIRM_ABOVE_USD": "1000"}
AT_ONCE = {"RUNWARE_CONCURRENCY": "20", "MAGNIFIC_CONCURRENCY": "20"}


async def say(house: House, wish: Wish, *, model: str) -> None:
    """Mention the app with everything at once, in a channel where nobody waits for Slack's pace."""
    channel = house.workspace.add_channel(wish.channel)
    verb, names = ("remix", [SEED]) if model == "remix" else ("edit", [SEED, MASK])
    names += [name for of_one_input in wish.references.values() for name in of_one_input]
    text = f"@retouch {verb} {wish.prompt} --model {model} {wish.options}"
    await house.workspace.say("ada", channel, text, files=[named_picture(name) for name in names])


@pytest.mark.parametrize("model", JOBS)
async def test_every_option_is_sent_as_the_models_page_spells_it(tmp_path: Path, model: str) -> None:
    service = "magnific" if model == "magnific" else "runware"
    async with open_house(tmp_path, delay_seconds=60.0, **PLENTY, **AT_ONCE) as house:
        await asyncio.gather(*(say(house, wish, model=model) for wish in JOBS[model]))
        await house.wait_for(lambda: house.submits(service) == len(JOBS[model]), seconds=60)

        received = leaves_by_prompt(house, service)

        for wish in JOBS[model]:
            assert received[wish.prompt] == wish.body


@pytest.mark.parametrize("model", JOBS)
def test_the_table_has_every_key_that_the_models_page_declares(model: str) -> None:
    declared = set(DECLARED[model].split())

    tried = {path for wish in JOBS[model] for path in wish.body}

    assert tried == declared
