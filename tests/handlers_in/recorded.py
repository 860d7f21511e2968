"""The middle as listeners see it, made by hand: it remembers what it was asked and says what a test sets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from bot.catalogue import Field, Verb
from bot.doors.channels import ChannelSettings
from bot.doors.history import PastThread
from bot.errors import BotError
from bot.money.spending import PersonMonth
from bot.people import Person, Thread
from bot.reading.asks import Ask, Attachment, Beginning, Details, Fill, PriceLine, RecentPicture
from bot.reading.requests import Draft

JOBS = UUID("5f0c3b52-4a26-4a3b-9e0b-5d3c8c1d6a11")
VERSION_ID = UUID("99999999-8888-4777-8666-555555555555")
JOB_ID = UUID("11111111-2222-4333-8444-555555555555")
LEFT_MICROS = 18_000_000
PRICES_MICROS = {"TURBO": 30_000, "DEFAULT": 60_000, "QUALITY": 90_000}

DETAILS = Details(
    text="edit a red door --model 3",
    is_edit=True,
    references=0,
    version_label="2",
    prompt="a <red> fox & a hound",
    parameters=[("Rendering speed", "QUALITY"), ("Count", "1")],
    raw_answer='{"imageURL": "https://images.example/1.png", "note": "```"}',
    price_micros=90_000,
    is_estimate=False,
    created_at=datetime(2026, 11, 20, 14, 30, tzinfo=UTC),
    seed=1236666318,
    author_user_id="U0BEN0002",
)
MONTH = PersonMonth(
    month_start=date(2026, 11, 1),
    spent_micros=1_230_000,
    open_micros=90_000,
    budget_micros=20_000_000,
    left_micros=18_680_000,
    jobs=14,
    last_jobs=[],
)


@dataclass
class RecordedJobs:
    """Jobs and their results; ``asks`` holds each wish once, by its key, as the real one does."""

    asks: dict[str, Ask] = field(default_factory=dict)
    refusal: BotError | None = None
    recent: RecentPicture | None = None
    noted: list[RecentPicture] = field(default_factory=list)
    filled: Fill | None = None
    pressed: set[str] = field(default_factory=set)
    repeated: list[tuple[UUID, Person, str, str | None]] = field(default_factory=list)
    cancelled: list[tuple[UUID, Person]] = field(default_factory=list)
    answers: list[tuple[UUID, str]] = field(default_factory=list)
    answer_sentence: str | None = None
    deleted: list[UUID] = field(default_factory=list)
    compared: list[UUID] = field(default_factory=list)
    flipped: list[tuple[UUID, Person]] = field(default_factory=list)
    failure: Exception | None = None

    async def ask(self, ask: Ask) -> UUID:
        if self.failure is not None:
            raise self.failure
        self.asks.setdefault(ask.delivery_key, ask)
        return uuid5(JOBS, ask.delivery_key)

    async def check(
        self, draft: Draft, *, verb: Verb, person: Person, attachments: Sequence[Attachment]
    ) -> None:
        if self.refusal is not None:
            raise self.refusal

    def price(
        self,
        draft: Draft,
        *,
        verb: Verb,
        left_micros: int | None,
        attachments: Sequence[Attachment] = (),
    ) -> PriceLine:
        one = PRICES_MICROS[str(draft.values.get(Field.RENDERING_SPEED, "DEFAULT"))]
        has_character = any(entry.role is Field.CHARACTER_REFERENCE_IMAGES for entry in attachments)
        count = draft.values.get(Field.COUNT, 1)
        assert isinstance(count, int)
        quote_micros = (one + 70_000 * has_character) * count
        return PriceLine(quote_micros=quote_micros, is_estimate=False, left_micros=left_micros)

    async def price_line(
        self,
        draft: Draft,
        *,
        verb: Verb,
        person: Person,
        channel_id: str,
        attachments: Sequence[Attachment] = (),
    ) -> PriceLine:
        return self.price(draft, verb=verb, left_micros=LEFT_MICROS, attachments=attachments)

    async def begin_form(self, person: Person, channel_id: str) -> Beginning:
        return Beginning(recent=self.recent, defaults={}, left_micros=LEFT_MICROS)

    async def note_picture(
        self, person: Person, thread: Thread, *, file_id: str, name: str, mimetype: str
    ) -> None:
        self.noted.append(RecentPicture(file_id=file_id, name=name, mimetype=mimetype))

    async def fill_from_job(self, job_id: UUID, person: Person) -> Fill:
        assert self.filled is not None
        return self.filled

    async def fill(self, version_id: UUID, person: Person) -> Fill:
        assert self.filled is not None
        return self.filled

    async def press(self, key: str) -> bool:
        is_first = key not in self.pressed
        self.pressed.add(key)
        return is_first

    async def again(
        self, version_id: UUID, person: Person, *, delivery_key: str, speed: str | None = None
    ) -> UUID:
        self.repeated.append((version_id, person, delivery_key, speed))
        return uuid5(JOBS, delivery_key)

    async def cancel(self, job_id: UUID, person: Person) -> str:
        if self.refusal is not None:
            raise self.refusal
        if self.failure is not None:
            raise self.failure
        self.cancelled.append((job_id, person))
        return "Cancelled before anything was sent. You were not charged."

    async def compare_version(self, version_id: UUID, person: Person) -> str:
        self.compared.append(version_id)
        return "The comparison of v2 comes into this thread in a moment. It costs nothing."

    async def flip(self, job_id: UUID, person: Person, *, delivery_key: str) -> str:
        self.flipped.append((job_id, person))
        return "The other part of the picture is changed instead."

    async def answer(self, job_id: UUID, person: Person, *, answer: str, delivery_key: str) -> str | None:
        self.answers.append((job_id, answer))
        return self.answer_sentence

    async def details(self, version_id: UUID, person: Person) -> Details:
        return DETAILS

    async def delete(self, version_id: UUID, person: Person) -> str:
        self.deleted.append(version_id)
        return "v2 is deleted. What it cost stays in your usage."

    @property
    def only_ask(self) -> Ask:
        """The one wish there is."""
        (ask,) = self.asks.values()
        return ask


class RecordedSpending:
    """Knows one month."""

    async def month_of(self, person: Person) -> PersonMonth:
        return MONTH


class UnknownThreads:
    """Has never worked in any thread."""

    async def knows(self, thread: Thread) -> bool:
        return False


class NoPreferences:
    """Nobody has any."""

    async def read(self, person: Person) -> Draft:
        return Draft()

    async def fill(self, draft: Draft, person: Person, *, channel_id: str) -> Draft:
        return draft


class NoChannels:
    """Every channel is like the others."""

    async def read(self, team_id: str, channel_id: str) -> ChannelSettings:
        return ChannelSettings(channel_id=channel_id, defaults=Draft())

    async def list_set(self, team_id: str) -> list[ChannelSettings]:
        return []


class NoHistory:
    """Nobody has made anything."""

    async def last_threads(self, person: Person, *, limit: int, words: str = "") -> list[PastThread]:
        return []


class RecordedOffice:
    """Nobody comes to it here: what admins do is tested against the real one."""


@dataclass
class RecordedMaskPages:
    """Every page there was, with the address it got."""

    opened: list[UUID | Fill] = field(default_factory=list)
    refusal: BotError | None = None

    async def open_for_version(self, version_id: UUID, person: Person, *, back_url: str | None) -> str:
        return self._open(version_id)

    async def open_for_job(self, job_id: UUID, person: Person, *, back_url: str | None) -> str:
        return self._open(job_id)

    async def open_for_fill(self, fill: Fill, person: Person, *, back_url: str | None) -> str:
        return self._open(fill)

    def _open(self, subject: UUID | Fill) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.opened.append(subject)
        return "https://retouch.example/mask/token"
