"""The shape of an image service: what goes in, what comes out, and what each failure means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from bot.catalogue import Field, Model, Value
from bot.errors import Reason


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One task, ready to go out. Pictures are encoded files (PNG unless the service asked for less)."""

    task_uuid: UUID
    model: Model
    prompt: str
    parameters: Mapping[Field, Value]  # checked, and only what was asked for; sizes included for remix
    number_results: int
    seed_image: bytes = field(repr=False)
    mask: bytes | None = field(default=None, repr=False)  # PNG mode L, 255 may change, seed image's size
    style_references: Sequence[bytes] = field(default=(), repr=False)
    character_references: Sequence[bytes] = field(default=(), repr=False)
    character_masks: Sequence[bytes] = field(default=(), repr=False)
    callback_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One finished picture as a service names it."""

    picture_id: str  # unique within the task: the service's image UUID, or the address without its query
    url: str = field(repr=False)
    seed: int | None = None
    cost_micros: int | None = None  # None: the service names no price
    is_flagged: bool = False  # the service's own safety check marked it


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One result that will not come."""

    reason: Reason
    message: str  # the service's words, for Details and the log
    parameter: str | None = None
    cost_micros: int | None = None  # what the service names for a result that has no address


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a service says about a task now. Results are cumulative: earlier ones are repeated."""

    is_final: bool
    pictures: Sequence[Picture] = ()
    failures: Sequence[Failure] = ()
    raw: str = field(default="", repr=False)  # the service's answer as received, kept for Details


@dataclass(frozen=True, kw_only=True)
class CallbackHint:
    """What a callback names. Never believed beyond "ask the service now"."""

    provider_task_id: str
    is_worth_asking: bool = True  # False for progress notes
    event_key: str = ""  # the same delivery repeated has the same key


class Provider(Protocol):
    """One image service. Methods that use the network raise the errors they name and nothing else."""

    max_picture_bytes: int | None  # a field's pictures together, as encoded files; None: no known limit

    def provider_task_id(self, task_uuid: UUID) -> str | None:
        """The id the service will know the task by, where we choose it; None where it does."""

    async def fetch_balance_micros(self) -> int | None:
        """What is left on our account; None where the service does not say.

        Raises:
            ProviderUnavailable: cannot be asked now.
        """

    async def bookmark(self) -> str | None:
        """What to remember before a submit so that a lost one can be recognised; None where not needed."""

    async def submit(self, submission: Submission) -> str:
        """Send one task; returns the service's id of it.

        Raises:
            ProviderRejected: refused for good, nothing owed.
            ProviderUnavailable: certainly not accepted, may be sent again later.
            SubmissionUncertain: may have been accepted; use ``find_submitted``.
        """

    async def find_submitted(
        self, task_uuid: UUID, *, bookmark: str | None, known_ids: Sequence[str]
    ) -> "Found":
        """After a lost answer: was the task accepted, and under which id?

        ``known_ids`` are ids of our own tasks that cannot be the lost one.

        Raises:
            ProviderUnavailable: the service cannot be asked now.
        """

    async def ask(self, provider_task_id: str, *, expected: int) -> Outcome:
        """The state of an accepted task that should give ``expected`` results.

        A task the service denies gives one failure ``UNKNOWN_TASK`` and is not final: the answer may come
        from a machine that has not heard of it yet.

        Raises:
            ProviderUnavailable: cannot be asked now.
        """

    async def fetch(self, url: str, *, max_bytes: int) -> bytes:
        """Download a finished picture: no key, no redirect to a private address, bounded in size and time.

        Raises:
            ProviderUnavailable: may work later.
            ProviderRejected: never will (expired, too large, address not allowed).
        """

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, now: float) -> CallbackHint:
        """Check a callback's signature where the service signs, and read which task it names.

        Raises:
            CallbackRefused: 401 for a wrong signature, 404 for anything unreadable.
        """


@dataclass(frozen=True, kw_only=True)
class Found:
    """The answer to "did you get it?": an id (accepted), a certain no, or neither."""

    provider_task_id: str | None = None
    is_certainly_absent: bool = False
