"""The end of a job: what was charged is settled, what was not is released, and the status message says so."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from bot.announcer import FINAL_STAGES, Choice, Illustration, Notice, Stage
from bot.catalogue import MODELS
from bot.engine import Following
from bot.errors import AnnouncementFailed, Reason
from bot.images.preview import contact_sheet
from bot.sentences import (
    BY_REASON,
    CANCELLED_CHARGED,
    CANCELLED_FREE,
    CANCELLED_REST,
    CANCELLED_REST_KEPT,
    CANCELLED_UNANSWERED,
    CANCELLED_UNMADE,
    EXPIRED,
    POST_FAILED,
    RESULT_LOST,
    TO_BE_CHECKED,
    WITHHELD,
    parameter_refused,
    some_failed,
)
from bot.steps import questions
from bot.steps.announcing import SETTLED_VERSIONS
from bot.steps.approving import choices_of_refusal
from bot.steps.asking import alarm
from bot.steps.masks import NO_MASK
from bot.steps.records import note_announced, person_of, read_announced, read_failures, thread_of
from bot.steps.summary import show_final_status
from bot.steps.warning import warn
from bot.workshop import Workshop
from storage import jobs, tasks, versions
from storage.jobs import Job
from storage.tasks import Task
from storage.versions import Version


async def close(workshop: Workshop, job_id: UUID) -> Following | None:
    """Write the end down first, then show it; repeated, it only shows it again."""
    async with workshop.database.transaction() as session:
        job = await jobs.get_job(session, job_id, for_update=True)
        job_tasks = await tasks.list_tasks(session, job_id)
        results = await versions.list_of_job(session, job_id)
        if job.stage not in FINAL_STAGES:
            stage, sentence = read_end(job, job_tasks, results)
            charged_micros = sum_charges(job_tasks, results)
            await jobs.change_job(
                session,
                job_id,
                stage=stage,
                sentence=sentence,
                charged_micros=charged_micros,
                finished_at=workshop.clock(),
            )
            if (results or charged_micros) and stage is not Stage.TO_BE_CHECKED:
                await workshop.spending.settle(
                    session, job_id, charged_micros=charged_micros, is_estimate=job.is_estimate
                )
            elif stage is not Stage.TO_BE_CHECKED:
                await workshop.spending.release(session, job_id)
    await _show_end(workshop, job_id)
    await _tell_what_follows(workshop, job_id)
    return None


async def close_late(workshop: Workshop, task_id: UUID) -> Following | None:
    """A result that came after its job had ended: once it is out, the job is delivered and charged after all."""
    async with workshop.database.transaction() as session:
        task = await tasks.get_task(session, task_id)
        job = await jobs.get_job(session, task.job_id, for_update=True)
        job_tasks = await tasks.list_tasks(session, job.id)
        results = await versions.list_of_job(session, job.id)
        if job.stage not in FINAL_STAGES:
            return None  # the job is still open and will count this result itself
        if any(version.state not in SETTLED_VERSIONS for version in results):
            # Asked again rather than waited for: it starts the delivery anew, should that have ended just before.
            return Following(step="ask_late", after_seconds=workshop.timing.watch_seconds)
        stage, sentence = read_end(job, job_tasks, results)
        charged_micros = sum_charges(job_tasks, results)
        await jobs.change_job(session, job.id, stage=stage, sentence=sentence, charged_micros=charged_micros)
        if stage is not Stage.TO_BE_CHECKED and (results or charged_micros):
            await workshop.spending.settle_late(
                session,
                job.id,
                charged_micros=charged_micros,
                is_estimate=job.is_estimate,
            )
        elif stage is not Stage.TO_BE_CHECKED:
            await workshop.spending.release(session, job.id)
    await _show_end(workshop, job.id)
    return None


async def tell_refusal(workshop: Workshop, job_id: UUID) -> Following | None:
    """Say privately why nothing runs, with a button that brings the filled form back."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
    if job.stage not in FINAL_STAGES:
        return Following(step="watch")  # it had gone out before it could be refused
    choices = await choices_of_refusal(workshop, job_id)
    if job.sentence == NO_MASK:
        draw = Choice(action="draw_mask", label="Draw the mask", value=str(job_id), style="primary")
        choices.insert(0, draw)
    notice = Notice(text=job.sentence or "", choices=choices)
    try:
        await workshop.announcer.tell_privately(
            person_of(job), thread_of(job), notice, response_url=job.response_url
        )
    except AnnouncementFailed:
        return None
    if job.status_ts is not None:
        await show_final_status(workshop, job_id)
    return None


