"""The other side of a mask: the same wish once more with what was marked and what was not exchanged."""

from dataclasses import replace
from functools import partial

from bot.catalogue import Field, Value
from bot.errors import NotAllowed
from bot.images.intake import Intake, read_picture
from bot.images.mask import Polarity, invert
from bot.reading.asks import Ask, Attachment
from bot.steps.fills import fill_from_job
from bot.steps.records import person_of
from bot.workshop import Workshop
from storage.jobs import Job


async def flipped_ask(workshop: Workshop, job: Job, *, delivery_key: str) -> Ask:
    """What asks for the same with the other side of the mask.

    Raises:
        NotAllowed: this job never had a mask.
    """
    if job.mask_digest is None or job.seed_digest is None:
        raise NotAllowed("no mask to flip", user_text="This has no mask to turn round. Nothing was charged.")
    mask = await workshop.pool.run(invert, await workshop.pictures.get(job.mask_digest))
    taken: Intake = await workshop.pool.run(partial(read_picture, mask, field=Field.MASK_IMAGE))
    digest = await workshop.pictures.put(taken.png)
    fill = await fill_from_job(workshop, job)
    values: dict[Field, Value] = {
        name: value for name, value in fill.draft.values.items() if name is not Field.REGION
    }
    others = [
        each for each in fill.attachments if each.role not in {Field.SEED_IMAGE, Field.MASK_IMAGE, None}
    ]
    return Ask(
        delivery_key=delivery_key,
        person=person_of(job),
        thread=fill.thread,
        draft=replace(fill.draft, values={**values, Field.MASK_POLARITY: Polarity.WHITE.value}),
        attachments=[
            Attachment(role=Field.SEED_IMAGE, digest=job.seed_digest),
            Attachment(role=Field.MASK_IMAGE, digest=digest),
            *others,
        ],
        price_was_shown=job.price_was_shown,
        parent_version_id=fill.parent_version_id,
    )
