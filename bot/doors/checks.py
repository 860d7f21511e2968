"""What a form can be told at once: its price, and what is wrong with it; the rest is found out by the job."""

import asyncio
from collections.abc import Sequence
from functools import partial

from bot.catalogue import Field, Model, Value, Verb
from bot.errors import AnnouncementDelayed, AnnouncementFailed, RequestError
from bot.images.intake import Intake, read_picture
from bot.images.mask import Polarity, read_mask
from bot.images.region import mask_from_region
from bot.money.prices import PriceList
from bot.people import Person
from bot.reading.asks import Attachment
from bot.reading.bounds import check_value
from bot.reading.requests import Draft, EditRequest, Request, find_model
from bot.workshop import Workshop

SMALL_FILE_BYTES = 4_000_000
PATIENCE_SECONDS = 1.6


def count_roles(attachments: Sequence[Attachment]) -> dict[Field, int]:
    """How many pictures fill each field."""
    counts: dict[Field, int] = {}
    for attachment in attachments:
        if attachment.role is not None:
            counts[attachment.role] = counts.get(attachment.role, 0) + 1
    return counts


async def check_form(
    workshop: Workshop,
    draft: Draft,
    *,
    verb: Verb,
    person: Person,
    attachments: Sequence[Attachment],
) -> None:
    """Bounds always, pictures as far as time allows.

    The budget is the job's to check: a refusal there can be answered with "ask for more".

    Raises:
        RequestError: with the field to complain at.
    """
    counts = count_roles(attachments)
    request = workshop.read_request(draft, verb=verb, pictures=counts)
    if verb is Verb.EDIT:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await _check_pictures(workshop, request, attachments, team_id=person.team_id)
        except (TimeoutError, AnnouncementDelayed, AnnouncementFailed):
            return  # the job will see for itself


def price_form(
    prices: PriceList, draft: Draft, *, verb: Verb, attachments: Sequence[Attachment]
) -> tuple[int, bool]:
    """The price in micro-dollars, and whether it is an estimate.

    An unfinished form has a price too: what its model does not take counts as that model's default.
    """
    model = find_model(draft, verb)
    speed = _find_taken(model, draft, Field.RENDERING_SPEED)
    count = _find_taken(model, draft, Field.COUNT)
    micros = prices.quote_micros(
        model,
        speed=None if speed is None else str(speed),
        has_character_reference=Field.CHARACTER_REFERENCE_IMAGES in count_roles(attachments),
        count=1 if count is None else int(str(count)),
    )
    return micros, not model.reports_cost


def _find_taken(model: Model, draft: Draft, field: Field) -> Value | None:
    """A value of the draft, if it is one that the model takes."""
    value = draft.values.get(field)
    if value is None:
        return None
    try:
        check_value(model, field, value, allows_private=False)
    except RequestError:
        return None
    return value


async def _check_pictures(
    workshop: Workshop, request: Request, attachments: Sequence[Attachment], *, team_id: str
) -> None:
    assert isinstance(request, EditRequest), "only edits have a mask"
    seed = await _read_small(workshop, attachments, Field.SEED_IMAGE, team_id=team_id)
    if seed is None:
        return
    size = (seed.width_px, seed.height_px)
    if not any(attachment.role == Field.MASK_IMAGE for attachment in attachments):
        if request.region is not None:
            await workshop.pool.run(partial(mask_from_region, request.region, size=size))
        return
    mask = await _read_small(workshop, attachments, Field.MASK_IMAGE, team_id=team_id)
    if mask is None or not mask.is_mask_like:
        return
    said = request.mask_polarity
    await workshop.pool.run(
        partial(
            read_mask,
            mask.png,
            seed_size=size,
            polarity=None if said is None else Polarity(said),
            field=Field.MASK_IMAGE,
        )
    )


async def _read_small(
    workshop: Workshop, attachments: Sequence[Attachment], role: Field, *, team_id: str
) -> Intake | None:
    attachment = next((candidate for candidate in attachments if candidate.role == role), None)
    if attachment is None or attachment.file_id is None:
        return None
    try:
        content = await workshop.announcer.fetch_file(
            team_id=team_id, file_id=attachment.file_id, max_bytes=SMALL_FILE_BYTES
        )
    except RequestError:
        return None  # perhaps only too large for now; the job fetches it with its own bounds
    taken: Intake = await workshop.pool.run(read_picture, content, field=role, name=attachment.name)
    return taken
