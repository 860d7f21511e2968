"""What a click on a question changes in its job, and what Cancel does at each point of a job's life."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.announcer import FINAL_STAGES, Stage
from bot.catalogue import Field, Verb
from bot.errors import RequestError
from bot.money.spending import Spending
from bot.reading.requests import Draft
from bot.sentences import CANCELLED_FREE, CANCELLING_CHARGED, ENDED_ALREADY
from bot.steps.records import job_chain, task_chain
from bot.workshop import Workshop
from storage import Session, jobs, tasks
from storage import attachments as kept
from storage.discards import discard
from storage.jobs import Job

Change = Callable[[Session, Job], Awaitable[dict[str, Any]]]


def read_answer(answer: str) -> tuple[str, Change]:
    """What the job must be waiting for, and the change that its answer makes.

    Raises:
        RequestError: not an answer of ours.
    """
    name, _, position = answer.partition(":")
    if name in _FIXED:
        return _FIXED[name]
    if name in {"choose_seed", "choose_mask"} and position.isdigit():
        is_seed = name == "choose_seed"
        role = Field.SEED_IMAGE if is_seed else Field.MASK_IMAGE
        return ("seed" if is_seed else "mask"), _choose_picture(int(position), role)
    raise RequestError("We do not know this answer. Nothing was charged; please ask again.")


def _set_verb(verb: Verb) -> Change:
    async def change(session: Session, job: Job) -> dict[str, Any]:
        return {"draft": replace(Draft.from_json(job.draft), verb=verb).to_json()}

    return change


def _set_polarity(side: str) -> Change:
    async def change(session: Session, job: Job) -> dict[str, Any]:
        draft = Draft.from_json(job.draft)
        return {"draft": replace(draft, values={**draft.values, Field.MASK_POLARITY: side}).to_json()}

    return change


async def _confirm(session: Session, job: Job) -> dict[str, Any]:
    return {"price_was_shown": True}


def _choose_picture(position: int, role: Field) -> Change:
    """The chosen picture gets its role; the others are what is left over, or nothing."""

    async def change(session: Session, job: Job) -> dict[str, Any]:
        pictures = await kept.list_attachments(session, job.id)
        others = [picture for picture in pictures if picture.role is None and picture.position != position]
        is_edit = Draft.from_json(job.draft).verb is not Verb.REMIX
        has_seed = any(picture.role == Field.SEED_IMAGE for picture in pictures)
        for picture in pictures:
            if picture.position == position:
                await kept.take_in(session, job.id, replace(picture, role=role))
        if role is Field.MASK_IMAGE and not has_seed and len(others) == 1:
            await kept.take_in(session, job.id, replace(others[0], role=Field.SEED_IMAGE))
        elif role is Field.MASK_IMAGE or not is_edit:
            await discard(session, await kept.drop_unassigned(session, job.id))
        return {}

    return change


_FIXED: dict[str, tuple[str, Change]] = {
    "confirm": ("confirm", _confirm),
    "run_offer": ("offer", _confirm),
    "choose_edit": ("verb", _set_verb(Verb.EDIT)),
    "choose_remix": ("verb", _set_verb(Verb.REMIX)),
    "mask_white": ("polarity", _set_polarity("white")),
    "mask_black": ("polarity", _set_polarity("black")),
}


async def cancel_job(workshop: Workshop, job_id: UUID) -> str:
    """Stop what has not been sent; what has been is charged and kept. Returns what to tell the person."""
    async with workshop.database.transaction() as session:
        sentence = await mark_cancelled(session, job_id, spending=workshop.spending, now=workshop.clock())
        job = await jobs.get_job(session, job_id)
    await wake_cancelled(workshop, job)
    return sentence


async def wake_cancelled(workshop: Workshop, job: Job) -> None:
    """Let a job's chains see that it was cancelled. They hear it once, however often this is said."""
    async with workshop.database.transaction(read_only=True) as session:
        job_tasks = await tasks.list_tasks(session, job.id)
    for task in job_tasks:
        await workshop.engine.wake(task_chain(task.id), key="cancel")
    await workshop.engine.wake(job_chain(job.id, job.chain_number), key="cancel")


async def mark_cancelled(session: Session, job_id: UUID, *, spending: Spending, now: datetime) -> str:
    """The same in the rows alone: whoever runs the job's chains sees it at the next look."""
    job = await jobs.get_job(session, job_id, for_update=True)
    if job.stage in FINAL_STAGES:
        return ENDED_ALREADY
    await jobs.change_job(session, job_id, is_cancel_requested=True)
    await tasks.cancel_planned(session, job_id, now=now)
    job_tasks = await tasks.list_tasks(session, job_id)
    if not job_tasks:
        await jobs.change_job(
            session,
            job_id,
            stage=Stage.CANCELLED,
            waiting_for=None,
            sentence=CANCELLED_FREE,
            finished_at=now,
        )
        await spending.release(session, job_id)
    is_sent = any(task.state not in {"cancelled", "failed"} for task in job_tasks)
    return CANCELLING_CHARGED if is_sent else CANCELLED_FREE
