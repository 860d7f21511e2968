"""Requests that nobody but a forger sends, and everything that they must leave as it was."""

import io
import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import aiohttp

from bot.demo.services.courier import Letter
from bot.demo.services.magnific_wire import signature_headers
from bot.demo.services.tasks import Workshop as Service
from bot.web.callbacks import MAX_BODY_BYTES
from tests.flows.house import WEBHOOK_SECRET, House

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Post:
    """One request to the app."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Known:
    """A task that a service works on: its name there, and the address that is called back about it."""

    task_id: str
    url: str

    @property
    def token(self) -> str:
        return self.url.rpartition("/")[2]

    @property
    def wrong_token(self) -> str:
        """Almost the right one; not by its last sign, of which a decoder does not look at every bit."""
        head, last_but_one, last = self.token[:-2], self.token[-2], self.token[-1]
        return f"{head}{'A' if last_but_one != 'A' else 'B'}{last}"

    def swapped(self, token: str) -> str:
        """The same address with another token."""
        return f"{self.url.rpartition('/')[0]}/{token}"


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


def forged_for_runware(task: Known, other: Known) -> dict[str, Post]:
    """What nobody who knows the task's address would send there; ``other`` is a task of the other service."""
    right = about_runware(task.task_id)
    return {
        "runware, no token": Post(url=task.swapped(""), body=right),
        "no service of ours": Post(url=task.url.replace("/runware/", "/other/"), body=right),
        "runware, wrong token": Post(url=task.swapped(task.wrong_token), body=right),
        "runware, half a token": Post(url=task.swapped(task.token.partition(".")[0]), body=right),
        "runware, the other service's token": Post(url=task.swapped(other.token), body=right),
        "runware, a foreign task": Post(url=task.url, body=about_runware(str(uuid4()))),
        "runware, the other service's task": Post(url=task.url, body=about_runware(other.task_id)),
        "runware, no task": Post(url=task.url, body=b"{}"),
        "runware, not JSON": Post(url=task.url, body=b"taskUUID=" + task.task_id.encode()),
        "runware, nothing": Post(url=task.url, body=b""),
        "runware, huge": Post(url=task.url, body=b" " * (MAX_BODY_BYTES + 1)),
    }


def forged_for_magnific(task: Known, other: Known, *, begun: Post) -> dict[str, Post]:
    """The same with right signatures, and ``begun``, which has been taken once already."""
    right, foreign = about_magnific(task.task_id), about_magnific("a")
    huge = b" " * (MAX_BODY_BYTES + 1)
    return {
        "magnific, wrong token": Post(url=task.swapped(task.wrong_token), body=right, headers=signed(right)),
        "magnific, the other service's token": Post(
            url=task.swapped(other.token), body=right, headers=signed(right)
        ),
        "magnific, a foreign task": Post(url=task.url, body=foreign, headers=signed(foreign)),
        "magnific, not JSON": Post(url=task.url, body=b"x", headers=signed(b"x")),
        "magnific, huge": Post(url=task.url, body=huge, headers=signed(huge)),
        "magnific, replayed": begun,
        "magnific, replayed and signed anew": replace(begun, headers=signed(begun.body)),
    }


def badly_signed(task: Known) -> dict[str, Post]:
    """Callbacks about Magnific's task that anybody but Magnific could have sent."""
    body = about_magnific(task.task_id)
    right = signed(body)
    headers = {
        "not signed": {},
        "signed by somebody else": signed(body, secret="another secret of some length"),
        "another body signed": signed(body + b" "),
        "an empty signature": {**right, "webhook-signature": ""},
        "a wrong signature": {**right, "webhook-signature": "v1,AAAA"},
        "another id": {**right, "webhook-id": "msg_2"},
        "another time": {**right, "webhook-timestamp": str(int(time.time()) + 1)},
        "no time": {**right, "webhook-timestamp": "now"},
        "too old": signed(body, at=-301),
        "too new": signed(body, at=600),
    }
    return {name: Post(url=task.url, body=body, headers=each) for name, each in headers.items()}


def begun_letter(task: Known) -> Post:
    """Magnific's own note that it has begun, which asks for nothing."""
    body = json.dumps({"task_id": task.task_id, "status": "IN_PROGRESS", "generated": []}).encode()
    return Post(url=task.url, body=body, headers=signed(body))


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


def only_task(service: Service) -> Known:
    """The one task that a service has."""
    [task] = service.tasks.values()
    return Known(task_id=task.task_id, url=str(task.order.callback_url))


def requests_at_services(house: House) -> Sequence[int]:
    """How often each service was asked for anything, but for the balance that the sweeper looks at."""
    return [
        sum("accountManagement" not in str(request.body) for request in service.requests)
        for service in (house.runware, house.magnific)
    ]
