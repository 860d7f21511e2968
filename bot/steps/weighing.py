"""A reply's job after its pictures are known: is the new one a mask, and does its author have to be asked first?"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from bot.announcer import Choice, Notice, Stage
from bot.catalogue import Field, Verb
from bot.engine import Following
from bot.errors import RequestError
from bot.images.scribble import mask_from_scribble
from bot.money.amounts import format_usd
from bot.reading.manners import Manner
from bot.reading.requests import Draft
from bot.steps import roles
from bot.steps.records import count_pictures, person_of, thread_of
from bot.workshop import Workshop
from storage import attachments as kept
from storage import jobs, versions
from storage.attachments import KeptAttachment
from storage.discards import discard
from storage.jobs import Job

OFFER = "offer"


async def weigh(workshop: Workshop, job_id: UUID) -> Following | None:
    """Go on, offer, or end without a word where a picture turned out to be no mask."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
        pictures = await kept.list_attachments(session, job_id)
    if job.stage != Stage.ASKED:
        return None
    pictures = await _read_new_picture(workshop, job, pictures)
    if not pictures:
        await _end_silently(workshop, job)
        return None
    if job.manner == Manner.OFFERED and not job.price_was_shown:
        await _offer(workshop, job, pictures)
        return None
    return Following(step="decide")


async def _read_new_picture(
    workshop: Workshop, job: Job, pictures: list[KeptAttachment]
) -> list[KeptAttachment]:
    """The pictures with their parts; none where the new one is not for us.

    One that is no mask is the picture to work on, but only where we were asked outright.
    """
    new = [picture for picture in pictures if picture.role is None]
    seed = next((picture for picture in pictures if picture.role == Field.SEED_IMAGE), None)
    if seed is None or not new:
        return pictures
    if len(new) == 1 and await _is_mask(workshop, job, new[0], seed=seed):
        taken = replace(new[0], role=Field.MASK_IMAGE)
        async with workshop.database.transaction() as session:
            await kept.take_in(session, job.id, taken)
        return [taken if picture is new[0] else picture for picture in pictures]
    if job.manner != Manner.AT_ONCE:
        return []
    async with workshop.database.transaction() as session:
        await discard(session, await kept.drop_attachment(session, job.id, position=seed.position))
        await jobs.change_job(session, job.id, parent_version_id=None)
    return [picture for picture in pictures if picture is not seed]


async def _is_mask(workshop: Workshop, job: Job, picture: KeptAttachment, *, seed: KeptAttachment) -> bool:
    """Black and white, called a mask, or a copy of the picture with something drawn on it."""
    if picture.is_mask_like or "mask" in picture.name.lower():
        return True
    if (picture.width_px, picture.height_px) != (seed.width_px, seed.height_px):
        return False
    assert picture.digest is not None, "taken in before"
    assert seed.digest is not None, "taken in before"
    async with workshop.database.transaction(read_only=True) as session:
        known = await versions.find_original(
            session,
            team_id=job.team_id,
            channel_id=job.channel_id,
            thread_ts=job.thread_ts or "",
            digest=picture.digest,
        )
    if known is not None:
        return False  # a version that somebody posted once more differs by its edits, not by a pen
    copy, original = await workshop.pictures.get(picture.digest), await workshop.pictures.get(seed.digest)
    try:
        await workshop.pool.run(mask_from_scribble, copy, original)
    except RequestError:
        return False
    return True


async def _offer(workshop: Workshop, job: Job, pictures: Sequence[KeptAttachment]) -> None:
    """One click, seen by the author alone; where it could not run anyway, nothing is said."""
    draft = Draft.from_json(job.draft)
    try:
        reading = roles.read_roles(pictures, verb=draft.verb)
        verb = reading.verb or draft.verb or Verb.EDIT
        counts = count_pictures(reading.pictures)
        request = workshop.read_request(draft, verb=verb, pictures=counts)
    except RequestError:
        await _end_silently(workshop, job)
        return
    quote_micros = workshop.prices.quote(request, pictures=counts)
    label = await _label_of_parent(workshop, job)
    async with workshop.database.transaction() as session:
        await jobs.change_job(session, job.id, waiting_for=OFFER, quote_micros=quote_micros)
    left_micros = await workshop.spending.left_micros(person_of(job), job.channel_id)
    left = "" if left_micros is None else f" You have {format_usd(left_micros)} left."
    article = "an edit" if verb is Verb.EDIT else "a remix"
    of_version = f" of {label}" if label else ""
    notice = Notice(
        text=f"Is this for Retouch? It would be {article}{of_version} with {request.model.name}.{left} "
        "Nothing runs until you click, and only you see this.",
        choices=[
            Choice(
                action="run_offer",
                label=f"Run as {article}{of_version} · {format_usd(quote_micros)}",
                value=str(job.id),
                style="primary",
            )
        ],
    )
    await workshop.announcer.tell_privately(person_of(job), thread_of(job), notice)


async def _label_of_parent(workshop: Workshop, job: Job) -> str:
    if job.parent_version_id is None:
        return ""
    async with workshop.database.transaction(read_only=True) as session:
        version = await versions.get_version(session, job.parent_version_id)
    return f"v{version.label}" if version.label else ""


async def _end_silently(workshop: Workshop, job: Job) -> None:
    async with workshop.database.transaction() as session:
        await jobs.change_job(
            session, job.id, stage=Stage.CANCELLED, waiting_for=None, finished_at=workshop.clock()
        )
