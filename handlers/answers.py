"""Slack's answers to our own calls -> plain values; a field that is missing or odd counts as not there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Answer = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Share:
    """One message that shows a file."""

    channel_id: str
    ts: str
    thread_ts: str | None = None


@dataclass(frozen=True, kw_only=True)
class SlackFile:
    """A file as ``files.info`` describes it."""

    file_id: str
    address: str | None = field(repr=False)  # where its bytes are, None where Slack shows us none
    size_bytes: int | None
    mimetype: str
    mode: str  # hosted, external, tombstone, hidden_by_limit, file_access
    access: str  # "visible" unless another workspace owns it or somebody took it away
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UploadPlace:
    """Where the bytes of a new file go."""

    file_id: str
    address: str = field(repr=False)


def read_ts(answer: Answer) -> str | None:
    """The ts of the message that was posted or changed."""
    return _text(answer, "ts") or None


def read_upload_place(answer: Answer) -> UploadPlace | None:
    """The answer of ``files.getUploadURLExternal``."""
    file_id, address = _text(answer, "file_id"), _text(answer, "upload_url")
    return UploadPlace(file_id=file_id, address=address) if file_id and address else None


def read_channel_id(answer: Answer) -> str | None:
    """The direct message that ``conversations.open`` opened."""
    return _text(_part(answer, "channel"), "id") or None


def read_file(answer: Answer) -> SlackFile:
    """The answer of ``files.info``."""
    file = _part(answer, "file")
    size_bytes = file.get("size")
    return SlackFile(
        file_id=_text(file, "id"),
        address=_text(file, "url_private_download") or _text(file, "url_private") or None,
        size_bytes=size_bytes if isinstance(size_bytes, int) else None,
        mimetype=_text(file, "mimetype"),
        mode=_text(file, "mode"),
        access=_text(file, "file_access") or "visible",
        shares=tuple(_shares(_part(file, "shares"))),
    )


def read_next_cursor(answer: Answer) -> str | None:
    """Where the next page begins, None after the last."""
    return _text(_part(answer, "response_metadata"), "next_cursor") or None


def find_message(answer: Answer, *, event_type: str, event_payload: Mapping[str, str]) -> str | None:
    """The ts of the message on this page that carries our metadata, None where none does."""
    for message in _items(answer.get("messages")):
        metadata = _part(message, "metadata")
        payload = _part(metadata, "event_payload")
        is_ours = metadata.get("event_type") == event_type
        if is_ours and all(payload.get(name) == value for name, value in event_payload.items()):
            return _text(message, "ts") or None
    return None


def _shares(shares: Answer) -> Iterator[Share]:
    """Public and private channels and direct messages alike: each a mapping of channel to messages."""
    for kind in shares:
        for channel_id, messages in _part(shares, kind).items():
            for message in _items(messages):
                ts = _text(message, "ts")
                if ts:
                    yield Share(channel_id=channel_id, ts=ts, thread_ts=_text(message, "thread_ts") or None)


def _items(value: object) -> list[Answer]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _part(answer: Answer, name: str) -> Answer:
    value = answer.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(answer: Answer, name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""
