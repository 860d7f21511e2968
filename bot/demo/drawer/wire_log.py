"""What went over the wire between the app and everything it talks to: the last few hundred requests."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.demo.slack.wire import Payload

MOST_EXCHANGES = 300
LONGEST_TEXT = 1_000


class Party(StrEnum):
    """Who sent a request, and who got it."""

    APP = "app"
    SLACK = "slack"
    RUNWARE = "runware"
    MAGNIFIC = "magnific"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its answer, noted when the answer had come.

    ``sent`` and ``answer`` are what JSON can carry, pictures folded to kind and size; ``status`` is None
    where no answer came. ``number`` counts up from 1, ``at`` is in seconds since 1970.
    """

    number: int
    at: float
    sender: Party
    receiver: Party
    title: str
    sent: object
    status: int | None
    answer: object


class WireLog:
    """Keeps the last exchanges; ``tell_change`` is called after each."""

    def __init__(self, *, clock: Callable[[], float], tell_change: Callable[[], None]) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=MOST_EXCHANGES)
        self._clock = clock
        self._tell_change = tell_change
        self._count = 0

    def note(
        self, sender: Party, receiver: Party, *, title: str, sent: object, status: int | None, answer: object
    ) -> None:
        """Keep one exchange; the oldest makes room."""
        self._count += 1
        exchange = Exchange(
            number=self._count,
            at=self._clock(),
            sender=sender,
            receiver=receiver,
            title=title,
            sent=shortened(sent),
            status=status,
            answer=shortened(answer),
        )
        self._exchanges.append(exchange)
        self._tell_change()

    def after(self, number: int) -> list[Payload]:
        """The exchanges noted after the one of this number, newest first; 0 for all."""
        return [asdict(exchange) for exchange in reversed(self._exchanges) if exchange.number > number]


def shortened(value: object) -> object:
    """The same JSON with long texts cut, which leaves pictures in base64 recognisable as such."""
    if isinstance(value, Mapping):
        return {str(key): shortened(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shortened(item) for item in value]
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[:LONGEST_TEXT]}… ({len(value) - LONGEST_TEXT:,} more characters)"
    return value
