"""Every input of the forms reaches its service as the model's own page spells it, and nothing else does."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.flows.house import QUICK, House, open_house
from tests.flows.received import leaves_by_prompt, named_picture
from tests.flows.wire_table import JOBS, MASK, SEED
from tests.flows.wishes import Wish

pytestmark = pytest.mark.long

PLENTY = {"USER_MONTHLY_BUDGET_USD": "1000", "CONFIRM_ABOVE_USD": "1000"}
AT_ONCE = {"RUNWARE_CONCURRENCY": "20", "MAGNIFIC_CONCURRENCY": "20"}
# Nothing here waits for a result, so nobody has to ask for one.
UNASKED = replace(QUICK, first_poll_seconds=60.0)


async def fill_in(house: House, wish: Wish, *, model: str) -> None:
    """Open the form, choose the model, ask for more options, fill in everything and send it."""
    channel = house.workspace.admin.add_channel(wish.channel)
    await house.workspace.command("ada", channel, "/remix" if model == "remix" else "/edit")
    view = house.workspace.views("ada")[-1]
    await house.workspace.choose("ada", view["id"], "model", model)
    await house.workspace.click("ada", view["id"], "more_options")
    uploads = {
        "seed_image": [SEED],
        **({} if model == "remix" else {"mask_image": [MASK]}),
        **wish.references,
    }
    files = {block_id: [named_picture(name) for name in names] for block_id, names in uploads.items()}
    await house.workspace.submit("ada", view["id"], {"prompt": wish.prompt, **files, **wish.inputs})
    assert house.workspace.views("ada") == [], "the form closed"


@pytest.mark.parametrize("model", JOBS)
async def test_every_input_is_sent_as_the_models_page_spells_it(tmp_path: Path, model: str) -> None:
    service = "magnific" if model == "magnific" else "runware"
    async with open_house(tmp_path, timing=UNASKED, delay_seconds=60.0, **PLENTY, **AT_ONCE) as house:
        for wish in JOBS[model]:
            await fill_in(house, wish, model=model)
        await house.wait_for(lambda: house.submits(service) == len(JOBS[model]), seconds=60)

        received = leaves_by_prompt(house, service)

        for wish in JOBS[model]:
            assert received[wish.prompt] == wish.body
