"""Requests that nobody but a forger sends, and everything that they must leave as it was."""

import io
import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import aiohttp

from bot.demo.services.courier import Letter
from bot.demo.services.magnific_wire import signature_headers
from bot.demo.services.tasks import Workshop as Service
from tests.flows.house import WEBHOOK_SECRET, House

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Post:
    """One request to the app."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


async def statuses_of(posts: Mapping[str, Post]) -> dict[str, int]:
    """How each was answered; an answer with a body counts as 599."""
    statuses = {}
    async with aiohttp.ClientSession() as session:
        for name, post in posts.items():
            content = io.BytesIO(post.body)
            async with session.post(post.url, data=content, headers={**JSON, **post.headers}) as answer:
                statuses[name] = 599 if await answer.read() else answer.status
    return statuses


def everything_written(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the app's database, but for the sweeper's note of its hour."""
    with closing(sqlite3.connect(folder / "retouch.db")) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: sorted(
                (
                    row
                    for row in connection.execute(f"SELECT * FROM {name}")  # noqa: S608
                    if row[0] != "sweep_hourly"
                ),
                key=repr,
            )
            for name in names
        }


def signed(body: bytes, *, secret: str = WEBHOOK_SECRET, at: float = 0.0) -> dict[str, str]:
    """The headers Magnific sends along, as if it were ``at`` seconds later."""
    letter = Letter(letter_id="msg_1", task_id="", url="", body=body)
    return signature_headers(letter, key=secret.encode(), clock=lambda: time.time() + at)


def about_runware(task_id: str) -> bytes:
    """A callback that names a task of Runware's."""
    picture = {"imageUUID": str(uuid4()), "imageURL": "https://im.runware.ai/a.png", "cost": 0.01}
    task = {"taskType": "imageInference", "taskUUID": task_id, **picture}
    return json.dumps({"data": [task]}).encode()


def about_magnific(task_id: str) -> bytes:
    """A callback that names a task of Magnific's."""
    return json.dumps(
        {"task_id": task_id, "status": "COMPLETED", "generated": ["https://x.y/a.jpg"]}
    ).encode()


def only_task(service: Service) -> tuple[str, str]:
    """The id of the one task a service has, and the address it calls back."""
    [task] = service.tasks.values()
    return task.task_id, str(task.order.callback_url)


def swapped(url: str, token: str) -> str:
    """The same address with another token."""
    return f"{url.rpartition('/')[0]}/{token}"


def requests_at_services(house: House) -> Sequence[int]:
    """How often each service was asked for anything, but for the balance that the sweeper looks at."""
    return [
        sum("accountManagement" not in str(request.body) for request in service.requests)
        for service in (house.runware, house.magnific)
    ]
