"""What tests about money share: wishes in words, a job's row, and all books held against each other."""

import asyncio
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image
from sqlalchemy import select

from bot.announcer import FINAL_STAGES, Stage
from bot.catalogue import MODELS, ServiceName
from bot.demo.slack import interactions
from bot.demo.slack.deliveries import interaction_delivery
from bot.people import Person
from storage.jobs import JobRow
from storage.ledger import LedgerRow
from storage.tasks import TaskRow
from storage.versions import VersionRow
from tests.flows.house import House, is_status, picture, text_of
from tests.rows import load_rows

ADA = Person(team_id="T0RETOUCH", user_id="U0ADA0001")
SMALL = (96, 64)
EDIT = "edit a red door --region top"


@dataclass(frozen=True, kw_only=True)
class Books:
    """Every row about money there is."""

    jobs: Sequence[JobRow]
    entries: Sequence[LedgerRow]
    tasks: Sequence[TaskRow]
    results: Sequence[VersionRow]  # what a service made

    def entries_of(self, job: JobRow) -> list[tuple[str, int]]:
        """(kind, amount) of a job's ledger entries as they were written."""
        return [(entry.kind, entry.amount_micros) for entry in self.entries if entry.job_id == job.id]

    def charge_of(self, job: JobRow) -> int:
        """What the ledger says a job has cost."""
        return sum(
            entry.amount_micros
            for entry in self.entries
            if entry.job_id == job.id and entry.kind in {"settlement", "adjustment"}
        )


async def read_books(house: House) -> Books:
    """All rows, in the order they were written."""
    async with house.running.workshop.database.transaction(read_only=True) as session:
        return Books(
            jobs=await load_rows(session, select(JobRow).order_by(JobRow.asked_at)),
            entries=await load_rows(session, select(LedgerRow).order_by(LedgerRow.id)),
            tasks=await load_rows(session, select(TaskRow)),
            results=await load_rows(session, select(VersionRow).where(VersionRow.task_id.is_not(None))),
        )


@dataclass(frozen=True, kw_only=True)
class Run:
    """A wish on its way: the thread it lives in."""

    channel: str
    ts: str


async def find_job(house: House, thread_ts: str) -> JobRow:
    """The newest job of a thread."""
    return [job for job in (await read_books(house)).jobs if job.thread_ts == thread_ts][-1]


async def see_rows(house: House, find: Callable[[Books], object], seconds: float = 30.0) -> Books:
    """All rows once ``find`` is true of them."""
    async with asyncio.timeout(seconds):
        while True:
            books = await read_books(house)
            if find(books):
                return books
            await asyncio.sleep(0.05)


async def ask(
    house: House,
    text: str = EDIT,
    *,
    user: str = "ada",
    channel: str = "design",
    files: Sequence[tuple[str, bytes]] | None = None,
) -> str:
    """Mention the app below a picture; the ts of the thread that follows."""
    attached = [("shop.png", picture(SMALL))] if files is None else files
    message = await house.workspace.say(user, channel, f"@retouch {text}", files=attached)
    ts: str = message["ts"]
    return ts


async def ask_apart(house: House, text: str = EDIT, *, user: str = "ada") -> Run:
    """The same in a channel of its own: Slack takes about one message a second in each."""
    channel = house.workspace.admin.add_channel(f"studio-{len(house.workspace.hub.conversations.channels)}")
    return Run(channel=channel, ts=await ask(house, text, user=user, channel=channel))


def status_of(house: House, thread_ts: str, *, channel: str = "design") -> dict[str, Any] | None:
    """The newest status message of a thread, None before there is one."""
    found = [message for message in house.thread(channel, thread_ts) if is_status(message)]
    return found[-1] if found else None


async def see_status(house: House, thread_ts: str, words: str, *, channel: str = "design") -> dict[str, Any]:
    """The status message of a thread once it says these words."""

    def find() -> dict[str, Any] | None:
        status = status_of(house, thread_ts, channel=channel)
        return status if status is not None and words in text_of(status) else None

    status = await house.wait_for(find)
    assert status is not None
    return status


