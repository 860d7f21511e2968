"""A finished picture on its way to people: downloaded, locked to the original outside the mask, shared once."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from bot.announcer import Notice, Result
from bot.catalogue import MODELS, Field, ServiceName
from bot.engine import Following
from bot.errors import AnnouncementDelayed, BotError, ProviderRejected, UploadExpired
from bot.images.intake import MAX_PICTURE_BYTES
from bot.money.amounts import format_usd
from bot.reading.requests import Request
from bot.sentences import FLAGGED, dearer_bill
from bot.steps.announcing import SETTLED_TASKS, SETTLED_VERSIONS
from bot.steps.records import job_chain, load_request, person_of, read_list, thread_of, write_list
from bot.steps.rendering import render
from bot.workshop import Workshop
from storage import jobs, tasks, threads, versions
from storage.attachments import KeptAttachment
from storage.jobs import Job
from storage.versions import Version

log = structlog.get_logger(__name__)


async def fetch_result(workshop: Workshop, task_id: UUID) -> Following | None:
    """Download the next result; without one, wait for more or end."""
    async with workshop.database.transaction(read_only=True) as session:
        task = await tasks.get_task(session, task_id)
        job = await jobs.get_job(session, task.job_id)
        results = await versions.list_of_task(session, task_id)
    version = _first(results, but=SETTLED_VERSIONS)
    if version is None:
        await workshop.engine.wake(
            job_chain(job.id, job.chain_number), key=f"delivered:{task_id}:{len(results)}"
        )
        if task.state in SETTLED_TASKS:
            return None
        return Following(step="fetch_result", after_seconds=workshop.timing.max_poll_seconds)
    if version.state == "new":
        await _download(workshop, version, service=task.service)
    return Following(step="render_result")


async def _download(workshop: Workshop, version: Version, *, service: str) -> None:
    assert version.picture_url is not None, "a service's result has an address"
    try:
        content = await workshop.providers[ServiceName(service)].fetch(
            version.picture_url, max_bytes=MAX_PICTURE_BYTES
        )
    except ProviderRejected as error:
        log.warning("A result could not be downloaded.", version_id=str(version.id), error=str(error))
        await _settle(workshop, version.id, state="lost")
        return
    digest = await workshop.pictures.put(content)
    async with workshop.database.transaction() as session:
        await versions.change_version(session, version.id, answer_digest=digest, state="fetched")


async def render_result(workshop: Workshop, task_id: UUID) -> Following | None:
    """Lay the answer over the original through the mask and prove it from the bytes that will be delivered."""
    async with workshop.database.transaction(read_only=True) as session:
        task = await tasks.get_task(session, task_id)
        job = await jobs.get_job(session, task.job_id)
        results = await versions.list_of_task(session, task_id)
        request, pictures = await load_request(workshop, session, job)
    version = _first(results, but=SETTLED_VERSIONS)
    if version is None or version.state == "new":
        return Following(step="fetch_result")
    if version.state == "fetched":
        try:
            await _render(workshop, job, version, request=request, pictures=pictures)
        except BotError as error:
            log.warning("A result could not be read.", version_id=str(version.id), error=str(error))
            await _settle(workshop, version.id, state="lost")
            return Following(step="fetch_result")
    return Following(step="share_result")


async def _render(
    workshop: Workshop,
    job: Job,
    version: Version,
    *,
    request: Request,
    pictures: Sequence[KeptAttachment],
) -> None:
    assert version.answer_digest is not None, "fetched before"
    answer = await workshop.pictures.get(version.answer_digest)
    rendered = await render(workshop, job, answer, request=request, pictures=pictures)
    digest = await workshop.pictures.put(rendered.png)
    delivered_digest = await workshop.pictures.put(rendered.delivered)
    async with workshop.database.transaction() as session:
        await versions.change_version(
            session,
            version.id,
            digest=digest,
            delivered_digest=delivered_digest,
            changed_outside=rendered.changed_outside,
            outside_px=rendered.outside_px,
            notes=write_list(rendered.notes),
            state="rendered",
        )


async def share_result(workshop: Workshop, task_id: UUID) -> Following | None:
    """Share one result into the thread, once: the file's own shares tell whether a lost answer was a yes."""
    async with workshop.database.transaction(read_only=True) as session:
        task = await tasks.get_task(session, task_id)
        job = await jobs.get_job(session, task.job_id)
        results = await versions.list_of_task(session, task_id)
        request, _ = await load_request(workshop, session, job)
    version = _first(results, but=SETTLED_VERSIONS)
    if version is None or version.state != "rendered":
        return Following(step="fetch_result")
    if version.is_flagged:
        await workshop.announcer.tell_privately(person_of(job), thread_of(job), Notice(text=FLAGGED))
        await _settle(workshop, version.id, state="withheld")
    elif job.is_cancel_requested:
        if version.file_id is None:  # nobody wants it in the thread any more, but Details shows it
            await _upload(workshop, job, version, file_name=f"{job.verb}-kept.{request.output_format}")
        await _settle(workshop, version.id, state="kept")
    else:
        version = await _take_label(workshop, job, version)
        share_ts = await _share_once(workshop, job, version, request=request)
        if share_ts is None and task.failing_step != "share_result":
            # Slack sometimes says yes and never posts. Once only: it may also be that we cannot see it.
            raise AnnouncementDelayed(
                "a result is not to be seen in its thread", retry_after_seconds=workshop.timing.unseen_seconds
            )
        await _settle(workshop, version.id, state="shared", share_ts=share_ts, shared_at=workshop.clock())
    return Following(step="fetch_result")


