"""Uploads under way: an address handed out, bytes sent there, and the one call that makes a file of them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.demo.slack.wire import SlackError

LARGEST_UPLOAD_BYTES = 1_000_000_000
LIFE_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Upload:
    """An upload address handed out; ``content`` is what was sent there."""

    file_id: str
    name: str
    length: int
    at: float
    has_alt_text: bool
    content: bytes | None = field(default=None, repr=False)


class Uploads:
    """Uploads not completed yet, by the ticket in their address.

    Each is completed once only, and bytes never completed are thrown away (the method's page, read
    2026-11-20).
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._uploads: dict[str, Upload] = {}

    def reserve(self, name: str, length: int, *, has_alt_text: bool = False) -> tuple[str, str]:
        """A file id and the ticket under which its bytes may be sent."""
        if length < 1:
            raise SlackError("invalid_arguments", messages=["[ERROR] must be greater than 0: length"])
        if length > LARGEST_UPLOAD_BYTES:
            raise SlackError("file_upload_size_restricted")
        ticket = secrets.token_urlsafe(24)
        self._uploads[ticket] = Upload(
            file_id=new_file_id(), name=name, length=length, at=self._clock(), has_alt_text=has_alt_text
        )
        return self._uploads[ticket].file_id, ticket

    def receive(self, ticket: str, content: bytes) -> bool:
        """Take the bytes; False where the ticket or the length is wrong."""
        upload = self._uploads.get(ticket)
        if upload is None or len(content) != upload.length:
            return False
        self._uploads[ticket] = replace(upload, content=content)
        return True

    def is_ready(self, file_id: str) -> bool:
        """Whether ``complete`` would take this id now."""
        return self._find_ticket(file_id) is not None

    def complete(self, file_id: str) -> Upload:
        """A finished upload, gone from here.

        Raises:
            SlackError: ``file_not_found`` for anything that cannot be completed, or not again.
        """
        ticket = self._find_ticket(file_id)
        if ticket is None:
            raise SlackError("file_not_found")
        return self._uploads.pop(ticket)

    def _find_ticket(self, file_id: str) -> str | None:
        for ticket, upload in self._uploads.items():
            is_alive = self._clock() - upload.at <= LIFE_SECONDS
            if upload.file_id == file_id and upload.content is not None and is_alive:
                return ticket
        return None


def new_file_id() -> str:
    """An id of the shape Slack gives files."""
    return "F0" + secrets.token_hex(4).upper()
