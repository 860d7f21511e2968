"""The log of a whole journey at its most talkative: what somebody who reads it must not find there."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.demo.app_process import AppProcess
from bot.demo.services.faults import Fault
from tests.flows.house import Street, mask, open_street, picture, text_of

pytestmark = pytest.mark.long

# One word in everything that people write, draw or call their files.
WORD = "walrus"
SIZE = (96, 64)
FILES = [(f"{WORD}.png", picture(SIZE)), (f"{WORD}-mask.png", mask(SIZE, (10, 10, 50, 40)))]


async def test_the_log_holds_no_secret_no_word_of_people_and_no_address(tmp_path: Path) -> None:
    settings = {"LOG_LEVEL": "debug", "METRICS_TOKEN": "a-metrics-token"}
    async with open_street(tmp_path, over_sockets=True, **settings) as street:
        app = AppProcess(street.environment, folder=tmp_path, port=int(street.environment["PORT"]))
        await app.start()
        try:
            thread_ts = await edit_by_form(street)
            await paint_a_mask(street, thread_ts)
            await meet_failures(street)
            await lose_a_table(street, tmp_path)
        finally:
            await app.stop()
        log = app.log_path.read_text()

        assert "Traceback" in log
        assert WORD not in log.lower()
        assert [secret for secret in secrets_of(street) if secret in log] == []
        assert [address for address in addresses_of(street) if address in log] == []


async def edit_by_form(street: Street) -> str:
    """A command, its form, and the thread that it opens."""
    workspace = street.workspace
    await workspace.command("ada", "design", "/edit", f"a {WORD} --tag {WORD}")
    [view] = await street.wait_for(lambda: workspace.views("ada"))
    await workspace.submit("ada", view["id"], {"seed_image": FILES[:1], "mask_image": FILES[1:]})
    head = (await street.wait_for(lambda: roots(street)))[-1]
    await street.wait_for(lambda: street.is_over("design", head["ts"]))
    return str(head["ts"])


def roots(street: Street) -> list[dict[str, Any]]:
    return [head for head in street.workspace.messages("design") if "asked for an edit" in text_of(head)]


async def paint_a_mask(street: Street, thread_ts: str) -> None:
    """The page of the result, as far as it goes."""
    workspace = street.workspace
    await workspace.click("ada", street.results("design", thread_ts)[0], "redraw_mask")
    url = next(address for address in strings_in(workspace.ephemerals("ada")) if "/mask/" in address)
    async with aiohttp.ClientSession() as session:
        for path in ("", "/state", "/picture", "/last"):
            async with session.get(url + path) as answer:
                assert answer.status == 200
        await session.put(f"{url}/wish", json={"prompt": f"another {WORD}", "model": "magnific"})
        await session.post(url, data=mask(SIZE, (20, 20, 60, 60)))
    await street.wait_for(lambda: len(street.results("design", thread_ts)) == 2)


async def meet_failures(street: Street) -> None:
    """Refused, broken, gone and forged: each leaves a line."""
    workspace = street.workspace
    for fault in (Fault.REFUSE_CONTENT, Fault.BAD_BYTES, Fault.MODEL_GONE):
        street.arm(fault)
        said = await workspace.say("ada", "design", f"@retouch edit a {WORD}", files=FILES)
        await street.wait_for(lambda ts=said["ts"]: street.is_over("design", ts))
    await workspace.command("ben", "design", "/usage", f'adjust @ada -1 "{WORD}"')
    workspace.fault("views.open", "internal_error", times=3)
    await workspace.command("ada", "design", "/edit", f"a {WORD}")
    async with aiohttp.ClientSession() as session:
        for path in (f"callbacks/runware/{WORD}", f"mask/{WORD}/state", "slack/events", "metrics"):
            await session.post(f"{street.app_url}/{path}", data=WORD)


async def lose_a_table(street: Street, folder: Path) -> None:
    """An error of ours, in the middle of writing down what somebody asked for."""
    with closing(sqlite3.connect(folder / "retouch.db")) as connection:
        connection.execute("ALTER TABLE attachments RENAME TO lost")
    workspace = street.workspace
    before = len(workspace.attempts)
    await workspace.say("ada", "design", f"@retouch edit a {WORD}", files=FILES)
    await street.wait_for(lambda: any(not each.answer.is_ok for each in workspace.attempts[before:]))


def secrets_of(street: Street) -> set[str]:
    names = re.compile("TOKEN|SECRET|KEY$")
    said = {value for name, value in street.environment.items() if names.search(name)}
    tasks = [*street.runware.tasks.values(), *street.magnific.tasks.values()]
    return said | {str(task.order.callback_url).rpartition("/")[2] for task in tasks}


def addresses_of(street: Street) -> set[str]:
    """Of files, of answers to come and of pages: everything with a path that went over the wire."""
    told = [each.delivery.payload for each in street.workspace.attempts]
    made = [
        result.path for service in (street.runware, street.magnific) for result in service.results.values()
    ]
    return {address for address in strings_in(told) if re.match(r"https?://[^/]+/\S", address)} | set(made)


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from strings_in(child)
    elif isinstance(value, list):
        for child in value:
            yield from strings_in(child)
