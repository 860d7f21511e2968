"""What a form carries along unseen: where it was opened, the pictures already chosen, the price it shows."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from bot.catalogue import Field
from bot.people import Thread
from bot.reading.asks import Attachment, RecentPicture

# Slack's limit on ``private_metadata``, read 2026-11-20.
MAX_CHARACTERS = 3000
_NAME_LENGTHS = (60, 15, 0)


@dataclass(frozen=True, kw_only=True)
class FormMemory:
    """Travels in ``private_metadata``; Slack signs what comes back."""

    thread: Thread
    kept: Sequence[Attachment] = ()  # used for every picture field that nothing is uploaded to
    candidates: Sequence[RecentPicture] = ()  # several pictures to choose the seed image from
    response_url: str | None = None
    parent_version_id: UUID | None = None
    has_thumbnail: bool = False  # Slack can show the chosen picture
    shown_micros: int = 0
    is_expanded: bool = False

    @property
    def seed_image(self) -> Attachment | None:
        """The picture that is already chosen."""
        return next((attachment for attachment in self.kept if attachment.role is Field.SEED_IMAGE), None)

    def with_seed_image(self, picture: RecentPicture) -> "FormMemory":
        """The same with this picture chosen."""
        seed_image = Attachment(role=Field.SEED_IMAGE, name=picture.name, file_id=picture.file_id)
        others = [attachment for attachment in self.kept if attachment.role is not Field.SEED_IMAGE]
        return replace(self, kept=(seed_image, *others))

    def to_json(self) -> str:
        """At most ``MAX_CHARACTERS``: names are cut first, then the pictures to choose from are left out."""
        for name_length in _NAME_LENGTHS:
            fields = _shorten(asdict(self), name_length=name_length)
            text = json.dumps(fields, default=str, ensure_ascii=False, separators=(",", ":"))
            if len(text) <= MAX_CHARACTERS or not (name_length or self.candidates):
                return text
        return replace(self, candidates=()).to_json()

    @classmethod
    def from_json(cls, text: str) -> "FormMemory":
        """Read what ``to_json`` wrote; raises ValueError, KeyError or TypeError on anything else."""
        fields: dict[str, Any] = json.loads(text)
        parent = fields.pop("parent_version_id")
        return cls(
            **{
                **fields,
                "thread": Thread(**fields["thread"]),
                "kept": tuple(_read_attachment(kept) for kept in fields["kept"]),
                "candidates": tuple(RecentPicture(**candidate) for candidate in fields["candidates"]),
                "parent_version_id": None if parent is None else UUID(parent),
            }
        )


def _read_attachment(fields: dict[str, Any]) -> Attachment:
    role = fields["role"]
    return Attachment(**{**fields, "role": None if role is None else Field(role)})


def _shorten(value: Any, *, name_length: int) -> Any:
    """The same with every ``name`` cut; it only helps people to recognise a picture."""
    if isinstance(value, dict):
        return {
            key: entry[:name_length] if key == "name" else _shorten(entry, name_length=name_length)
            for key, entry in value.items()
        }
    if isinstance(value, list | tuple):
        return [_shorten(entry, name_length=name_length) for entry in value]
    return value
