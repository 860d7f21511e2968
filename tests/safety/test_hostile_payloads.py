"""What Slack really sends, one value of it exchanged for something hostile and signed all the same: never a 500."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from bot.demo.slack.deliveries import Delivery
from tests.flows.house import House, mask, picture

SIZE = (96, 64)
FILES = [("a.png", picture(SIZE)), ("mask.png", mask(SIZE, (10, 10, 50, 40)))]
PER_KIND = 12
HOSTILE = (
    None, "", " ", 0, -1, 10**30, 1.5, True, [], {}, [None], [[]], {"id": None}, {"value": 3}, "\u0000", "\ud7ff\u202e",
    "a" * 4000, "' OR 1=1 --", "../../etc/passwd", "<!channel>", "{}", "null", "file:///etc/passwd",
    "http://169.254.169.254/latest/", "00000000-0000-0000-0000-000000000000", "1700000000.000100", "C0DESIGN1",
)  # fmt: skip


async def test_no_value_in_any_kind_of_request_breaks_the_app(house: House) -> None:
    rng = random.Random(7)
    kinds = await one_of_each_kind(house)
    requests = [twisted(kind, rng) for kind in kinds.values() for _ in range(PER_KIND)]

    answers = [(await house.workspace.hub.courier.send(request, repeats=False)) for request in requests]

    assert {
        "/edit",
        "view_submission",
        "block_actions",
        "message_action",
        "app_mention",
        "file_shared",
    } <= kinds.keys()
    assert {answer.status for answer in answers} <= {200, 401}
    await house.workspace.command("ada", "design", "/edit", "a red door")
    assert house.workspace.views("ada") != []


async def one_of_each_kind(house: House) -> dict[str, Delivery]:
    """An edit by form and one by mention, and whatever Slack tells of them."""
    workspace = house.workspace
    await workspace.command("ada", "design", "/edit", "a red door")
    [view] = workspace.views("ada")
    await workspace.click("ada", view["id"], "more_options")
    await workspace.submit("ada", view["id"], {"seed_image": FILES[:1], "mask_image": FILES[1:]})
    said = await workspace.say("ada", "design", "@retouch edit a red door", files=FILES)
    await workspace.shortcut("ada", "design", said["ts"], "edit_image")
    await workspace.close_view("ada", workspace.views("ada")[-1]["id"])
    await workspace.command("ada", "design", "/usage")
    await workspace.open_home("ada")
    result = (await house.wait_for(lambda: house.results("design", said["ts"])))[0]
    await workspace.click("ada", result, "more", "details")
    await workspace.close_view("ada", workspace.views("ada")[-1]["id"])
    await workspace.edit("ada", said["ts"], "something else")
    await house.wait_for(lambda: house.is_over("design", said["ts"]))
    return {attempt.delivery.name: attempt.delivery for attempt in workspace.attempts}


def twisted(delivery: Delivery, rng: random.Random) -> Delivery:
    """The same request with another value at one place."""
    payload = deepcopy(delivery.payload)
    holder, key = rng.choice(list(places(payload)))
    holder[key] = rng.choice(HOSTILE)
    if delivery.content_type == "application/json":
        return replace(delivery, body=json.dumps(payload).encode())
    fields = payload if delivery.name.startswith("/") else {"payload": json.dumps(payload)}
    return replace(delivery, body=urlencode(fields).encode())


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every value inside, as what holds it and where."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in entries:
        yield value, key
        yield from places(child)
