"""From a wish to a reserved job: take the pictures in, decide what is what, read the mask, reserve the price."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from bot.announcer import Choice, Notice, Stage
from bot.catalogue import Field, Verb
from bot.engine import Following
from bot.errors import RequestError
from bot.images.intake import MAX_PICTURE_BYTES, Intake, animated_mask, read_picture
from bot.money.amounts import format_usd
from bot.money.entries import Charge
from bot.office.rules import require_allowed
from bot.reading.manners import Manner
from bot.reading.requests import Draft, Request
from bot.sentences import UPLOADED_RAW
from bot.steps import questions, roles
from bot.steps.masks import MaskFound, find_mask
from bot.steps.pausing import hold_if_paused
from bot.steps.records import count_pictures, person_of, read_list, thread_of, write_list
from bot.steps.thread_pictures import find_thread_picture
from bot.workshop import Workshop
from storage import attachments as kept
from storage import jobs, threads, versions
from storage.attachments import KeptAttachment
from storage.jobs import Job


async def take_in(workshop: Workshop, job_id: UUID) -> Following | None:
    """Fetch what was attached and keep a lossless copy of each picture under its content's name."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
        pictures = await kept.list_attachments(session, job_id)
    if job.stage != Stage.ASKED:
        return None
    complaint = Draft.from_json(job.draft).complaint
    if complaint is not None:
        raise RequestError(complaint.user_text, field=complaint.field)
    for picture in pictures:
        if picture.width_px is None:
            await _take_in_one(workshop, job, picture)
    if not any(picture.role in {None, Field.SEED_IMAGE} for picture in pictures):
        await _use_thread_picture(workshop, job, pictures)
    is_reply = job.parent_version_id is not None or job.manner != Manner.AT_ONCE
    return Following(step="weigh" if is_reply else "decide")


async def _take_in_one(workshop: Workshop, job: Job, picture: KeptAttachment) -> None:
    is_ours = picture.digest is not None
    if picture.file_id is not None and not is_ours:
        content = await workshop.announcer.fetch_file(
            team_id=job.team_id, file_id=picture.file_id, max_bytes=MAX_PICTURE_BYTES
        )
    else:
        assert picture.digest is not None, "an attachment is a file or a digest"
        content = await workshop.pictures.get(picture.digest)
    role = picture.role or Field.SEED_IMAGE
    taken: Intake = await workshop.pool.run(
        read_picture, content, field=role, name=picture.name, is_ours=is_ours
    )
    digest = await workshop.pictures.put(taken.png)
    done = replace(
        picture,
        digest=digest,
        width_px=taken.width_px,
        height_px=taken.height_px,
        is_mask_like=taken.is_mask_like,
        has_transparency=taken.has_transparency,
        is_animated=taken.is_animated,
        notes=write_list(taken.notes),
    )
    async with workshop.database.transaction() as session:
        await kept.take_in(session, job.id, done)


async def _use_thread_picture(workshop: Workshop, job: Job, references: Sequence[KeptAttachment]) -> None:
    """With references or nothing attached the job works on the newest picture of its thread."""
    found = await find_thread_picture(workshop, job, references)
    async with workshop.database.transaction() as session:
        await kept.add_attachments(session, job.id, [found.picture])
        if found.version_id is not None:
            await jobs.change_job(session, job.id, parent_version_id=found.version_id)
    await _take_in_one(workshop, job, found.picture)


async def decide(workshop: Workshop, job_id: UUID) -> Following | None:
    """Settle the verb and which picture is which, or ask; then hold the request against its model."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
        pictures = await kept.list_attachments(session, job_id)
    if job.stage != Stage.ASKED:
        return None
    draft = Draft.from_json(job.draft)
    reading = roles.read_roles(pictures, verb=draft.verb)
    if reading.question is not None:
        await questions.ask(workshop, job, reading.question, pictures=pictures)
        return None
    assert reading.verb is not None, "a reading without a question has a verb"
    if any(picture.is_animated and picture.role == Field.MASK_IMAGE for picture in reading.pictures):
        raise animated_mask(Field.MASK_IMAGE)
    request = workshop.read_request(draft, verb=reading.verb, pictures=count_pictures(reading.pictures))
    roles.check_character_masks(reading.pictures)
    async with workshop.database.transaction() as session:
        await require_allowed(session, job.team_id, channel_id=job.channel_id, model_key=request.model.key)
        for picture in reading.pictures:
            await kept.take_in(session, job_id, picture)
        await jobs.change_job(
            session,
            job_id,
            verb=reading.verb,
            model_key=request.model.key,
            count=request.count,
            tag=request.tag,
            seed_digest=_digest_of(reading.pictures, Field.SEED_IMAGE),
            is_estimate=not request.model.reports_cost,
            notes=write_list(_notes_on(request, reading.pictures)),
        )
    return Following(step="read_mask" if reading.verb is Verb.EDIT else "reserve")


async def read_mask(workshop: Workshop, job_id: UUID) -> Following | None:
    """Find the mask among its sources, or ask which colour marks the edit."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
        pictures = await kept.list_attachments(session, job_id)
    if job.stage != Stage.ASKED:
        return None
    found: MaskFound = await find_mask(workshop, job, pictures)
    digest = await workshop.pictures.put(found.png)
    async with workshop.database.transaction() as session:
        await jobs.change_job(
            session,
            job_id,
            mask_digest=digest,
            marked_share=found.marked_share,
            notes=write_list([*read_list(job.notes), *found.notes]),
        )
    if found.is_ambiguous:
        await questions.ask_polarity(workshop, job, mask_png=found.png, polarity=found.polarity)
        return None
    return Following(step="reserve")


