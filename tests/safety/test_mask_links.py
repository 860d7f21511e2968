"""Links to the mask page in wrong hands: put together from two, changed, and used up."""

import json

import aiohttp

from tests.flows.house import House, mask
from tests.flows.test_mask_page import BOX, ask_for_edit, press_redraw

PAINTED = mask(box=BOX)
# Everything that a link opens: how, what below it, and with what.
DOORS = (
    ("GET", "", b""),
    ("GET", "/state", b""),
    ("GET", "/picture", b""),
    ("GET", "/last", b""),
    ("PUT", "/wish", json.dumps({"prompt": "a fox", "model": "3"}).encode()),
    ("POST", "", mask(box=(0, 0, 60, 60))),
)


async def statuses_of(url: str) -> set[int]:
    """How a link's addresses are answered."""
    async with aiohttp.ClientSession() as session:
        answers = [await session.request(method, url + path, data=body) for method, path, body in DOORS]
        return {answer.status for answer in answers}


async def save(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, data=PAINTED) as answer:
        return answer.status


async def test_a_link_opens_only_what_it_was_made_for_and_only_until_its_save(house: House) -> None:
    thread_ts, result = await ask_for_edit(house)
    hers, his = await press_redraw(house, result), await press_redraw(house, result, user="ben")
    page, _, token = hers.rpartition("/")
    (her_name, her_signature), (his_name, his_signature) = (
        url.rpartition("/")[2].split(".") for url in (hers, his)
    )
    strange = {
        "his page, her signature": f"{his_name}.{her_signature}",
        "her page, his signature": f"{her_name}.{his_signature}",
        "no signature": f"{her_name}.",
        "a signature alone": f".{her_signature}",
        "one letter more": f"{token}A",
        "another name": f"AAAA{her_name[4:]}.{her_signature}",
        "a callback's": str(next(iter(house.runware.tasks.values())).order.callback_url).rpartition("/")[2],
    }

    refused = {name: await statuses_of(f"{page}/{forged}") for name, forged in strange.items()}
    saved = await save(hers)
    used = await statuses_of(hers)
    await house.wait_for(lambda: len(house.results("design", thread_ts)) == 2)

    assert refused == {name: {404} for name in strange}
    assert (saved, used) == (200, {410})
    assert house.submits() == 2
    assert await save(his) == 200  # hers has used up nothing of his
