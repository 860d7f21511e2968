"""What reaches the middle from Slack, and what goes back into forms: plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.catalogue import Field, Value
from bot.people import Person, Thread
from bot.reading.requests import Draft


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A picture that goes into a job: a file in Slack (``file_id``) or one we keep (``digest``).

    ``role`` is one of the picture fields, or None where the person could not say which is which.
    """

    role: Field | None
    name: str = ""
    file_id: str | None = None
    digest: str | None = None
    thumbnail_id: str | None = None  # a file in Slack that shows it, where it is one we keep


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One wish, as it reaches us; the same ``delivery_key`` is the same wish."""

    delivery_key: str
    person: Person
    thread: Thread
    draft: Draft
    attachments: Sequence[Attachment] = ()
    price_was_shown: bool = False
    response_url: str | None = None
    parent_version_id: UUID | None = None
    manner: str = "at_once"  # a name from ``bot.reading.manners``


@dataclass(frozen=True, kw_only=True)
class PriceLine:
    """What a form says about money."""

    quote_micros: int
    is_estimate: bool
    left_micros: int | None  # None: nothing limits this person


@dataclass(frozen=True, kw_only=True)
class RecentPicture:
    """A picture somebody posted in a channel lately."""

    file_id: str
    name: str
    mimetype: str


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What a form begins with beside what was asked for."""

    recent: RecentPicture | None  # what this person posted there lately
    defaults: Mapping[Field, Value]
    left_micros: int | None  # None: nothing limits this person


@dataclass(frozen=True, kw_only=True)
class Fill:
    """A form filled from what was asked before: a refused job or a version somebody wants to change."""

    draft: Draft
    attachments: Sequence[Attachment]
    thread: Thread
    parent_version_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Details:
    """Everything about one version that helps to understand or repeat it."""

    version_label: str
    prompt: str
    parameters: Sequence[tuple[str, str]]  # (label, value)
    raw_answer: str
    price_micros: int
    is_estimate: bool
    created_at: datetime
    seed: int | None
    author_user_id: str
    text: str | None = field(repr=False)  # the line that asks for the same, where there is one
    is_edit: bool
    references: int  # pictures that have to be attached for it, beside seed image and mask
    kept_file_id: str | None = None  # a picture that is in no thread, so that it can be seen here
