"""What a form carries along unseen: where it was opened, the pictures already chosen, the price it shows."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

from bot.catalogue import Field, Value
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
    # What an earlier choice of model took and the present one does not: it comes back with that model.
    left_out: Mapping[Field, Value] = field(default_factory=dict)

    @property
    def seed_image(self) -> Attachment | None:
        """The picture that is already chosen."""
        return next((attachment for attachment in self.kept if attachment.role is Field.SEED_IMAGE), None)

    def with_seed_image(self, picture: RecentPicture) -> "FormMemory":
        """The same with this picture chosen."""
        seed_image = Attachment(role=Field.SEED_IMAGE, name=picture.name, file_id=picture.file_id)
        others = [attachment for attachment in self.kept if attachment.role is not Field.SEED_IMAGE]
        return replace(self, kept=(seed_image, *others))

    def with_uploads(
        self, uploads: Mapping[Field, Sequence[Attachment]], *, but: Collection[Field]
    ) -> "FormMemory":
        """The same with what was uploaded for other fields than these: Slack forgets it with their inputs."""
        going = {field: files for field, files in uploads.items() if field not in but}
        others = [attachment for attachment in self.kept if attachment.role not in going]
        return replace(self, kept=(*others, *(file for files in going.values() for file in files)))

    def to_json(self) -> str:
        """At most ``MAX_CHARACTERS``: names are cut first, then what waits for another model is forgotten, and last
        the pictures to choose from."""
        for name_length in _NAME_LENGTHS:
            fields = _shorten(asdict(self), name_length=name_length)
            if not self.left_out:  # an earlier version of us that still runs beside us would not know it
                del fields["left_out"]
            text = json.dumps(fields, default=str, ensure_ascii=False, separators=(",", ":"))
            if len(text) <= MAX_CHARACTERS:
                return text
        if self.left_out:
            return replace(self, left_out={}).to_json()
        return replace(self, candidates=()).to_json() if self.candidates else text

    @classmethod
    def from_json(cls, text: str) -> "FormMemory":
        """Read what ``to_json`` wrote; raises ValueError, KeyError or TypeError on anything else."""
        fields: dict[str, Any] = json.loads(text)
        parent = fields.pop("parent_version_id")
        left_out = fields.pop("left_out", {})  # missing in a form that an earlier version of us opened
        return cls(
            **{
                **fields,
                "thread": Thread(**fields["thread"]),
                "kept": tuple(_read_attachment(kept) for kept in fields["kept"]),
                "candidates": tuple(RecentPicture(**candidate) for candidate in fields["candidates"]),
                "parent_version_id": None if parent is None else UUID(parent),
                "left_out": {Field(name): _read_value(value) for name, value in left_out.items()},
            }
        )


def _read_attachment(fields: dict[str, Any]) -> Attachment:
    role = fields["role"]
    return Attachment(**{**fields, "role": None if role is None else Field(role)})


def _read_value(value: Any) -> Value:
    """A value as it was before it became JSON, which has no tuples."""
    return tuple(value) if isinstance(value, list) else value


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
