"""What a house has done in all, counted where it shows: in Slack, in the ledger and at the services."""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bot.demo.services.tasks import Workshop as Service
from bot.steps.records import job_id_of
from storage import tasks
from storage.gauges import count_jobs
from storage.ledger import Entry, list_last_jobs
from storage.tasks import Task
from tests.flows.house import House, has_button, mask, picture

ADA = "U0ADA0001"
# Where an app has moved away: whatever is sent there is lost, but Slack keeps it to be sent again.
NOWHERE = "http://127.0.0.1:9/"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts over everything: two of what should be one shows, wherever it is."""

    jobs: Mapping[str, int]  # by stage
    tasks: int  # that services have taken on
    statuses: int
    results: int
    pictures: int  # the app's files in Slack: previews and results
    ledger: Sequence[str]  # the kinds of its rows, in the order they were written
    owed_micros: int = 0  # billed by the services, but not settled
    mismatches: int = 0  # counters that differ from the sum of their rows


ONE_EDIT = Tally(
    jobs={"delivered": 1},
    tasks=1,
    statuses=1,
    results=1,
    pictures=2,
    ledger=("reservation", "settlement"),
)


async def tally(house: House) -> Tally:
    """Count everything there is."""
    async with house.running.workshop.database.transaction(read_only=True) as session:
        stages = {one.name: one.count for one in await count_jobs(session)}
    entries = await entries_of_ada(house)
    said = list(everything_said(house))
    spent = sum(
        entry.amount_micros
        for entry in entries
        if entry.kind == "settlement" or (entry.kind == "adjustment" and entry.reason == "late results")
    )
    return Tally(
        jobs=stages,
        tasks=house.submits("runware") + house.submits("magnific"),
        statuses=sum(kind_of(message) == "status" for message in said),
        results=sum(has_button(message, "again") for message in said),
        pictures=sum(len(message.get("files", ())) for message in said),
        ledger=tuple(entry.kind for entry in entries),
        owed_micros=house.billed_micros() - spent,
        mismatches=len(await house.running.workshop.spending.prove()),
    )


async def entries_of_ada(house: House) -> list[Entry]:
    """Every row of the ledger that is about Ada's jobs, the oldest job first."""
    async with house.running.workshop.database.transaction(read_only=True) as session:
        by_job = await list_last_jobs(session, team_id=house.workspace.team_id, user_id=ADA, limit=100)
    return [entry for entries in reversed(by_job) for entry in entries]


def everything_said(house: House) -> Iterator[dict[str, Any]]:
    """Every message of the app, in channels, threads and direct messages with Ada."""
    for place in ("design", "general", direct(house)):
        for head in house.workspace.messages(place):
            for message in house.thread(place, head["ts"]):
                if message["user"] == house.workspace.bot_user_id:
                    yield message


def kind_of(message: Mapping[str, Any]) -> str:
    """What a message says it is in its metadata: root, status, notice."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("kind", ""))


def direct(house: House, user_id: str = ADA) -> str:
    """The channel of somebody's direct messages with the app."""
    return house.workspace.hub.conversations.open_im(user_id).channel_id


async def ask_for_edit(house: House, options: str = "", *, place: str = "design") -> str:
    """Ada asks for an edit in a message with picture and mask; the ts of its thread."""
    message = await house.workspace.say(
        "ada",
        place,
        f"@retouch edit a red door {options}",
        files=[("a.png", picture()), ("mask.png", mask())],
    )
    return str(message["ts"])


async def delivered(house: House, thread_ts: str, *, place: str = "design") -> None:
    """Wait until the job of a thread has ended."""
    await house.wait_for(lambda: house.is_over(place, thread_ts))


def job_id_in(house: House, thread_ts: str, *, place: str = "design") -> UUID:
    """The job that a message asked for."""
    channel = house.workspace.hub.conversations.get_channel(place)
    return job_id_of(f"message:{house.workspace.team_id}:{channel.channel_id}:{thread_ts}")


async def task_rows(house: House, thread_ts: str, *, place: str = "design") -> list[Task]:
    """What the app has written down about the tasks of the job that a message asked for."""
    async with house.running.workshop.database.transaction(read_only=True) as session:
        return await tasks.list_tasks(session, job_id_in(house, thread_ts, place=place))


def submits(service: Service) -> int:
    """How often a task was sent to a service, whether it was taken or not."""
    return sum(_is_submit(received.body) for received in service.requests)


def is_asked_about(service: Service) -> bool:
    """Whether the app has begun to ask for what it has sent, so knows that it was taken."""
    return submits(service) > 0 and not _is_submit(service.requests[-1].body)


def _is_submit(body: Any) -> bool:
    if isinstance(body, list):
        return bool(body[-1].get("taskType") == "imageInference")
    return isinstance(body, dict)


@contextmanager
def no_painter(service: Service) -> Iterator[None]:
    """Nothing more is painted at a service inside the context; what is under way waits for its end."""
    is_over = threading.Event()
    waiting = asyncio.ensure_future(service.in_thread(lambda: is_over.wait(20)))
    try:
        yield
    finally:
        is_over.set()
        waiting.add_done_callback(lambda _: None)