def read_end(job: Job, job_tasks: Sequence[Task], results: Sequence[Version]) -> tuple[Stage, str | None]:
    """How a job ended and the sentence for it; None where everything came as asked."""
    states = {task.state for task in job_tasks}
    shared = sum(version.state == "shared" for version in results)
    if "to_be_checked" in states:
        return Stage.TO_BE_CHECKED, TO_BE_CHECKED
    if job.is_cancel_requested and not shared:
        return Stage.CANCELLED, _cancelled(states, results)
    sentence = _sentence(job, job_tasks, results)
    if shared == job.count:
        return Stage.DELIVERED, None
    if shared:
        return Stage.DELIVERED, some_failed(job.count - shared, job.count, sentence)
    return (Stage.EXPIRED if states == {"expired"} else Stage.FAILED), sentence


def sum_charges(job_tasks: Sequence[Task], results: Sequence[Version]) -> int:
    """What the service charged: for each result, and where it says so for one that did not come."""
    failures = [failure for task in job_tasks for failure in read_failures(task.failures)]
    return sum(version.cost_micros for version in results) + sum(
        failure.cost_micros or 0 for failure in failures
    )


def _cancelled(states: set[str], results: Sequence[Version]) -> str:
    """What a Cancel came to where nothing was shared; ``states`` are those of the job's tasks."""
    if results:
        return CANCELLED_CHARGED
    if states <= {"cancelled"}:
        return CANCELLED_FREE
    return CANCELLED_UNANSWERED if "expired" in states else CANCELLED_UNMADE


def _sentence(job: Job, job_tasks: Sequence[Task], results: Sequence[Version]) -> str:
    states = {version.state for version in results}
    if job.is_cancel_requested:
        return CANCELLED_REST_KEPT if "kept" in states else CANCELLED_REST
    for state, sentence in (("kept", POST_FAILED), ("withheld", WITHHELD), ("lost", RESULT_LOST)):
        if state in states:
            return sentence
    for task in job_tasks:
        for failure in read_failures(task.failures):
            if failure.reason is Reason.PARAMETER and failure.parameter:
                return parameter_refused(_label_of(job, failure.parameter))
            return BY_REASON[failure.reason]
    if any(task.state == "expired" for task in job_tasks):
        return EXPIRED
    return BY_REASON[Reason.FAILED]


def _label_of(job: Job, named: str) -> str:
    """What our form calls the parameter that a service named: itself, or a part of it."""
    path = named.replace("[", ".").split(".")
    for parameter in MODELS[job.model_key or ""].parameters.values():
        for wire in filter(None, parameter.wire.split(",")):
            own = wire.split(".")
            # Services name the whole path, its end, or something inside it.
            if path == own[-len(path) :] or path[: len(own)] == own:
                return parameter.label
    return named


async def _show_end(workshop: Workshop, job_id: UUID) -> None:
    """The summary; where the thread takes no messages any more, the person who asked hears of it elsewhere."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
        results = await versions.list_of_job(session, job_id)
    kept = [version for version in results if version.state == "kept"]
    try:
        for version in kept:
            if version.file_id is not None:
                await workshop.announcer.keep_file(team_id=job.team_id, file_id=version.file_id)
        if await show_final_status(workshop, job_id):
            return
        key = f"end:{job.stage}"
        if job.sentence is None or key in read_announced(job):
            return
        notice = Notice(
            text=job.sentence,
            choices=[
                Choice(action="details", label="Details", value=str(version.id)) for version in kept[:1]
            ],
        )
        await workshop.announcer.tell_privately(
            person_of(job), thread_of(job), notice, response_url=job.response_url
        )
        await note_announced(workshop, job_id, key=key, file_ids=[])
    except AnnouncementFailed:
        return


async def _tell_what_follows(workshop: Workshop, job_id: UUID) -> None:
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
        results = await versions.list_of_job(session, job_id)
    await warn(workshop, job)
    if job.stage == Stage.TO_BE_CHECKED:
        await alarm(
            workshop,
            job.team_id,
            key=f"to_be_checked:{job_id}",
            text="has a job that has to be checked: the image service's answer was lost, so it may or may "
            "not have been charged. Its price stays reserved until you close it; "
            f"{workshop.usage_command} checks lists it.",
            about=person_of(job),
        )
    shown = [version for version in results if version.state == "shared" and version.digest is not None]
    if job.count > 1 and len(shown) > 1:
        await _share_sheet(workshop, job_id, shown)


async def _share_sheet(workshop: Workshop, job_id: UUID, shown: Sequence[Version]) -> None:
    pngs = [await workshop.pictures.get(version.digest) for version in shown if version.digest is not None]
    labels = [f"v{version.label}" for version in shown]
    sheet = await workshop.pool.run(partial(contact_sheet, pngs, labels=labels))
    notice = Notice(
        text=f"All {len(shown)} results at a glance.",
        pictures=[Illustration(png=sheet, file_name="contact-sheet.png", alt_text=", ".join(labels))],
    )
    try:
        await questions.share_once(workshop, job_id, notice, key="sheet")
    except AnnouncementFailed:
        return