async def _take_label(workshop: Workshop, job: Job, version: Version) -> Version:
    """The version's number in its thread, taken once; results of one job share it."""
    assert job.thread_ts is not None, "announced before"
    if version.number is not None:
        return version
    async with workshop.database.transaction() as session:
        job = await jobs.get_job(session, job.id, for_update=True)
        number = job.version_number
        if number is None:
            number = await threads.take_number(
                session, team_id=job.team_id, channel_id=job.channel_id, thread_ts=job.thread_ts or ""
            )
            await jobs.change_job(session, job.id, version_number=number)
        place = await jobs.count_delivered(session, job.id)
        await versions.change_version(
            session, version.id, number=number, sub_number=place if job.count > 1 else None
        )
        return await versions.get_version(session, version.id)


async def _share_once(workshop: Workshop, job: Job, version: Version, *, request: Request) -> str | None:
    thread = thread_of(job)
    file_id = version.file_id
    if file_id is not None:
        share_ts = await workshop.announcer.find_share(thread, file_id=file_id)
        if share_ts is not None:
            return share_ts
    result = await _describe(workshop, job, version, request=request)
    for _ in range(2):
        if file_id is None:
            file_id = await _upload(workshop, job, version, file_name=result.file_name)
        try:
            await workshop.announcer.share_result(thread, result, file_id=file_id)
            return await workshop.announcer.wait_for_share(thread, file_id=file_id)
        except UploadExpired:
            file_id = None
    raise BotError("Slack forgot the file twice")


async def _upload(workshop: Workshop, job: Job, version: Version, *, file_name: str) -> str:
    """The file id is stored before the share, or a crash in between would share a second file."""
    assert version.delivered_digest is not None, "rendered before"
    content = await workshop.pictures.get(version.delivered_digest)
    file_id = await workshop.announcer.upload(team_id=job.team_id, content=content, file_name=file_name)
    async with workshop.database.transaction() as session:
        await versions.change_version(session, version.id, file_id=file_id)
    return file_id


async def _describe(workshop: Workshop, job: Job, version: Version, *, request: Request) -> Result:
    speed = request.parameters.get(Field.RENDERING_SPEED, "DEFAULT")
    began_at = job.submitted_at or job.asked_at
    notes = read_list(version.notes)
    quoted_micros = job.quote_micros // job.count
    if version.cost_micros > quoted_micros:
        notes.append(dearer_bill(format_usd(version.cost_micros), format_usd(quoted_micros)))
    return Result(
        version_id=version.id,
        job_id=job.id,
        person=person_of(job),
        version_label=version.label,
        model_name=MODELS[request.model.key].name,
        speed=str(speed).lower(),
        prompt=request.prompt,
        price_micros=version.cost_micros,
        is_estimate=job.is_estimate,
        left_micros=await workshop.spending.left_micros(person_of(job), job.channel_id),
        seconds=(workshop.clock() - began_at).total_seconds(),
        seed=version.seed,
        changed_outside=version.changed_outside,
        outside_px=version.outside_px,
        notes=notes,
        file_name=f"{job.verb}-v{version.label.replace('.', '-')}.{request.output_format}",
    )


async def _settle(workshop: Workshop, version_id: UUID, *, state: str, **columns: object) -> None:
    async with workshop.database.transaction() as session:
        await versions.change_version(session, version_id, state=state, **columns)


def _first(results: Sequence[Version], *, but: frozenset[str]) -> Version | None:
    return next((version for version in results if version.state not in but), None)
