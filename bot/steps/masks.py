"""Where an edit's mask comes from, in the order we trust its sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.catalogue import Field, Value
from bot.errors import RequestError
from bot.images.mask import MaskReading, Polarity, mask_from_transparency, read_mask
from bot.images.region import mask_from_region
from bot.images.scribble import mask_from_scribble
from bot.reading.requests import Draft
from bot.sentences import OTHERS_UNUSED, REGION_UNUSED
from bot.workshop import Workshop
from storage import jobs, versions
from storage.attachments import KeptAttachment
from storage.jobs import Job

NO_MASK = (
    "Which part should change? Nothing was charged. Draw it, attach a black-and-white mask or a copy with the part "
    'painted over, send a PNG that is transparent there, or write --region "top right".'
)


@dataclass(frozen=True, kw_only=True)
class MaskFound:
    """A mask, PNG mode L at the seed image's size, and how sure we are which colour marks the edit."""

    png: bytes = field(repr=False)
    marked_share: float
    notes: Sequence[str] = ()
    polarity: Polarity = Polarity.WHITE  # the colour of the upload that marks the edit
    is_ambiguous: bool = False


async def find_mask(workshop: Workshop, job: Job, pictures: Sequence[KeptAttachment]) -> MaskFound:
    """The first source that this job has.

    Raises:
        RequestError: no source, or one that marks nothing usable.
    """
    seed = next(picture for picture in pictures if picture.role == Field.SEED_IMAGE)
    uploaded = next((picture for picture in pictures if picture.role == Field.MASK_IMAGE), None)
    values = Draft.from_json(job.draft).values
    region = values.get(Field.REGION)
    # A version of ours is transparent where its original was, which says nothing about the next edit.
    has_holes = seed.has_transparency and seed.file_id is not None
    if uploaded is not None and (uploaded.is_mask_like or not has_holes):
        found = await _from_upload(workshop, seed, uploaded, polarity=_read_polarity(workshop, values))
        return found if region is None else replace(found, notes=(*found.notes, REGION_UNUSED))
    if has_holes:
        found = _found(await workshop.pool.run(mask_from_transparency, await _load(workshop, seed)))
        is_other_unused = uploaded is not None or region is not None
        return replace(found, notes=(*found.notes, OTHERS_UNUSED)) if is_other_unused else found
    if region is not None:
        read = partial(mask_from_region, str(region), size=_size_of(seed))
        return _found(await workshop.pool.run(read))
    previous = await _previous_mask(workshop, job)
    if previous is None:
        raise RequestError(NO_MASK, field=Field.MASK_IMAGE)
    return await _from_upload_png(workshop, seed, previous)


async def _from_upload(
    workshop: Workshop, seed: KeptAttachment, uploaded: KeptAttachment, *, polarity: Polarity | None
) -> MaskFound:
    """Black and white is a mask; anything else of the same picture is a copy that was scribbled on."""
    content = await _load(workshop, uploaded)
    if uploaded.is_mask_like:
        read = partial(
            read_mask, content, seed_size=_size_of(seed), polarity=polarity, field=Field.MASK_IMAGE
        )
        return _found(await workshop.pool.run(read))
    return _found(await workshop.pool.run(mask_from_scribble, content, await _load(workshop, seed)))


async def _from_upload_png(workshop: Workshop, seed: KeptAttachment, png: bytes) -> MaskFound:
    read = partial(read_mask, png, seed_size=_size_of(seed), polarity=Polarity.WHITE, field=Field.MASK_IMAGE)
    return _found(await workshop.pool.run(read))


async def _previous_mask(workshop: Workshop, job: Job) -> bytes | None:
    """The mask that made the version this job starts from."""
    if job.parent_version_id is None:
        return None
    async with workshop.database.transaction(read_only=True) as session:
        parent = await versions.find_version(session, job.parent_version_id)
        made_by = (
            None if parent is None or parent.job_id is None else await jobs.find_job(session, parent.job_id)
        )
    if made_by is None or made_by.mask_digest is None:
        return None
    return await workshop.pictures.get(made_by.mask_digest)


async def _load(workshop: Workshop, picture: KeptAttachment) -> bytes:
    assert picture.digest is not None, "taken in before"
    return await workshop.pictures.get(picture.digest)


def _read_polarity(workshop: Workshop, values: Mapping[Field, Value]) -> Polarity | None:
    """What the person said beats what the workspace agreed on; else the picture decides."""
    said = values.get(Field.MASK_POLARITY)
    if isinstance(said, str):
        return Polarity(said)
    return None if workshop.mask_convention == "auto" else Polarity(workshop.mask_convention)


def _size_of(picture: KeptAttachment) -> tuple[int, int]:
    assert picture.width_px is not None, "taken in before"
    assert picture.height_px is not None, "taken in before"
    return picture.width_px, picture.height_px


def _found(reading: MaskReading) -> MaskFound:
    return MaskFound(
        png=reading.png,
        marked_share=reading.marked_share,
        notes=reading.notes,
        polarity=reading.polarity,
        is_ambiguous=reading.is_ambiguous,
    )
