"""From a service's answer to the file that is delivered, with the count of what it changed to prove it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.catalogue import Field
from bot.images.lock import Locked, encode, lock, pass_through
from bot.images.proof import count_delivered
from bot.reading.requests import EditRequest, Request
from bot.sentences import COMPRESSED, compressed_locked
from bot.steps.submitting import focus_of
from bot.workshop import Workshop
from storage.attachments import KeptAttachment
from storage.jobs import Job


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A result as it is kept and as it is delivered; the counts are of the delivered file.

    They are None where nothing was locked, and where the file's format made it smaller than the original.
    """

    png: bytes = field(repr=False)
    delivered: bytes = field(repr=False)
    changed_outside: int | None = None
    outside_px: int | None = None
    notes: Sequence[str] = ()


async def render(
    workshop: Workshop, job: Job, answer: bytes, *, request: Request, pictures: Sequence[KeptAttachment]
) -> Rendered:
    """Lay an answer over the original through the mask, and encode it as asked.

    Raises:
        AnswerUnreadable: the answer is not a picture.
    """
    if not isinstance(request, EditRequest):
        return await _encoded(workshop, await workshop.pool.run(pass_through, answer), request=request)
    assert job.seed_digest is not None, "decided before"
    assert job.mask_digest is not None, "read before"
    seed_png = await workshop.pictures.get(job.seed_digest)
    mask_png = await workshop.pictures.get(job.mask_digest)
    plan = await focus_of(workshop, job, request, pictures=pictures)
    if not request.lock:
        png = await workshop.pool.run(pass_through, answer, original_png=seed_png, plan=plan)
        return await _encoded(workshop, png, request=request)
    locked: Locked = await workshop.pool.run(
        lock, seed_png, answer, mask_png, plan=plan, match_colour=request.match_colour
    )
    if request.output_format == "png":
        return Rendered(
            png=locked.png,
            delivered=locked.png,
            changed_outside=locked.changed_outside,
            outside_px=locked.outside_px,
            notes=locked.notes,
        )
    encoded = await _encoded(workshop, locked.png, request=request)
    changes = await workshop.pool.run(count_delivered, seed_png, encoded.delivered, mask_png)
    return Rendered(
        png=locked.png,
        delivered=encoded.delivered,
        changed_outside=None if changes is None else changes.changed_outside,
        outside_px=None if changes is None else changes.outside_px,
        notes=(*locked.notes, compressed_locked(locked.changed_outside, locked.outside_px)),
    )


async def _encoded(workshop: Workshop, png: bytes, *, request: Request) -> Rendered:
    """In the format that was asked for, with nothing to count."""
    if request.output_format == "png":
        return Rendered(png=png, delivered=png)
    quality = request.parameters.get(Field.OUTPUT_QUALITY)
    delivered = await workshop.pool.run(
        encode, png, file_format=request.output_format, quality=quality if isinstance(quality, int) else None
    )
    return Rendered(png=png, delivered=delivered, notes=(COMPRESSED,))