async def cancel(house: House, status: dict[str, Any], *, user: str = "ada") -> str:
    """Press Cancel below a status message; what the person was told."""
    before = len(told_privately(house, user))
    await house.workspace.click(user, status, "cancel")
    return (await house.wait_for(lambda: told_privately(house, user)[before:]))[0]


async def press_stale(house: House, message: dict[str, Any], name: str) -> None:
    """Press a button as somebody does whose screen still shows an earlier state of a message."""
    hub = house.workspace.hub
    member, channel = hub.conversations.get_member("ada"), hub.conversations.get_channel("design")
    found = interactions.find_element(message["blocks"], name)
    assert found is not None
    payload = interactions.message_click_payload(
        member,
        channel,
        team=hub.team,
        message=message,
        is_ephemeral=False,
        action=interactions.action_payload(*found, at=hub.conversations.next_ts()),
        trigger_id=hub.views.new_trigger(member.user_id),
        response_url=hub.responses.new_url(member.user_id, channel.channel_id, message_ts=message["ts"]),
    )
    await house.workspace.courier.send(interaction_delivery(payload))


async def see_end(house: House, thread_ts: str, *, channel: str = "design") -> JobRow:
    """The job of a thread once its status message is the summary."""
    await house.wait_for(lambda: has_summary(house, thread_ts, channel=channel))
    return await find_job(house, thread_ts)


def has_summary(house: House, thread_ts: str, *, channel: str = "design") -> bool:
    """Whether a thread's job has ended: its status message begins with no stage in bold any more."""
    status = status_of(house, thread_ts, channel=channel)
    return status is not None and not str(status["text"]).startswith("*")


async def see_works(house: House) -> None:
    """Another job runs as if nothing had happened."""
    thread_ts = await ask(house, channel="general")
    job = await see_end(house, thread_ts, channel="general")
    assert job.stage == Stage.DELIVERED
    assert len(house.results("general", thread_ts)) == 1


def told_privately(house: House, user: str = "ada") -> list[str]:
    """What only this person was told, where they stood or by direct message."""
    direct: list[dict[str, Any]] = house.workspace.messages("@retouch", user=user)
    return [text_of(message) for message in (*house.workspace.ephemerals(user), *direct)]


def has_kept_picture(house: House, view: dict[str, Any], size: tuple[int, int] = SMALL) -> bool:
    """Whether a window shows a picture of this size."""
    shown = [block["slack_file"]["id"] for block in view["blocks"] if block["type"] == "image"]
    return [Image.open(io.BytesIO(house.workspace.file(file_id))).size for file_id in shown] == [size]


async def check_books(house: House) -> Books:
    """Ledger, counters, job rows and what the services billed say the same, to the micro-dollar."""
    books = await read_books(house)
    assert await house.running.workshop.spending.prove() == []
    for job in books.jobs:
        _check_job(house, books, job)
    for user_id in {job.user_id for job in books.jobs}:
        month = await house.running.workshop.spending.month_of(Person(team_id=ADA.team_id, user_id=user_id))
        own = [job for job in books.jobs if job.user_id == user_id]
        assert month.spent_micros == sum(books.charge_of(job) for job in own)
        assert month.open_micros == 0
    assert len(books.results) == sum(
        len(task.results) for service in (house.runware, house.magnific) for task in service.tasks.values()
    )
    return books


def _check_job(house: House, books: Books, job: JobRow) -> None:
    assert job.stage in FINAL_STAGES
    kinds = [kind for kind, _ in books.entries_of(job)]
    assert kinds.count("reservation") <= 1
    if kinds:
        assert ("settlement" in kinds) or ("release" in kinds)
    charge = books.charge_of(job)
    assert job.charged_micros == charge
    results = [result for result in books.results if result.job_id == job.id]
    assert sum(result.cost_micros for result in results) == charge
    model = MODELS.get(job.model_key or "")
    if model is None or not kinds:
        assert charge == 0
    elif model.service == ServiceName.RUNWARE:
        ids = [task.provider_task_id or "" for task in books.tasks if task.job_id == job.id]
        assert charge == sum(house.runware.billed.get(task_id, 0) for task_id in ids)
    else:
        # Magnific names no price, so that of the list counts, an equal part for each result.
        assert charge == job.quote_micros // job.count * len(results)
        assert job.is_estimate
