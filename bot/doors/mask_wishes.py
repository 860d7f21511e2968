"""What a mask page paints on and asks for: from a form, a version or a refused job, and back to an Ask."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bot.catalogue import DEFAULT_MODEL, Field, Value, Verb, get_model
from bot.errors import RequestError
from bot.images.mask import Polarity
from bot.people import Person, Thread
from bot.reading.asks import Ask, Attachment, Fill
from bot.reading.carrying import for_model
from bot.reading.requests import Draft
from storage.masks import MaskPage

_NO_PICTURE = "Choose a picture first, then draw the mask on it. Nothing was charged."


@dataclass(frozen=True, kw_only=True)
class ModelChoice:
    """One model that the page offers, with what it would cost."""

    key: str
    name: str
    price: str


@dataclass(frozen=True, kw_only=True)
class PageState:
    """Everything the page shows beside the picture."""

    width_px: int
    height_px: int
    prompt: str
    model_key: str
    models: Sequence[ModelChoice]
    left: str | None
    has_mask: bool
    back_url: str | None


def as_edit(draft: Draft) -> Draft:
    """The same wish as an edit with a painted mask: a remix loses what only a remix takes."""
    model_key = str(draft.values.get(Field.MODEL, DEFAULT_MODEL[Verb.EDIT]))
    if draft.verb is Verb.REMIX:
        model_key = DEFAULT_MODEL[Verb.EDIT]
    draft = with_model(replace(draft, verb=Verb.EDIT, complaint=None), model_key)
    values: dict[Field, Value] = {
        name: value for name, value in draft.values.items() if name is not Field.REGION
    }
    return replace(draft, values={**values, Field.MASK_POLARITY: Polarity.WHITE.value})


def with_model(draft: Draft, model_key: str) -> Draft:
    """The same with another model, less what that does not take.

    Raises:
        RequestError: no such model for edits.
    """
    return for_model(draft, get_model(model_key, Verb.EDIT))


def pictures_below(attachments: Sequence[Attachment]) -> list[Attachment]:
    """Everything but masks; a picture of which nobody said what it is may be the one to paint on."""
    pictures = [attachment for attachment in attachments if attachment.role is not Field.MASK_IMAGE]
    if not any(picture.role is Field.SEED_IMAGE for picture in pictures):
        unknown = next((picture for picture in pictures if picture.role is None), None)
        if unknown is None:
            raise RequestError(_NO_PICTURE, field=Field.SEED_IMAGE)
        pictures.append(replace(unknown, role=Field.SEED_IMAGE))
    return [picture for picture in pictures if picture.role is not None]


def find_own_mask(fill: Fill) -> str | None:
    """The mask that was used before, where it is one of ours: white marks."""
    if fill.draft.values.get(Field.MASK_POLARITY) != Polarity.WHITE.value:
        return None
    found = (each.digest for each in fill.attachments if each.role is Field.MASK_IMAGE)
    return next(found, None)


def ask_of(page: MaskPage, *, mask_digest: str) -> Ask:
    """What saving this mask asks for; a reference that the chosen model does not take stays behind."""
    draft = Draft.from_json(page.draft)
    taken = get_model(str(draft.values[Field.MODEL]), Verb.EDIT).parameters
    pictures = [each for each in read_attachments(page.attachments) if each.role in taken]
    pictures = [each for each in pictures if each.role is not Field.SEED_IMAGE]
    seed = Attachment(role=Field.SEED_IMAGE, name=seed_of(page).name, digest=page.seed_digest)
    mask = Attachment(role=Field.MASK_IMAGE, digest=mask_digest)
    return Ask(
        delivery_key=delivery_key_of(page.id),
        person=person_of(page),
        thread=Thread(team_id=page.team_id, channel_id=page.channel_id, thread_ts=page.thread_ts),
        draft=draft,
        attachments=[seed, mask, *pictures],
        price_was_shown=True,
        parent_version_id=page.parent_version_id,
    )


def delivery_key_of(page_id: UUID) -> str:
    """One save from one page."""
    return f"mask:{page_id}"


def person_of(page: MaskPage) -> Person:
    """Whose page it is."""
    return Person(team_id=page.team_id, user_id=page.user_id)


def seed_of(page: MaskPage) -> Attachment:
    """The picture to paint on, as it was attached."""
    return next(each for each in read_attachments(page.attachments) if each.role is Field.SEED_IMAGE)


def write_attachments(attachments: Sequence[Attachment]) -> str:
    """As JSON, for the page's row."""
    return json.dumps([[each.role, each.name, each.file_id, each.digest] for each in attachments])


def read_attachments(text: str) -> list[Attachment]:
    """The inverse of ``write_attachments``."""
    return [
        Attachment(role=Field(role), name=name, file_id=file_id, digest=digest)
        for role, name, file_id, digest in json.loads(text)
    ]