async def reserve(workshop: Workshop, job_id: UUID) -> Following | None:
    """Hold the quote against every limit; a dear one that nobody saw a price for waits for a click."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
        pictures = await kept.list_attachments(session, job_id)
    if job.stage == Stage.RESERVED:
        return Following(step="announce")
    if job.stage != Stage.ASKED or await hold_if_paused(workshop, job):
        return None
    assert job.verb is not None, "decided before"
    counts = count_pictures(pictures)
    request = workshop.read_request(Draft.from_json(job.draft), verb=Verb(job.verb), pictures=counts)
    quote_micros = workshop.prices.quote(request, pictures=counts)
    if quote_micros > workshop.confirm_above_micros and not job.price_was_shown:
        await _ask_to_confirm(workshop, job, request, quote_micros=quote_micros)
        return None
    charge = Charge(
        job_id=job_id,
        person=person_of(job),
        channel_id=job.channel_id,
        model_key=request.model.key,
        service=request.model.service,
        tag=request.tag,
        quote_micros=quote_micros,
    )
    async with workshop.database.transaction() as session:
        is_first = await jobs.move_job(
            session,
            job_id,
            sources=(Stage.ASKED,),
            stage=Stage.RESERVED,
            quote_micros=quote_micros,
            reserved_at=workshop.clock(),
        )
        if not is_first:
            return None  # cancelled just now
        await workshop.spending.reserve(session, charge)
    return Following(step="announce")


async def _ask_to_confirm(workshop: Workshop, job: Job, request: Request, *, quote_micros: int) -> None:
    """The click comes back as an answer; nothing is reserved until then. What is beyond a limit is not asked."""
    left_micros = await workshop.spending.check(person_of(job), job.channel_id, quote_micros=quote_micros)
    async with workshop.database.transaction() as session:
        await jobs.change_job(session, job.id, waiting_for="confirm", quote_micros=quote_micros)
    left = "" if left_micros is None else f" You have {format_usd(left_micros)} left."
    results = f"{request.count} results" if request.count > 1 else "1 result"
    notice = Notice(
        text=f"{results} with {request.model.name} will cost {format_usd(quote_micros)}.{left} "
        "Nothing runs until you confirm.",
        choices=[
            Choice(
                action="confirm",
                label=f"Confirm · {format_usd(quote_micros)}",
                value=str(job.id),
                style="primary",
            ),
            Choice(action="cancel", label="Cancel", value=str(job.id)),
        ],
    )
    await workshop.announcer.tell_privately(
        person_of(job), thread_of(job), notice, response_url=job.response_url
    )


async def keep_original(workshop: Workshop, job: Job, *, version_id: UUID) -> None:
    """Give the picture a job starts from its place in the thread: v0 where the thread begins with it."""
    assert job.thread_ts is not None, "the thread is open"
    place = {"team_id": job.team_id, "channel_id": job.channel_id, "thread_ts": job.thread_ts}
    async with workshop.database.transaction() as session:
        if job.parent_version_id is not None or job.seed_digest is None:
            return
        known = await versions.find_original(session, **place, digest=job.seed_digest)
        if known is None:
            is_new = not await threads.is_known(session, **place)
            await versions.add_version(
                session,
                version_id,
                **place,
                number=await threads.take_number(session, **place) if is_new else None,
                digest=job.seed_digest,
                state="original",
                created_at=workshop.clock(),
            )
        await jobs.change_job(session, job.id, parent_version_id=version_id if known is None else known.id)


def _digest_of(pictures: Sequence[KeptAttachment], role: Field) -> str | None:
    return next((picture.digest for picture in pictures if picture.role == role), None)


def _notes_on(request: Request, pictures: Sequence[KeptAttachment]) -> list[str]:
    notes = [note for picture in pictures for note in read_list(picture.notes)]
    return [*notes, UPLOADED_RAW] if Field.UPLOAD_ENDPOINT in request.parameters else notes
