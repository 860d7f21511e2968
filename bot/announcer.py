"""What the middle says to people, as values, and the one protocol against the arrow that says it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from bot.catalogue import Verb
from bot.people import Person, Thread
from bot.reading.asks import RecentPicture


class Stage(StrEnum):
    """Where a job stands, in the order people live through it."""

    ASKED = "asked"
    RESERVED = "reserved"
    SUBMITTING = "submitting"
    WAITING = "waiting"
    FINISHING = "finishing"
    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    TO_BE_CHECKED = "to_be_checked"


FINAL_STAGES = frozenset(
    {
        Stage.DELIVERED,
        Stage.FAILED,
        Stage.REFUSED,
        Stage.CANCELLED,
        Stage.EXPIRED,
        Stage.TO_BE_CHECKED,
    }
)


@dataclass(frozen=True, kw_only=True)
class ModelOffer:
    """Another model that could do the job, with what it would cost; shown as a ``use_model`` button."""

    model_key: str
    model_name: str
    quote_micros: int


@dataclass(frozen=True, kw_only=True)
class Status:
    """The one status message of a job, which changes in place and ends as the summary."""

    job_id: UUID
    person: Person
    verb: Verb
    model_name: str
    stage: Stage
    count: int
    delivered: int = 0
    price_micros: int = 0  # the quote until settled, then what was charged
    is_estimate: bool = False  # the service names no price; ours is from the price list
    left_micros: int | None = None  # of the person's budget; None where nothing limits it
    place_in_line: int | None = None  # 1 is next; None once a service has accepted the task
    elapsed_seconds: float | None = None
    expected_seconds: float | None = None
    marked_share: float | None = None  # 0..1, edits only
    notes: Sequence[str] = ()  # repairs and conversions, a short sentence each
    sentence: str | None = None  # what happened, where that is not a full delivery
    offer: ModelOffer | None = None
    kept_version_ids: Sequence[UUID] = ()  # at the end: what was made and charged, but is not in the thread
    can_cancel: bool = False


@dataclass(frozen=True, kw_only=True)
class Result:
    """One delivered picture: file bytes, the line below it, and what its buttons refer to."""

    version_id: UUID
    job_id: UUID
    person: Person
    version_label: str  # "2", or "3.1" where one job made several
    model_name: str
    speed: str  # "quality"
    prompt: str
    price_micros: int
    is_estimate: bool
    left_micros: int | None
    seconds: float
    seed: int | None
    changed_outside: int | None  # None: not locked, or nothing to lock
    outside_px: int | None
    notes: Sequence[str] = ()
    file_name: str = "result.png"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A button under a question or notice: ``action`` is one of the shared button names."""

    action: str
    label: str
    value: str
    style: str | None = None  # "primary" or "danger"
    url: str | None = field(default=None, repr=False)  # a page that the button opens in the browser


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A message of ours other than status and result: one or two sentences, buttons, pictures above them.

    Where it is about somebody, their name and the channel stand before the text.
    """

    text: str
    about: Person | None = None
    place: Thread | None = None
    choices: Sequence[Choice] = ()
    pictures: Sequence["Illustration"] = ()


@dataclass(frozen=True, kw_only=True)
class Illustration:
    """A picture of ours that explains: the tinted preview, both readings of a mask; or another file, by its path."""

    png: bytes | Path = field(repr=False)
    file_name: str
    alt_text: str


class Announcer(Protocol):
    """Slack, as far as a job needs it. Every method may be called again with the same key after a crash.

    All raise ``AnnouncementFailed`` where Slack will never accept this message (archived channel, bot
    removed) and ``AnnouncementDelayed`` where it may later.
    """

    async def fetch_file(self, *, team_id: str, file_id: str, max_bytes: int) -> bytes:
        """The bytes of a file somebody attached.

        Raises:
            RequestError: gone, not readable by us, too large, or not a picture at all.
        """

    async def find_newest_picture(
        self, thread: Thread, *, but_file_ids: Sequence[str]
    ) -> RecentPicture | None:
        """One look at a thread for the newest picture that a person posted there, ``but_file_ids``.

        None where there is none, and where we are not allowed to look.
        """

    async def open_thread(
        self, thread: Thread, *, job_id: UUID, person: Person, verb: Verb, prompt: str, is_retry: bool
    ) -> str:
        """Post the root message of a job that came from a command; returns its ``thread_ts``.

        ``is_retry`` says an earlier call's answer may be lost: look for the job id in message metadata
        before posting.
        """

    async def show_status(
        self, thread: Thread, status: Status, *, status_ts: str | None, is_retry: bool
    ) -> str:
        """Post the status message, or change the one at ``status_ts``; returns its ts.

        ``is_retry`` says an earlier call's answer may be lost: look by metadata before posting.
        """

    async def upload(self, *, team_id: str, content: bytes | Path, file_name: str) -> str:
        """Put bytes up, a file's as they are read, shared with nobody; the file's id, which the caller stores."""

    async def keep_file(self, *, team_id: str, file_id: str) -> None:
        """Keep an uploaded file for a window to show, without posting it anywhere."""

    async def share_result(self, thread: Thread, result: Result, *, file_id: str) -> None:
        """Share an uploaded file into the thread with the result line and its buttons.

        Raises:
            UploadExpired: Slack no longer knows the file; upload again.
        """

    async def share_notice(
        self, thread: Thread, notice: Notice, *, file_ids: Sequence[str], key: str, is_retry: bool
    ) -> None:
        """Share a notice, with already uploaded pictures where it has some.

        ``is_retry`` says an earlier call's answer may be lost: look before sharing, by the files' own
        shares or by ``key`` in message metadata.

        Raises:
            UploadExpired: Slack no longer knows a file; upload them again.
        """

    async def find_share(self, thread: Thread, *, file_id: str) -> str | None:
        """The ts of the message that shares this file in the thread, None if it was not shared.

        For after a crash: Slack shares a moment after it answers, so a file that is up but not shared
        is looked at for a second or two.
        """

    async def wait_for_share(self, thread: Thread, *, file_id: str) -> str | None:
        """The same just after sharing, with more patience: Slack may take some seconds to post."""

    async def tell_privately(
        self, person: Person, thread: Thread, notice: Notice, *, response_url: str | None = None
    ) -> None:
        """Only this person sees it; in the thread where there is one, else by direct message."""

    async def open_direct(self, person: Person) -> Thread:
        """Where this person's direct messages from us are."""

    async def tell_admins(self, team_id: str, notice: Notice) -> None:
        """A direct message to every admin we know."""

    async def delete_message(self, thread: Thread, *, ts: str) -> None:
        """Remove a message of ours; one that is gone already is fine."""

    async def delete_file(self, *, team_id: str, file_id: str) -> None:
        """Remove a file of ours; one that is gone already is fine."""
