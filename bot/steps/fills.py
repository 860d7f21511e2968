"""From a version or an ended job back to what was asked, for forms, Again and Details."""

from dataclasses import replace

from bot.catalogue import Field, Value, Verb, get_model
from bot.reading.asks import Attachment, Fill
from bot.reading.carrying import for_model
from bot.reading.requests import Draft, EditRequest, Request
from bot.steps.records import read_announced, thread_of
from bot.workshop import Workshop
from storage import attachments as kept
from storage.attachments import KeptAttachment
from storage.jobs import Job
from storage.versions import Version


def read_attachment(picture: KeptAttachment) -> Attachment:
    """A job's picture as it can be attached again."""
    role = None if picture.role is None else Field(picture.role)
    return Attachment(
        role=role,
        name=picture.name,
        file_id=None if picture.digest else picture.file_id,
        digest=picture.digest,
        thumbnail_id=picture.file_id,
    )


async def fill_from_job(workshop: Workshop, job: Job) -> Fill:
    """All that a job asked for, its pictures included."""
    async with workshop.database.transaction(read_only=True) as session:
        pictures = await kept.list_attachments(session, job.id)
    return Fill(
        draft=replace(Draft.from_json(job.draft), complaint=None),
        attachments=[read_attachment(picture) for picture in pictures],
        thread=thread_of(job),
        parent_version_id=job.parent_version_id,
    )


async def fill_from_version(workshop: Workshop, version: Version, job: Job, *, from_parent: bool) -> Fill:
    """A version's request, to work on the version itself or, ``from_parent``, on what it was made from."""
    async with workshop.database.transaction(read_only=True) as session:
        pictures = await kept.list_attachments(session, job.id)
    draft = Draft.from_json(job.draft)
    values: dict[Field, Value] = {
        name: value for name, value in draft.values.items() if name not in {Field.REGION, Field.MASK_POLARITY}
    }
    seed = Attachment(
        role=Field.SEED_IMAGE,
        digest=job.seed_digest if from_parent else version.digest,
        thumbnail_id=None if from_parent else version.file_id,
    )
    masks = []
    if job.mask_digest is not None:
        preview = next(iter(read_announced(job).get("preview", [])), None)
        masks.append(Attachment(role=Field.MASK_IMAGE, digest=job.mask_digest, thumbnail_id=preview))
        values[Field.MASK_POLARITY] = "white"  # our own masks mark with white, whatever they were made from
    references = [
        read_attachment(picture)
        for picture in pictures
        if picture.role not in {None, Field.SEED_IMAGE, Field.MASK_IMAGE}
    ]
    return Fill(
        draft=replace(draft, verb=Verb(job.verb or ""), values=values, complaint=None),
        attachments=[seed, *masks, *references],
        thread=thread_of(job),
        parent_version_id=version.parent_id if from_parent else version.id,
    )


def repeated(fill: Fill, changes: Draft, *, keeps_seed: bool) -> tuple[Draft, list[Attachment]]:
    """A version's request with other options over it; a new model keeps what it takes, a new region the picture."""
    values = dict(fill.draft.values)
    if not keeps_seed:
        values.pop(Field.SEED, None)
    name = changes.values.get(Field.MODEL)
    if name is not None and changes.complaint is None:
        model = get_model(str(name), fill.draft.verb or Verb.EDIT)
        values = dict(for_model(replace(fill.draft, values=values), model).values)
    attachments = list(fill.attachments)
    if Field.REGION in changes.values:
        attachments = [picture for picture in attachments if picture.role is not Field.MASK_IMAGE]
        values.pop(Field.MASK_POLARITY, None)
    draft = replace(fill.draft, values={**values, **changes.values}, complaint=changes.complaint)
    return draft, attachments


def describe_parameters(request: Request) -> list[tuple[str, str]]:
    """Every parameter of a request as (label, value), the model first."""
    described = [("Model", request.model.name)]
    for field, value in request.parameters.items():
        parameter = request.model.parameters.get(field)
        shown = ", ".join(value) if isinstance(value, tuple) else str(value)
        described.append((parameter.label if parameter else str(field), shown))
    if request.count > 1:
        described.append(("Results", str(request.count)))
    if request.tag:
        described.append(("Tag", request.tag))
    if isinstance(request, EditRequest):
        described.append(("Pixels outside the mask", "kept" if request.lock else "as the service made them"))
    return described
