"""What a stand-in service was asked for and what has become of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from PIL import Image

from bot.demo.painting.painter import Painter
from bot.demo.services.faults import Armed, Fault


class Stage(StrEnum):
    """Where a task stands."""

    ACCEPTED = "accepted"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request as it came in: headers without the key, pictures in the body folded to size and digest."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: object


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """The pictures behind an order, kept only while it is carried out."""

    paint: Painter = field(repr=False)
    paint_wrongly: Painter = field(repr=False)  # the mask's polarity turned round
    original: Image.Image = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a task is to make."""

    model: str
    prompt: str
    price_micros: int  # of one result
    count: int = 1
    speed: str = "DEFAULT"
    seed: int | None = None
    file_format: str = "PNG"
    quality: int = 95
    ttl_seconds: int = 3600
    checks_content: bool = False
    callback_url: str | None = field(default=None, repr=False)
    upload_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Result:
    """One finished picture, billed. ``path`` is its signed address without scheme and host."""

    picture_id: str
    task_id: str
    seed: int
    content: bytes = field(repr=False)
    file_format: str
    cost_micros: int
    is_flagged: bool
    path: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """One result that will not come, and costs nothing."""

    code: str
    message: str


@dataclass(kw_only=True)
class Task:
    """One accepted order and its results so far."""

    task_id: str
    order: Order
    origin: str  # scheme, host and port the service was reached at: results are served from there
    body: object = field(repr=False)  # the request as recorded, for those who ask for it again
    sent: Mapping[str, object] | None = field(repr=False)  # the request whole, until the task is finished
    stage: Stage = Stage.ACCEPTED
    results: list[Result] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    fates: dict[Fault, Armed] = field(default_factory=dict)  # faults this task has drawn

    @property
    def pending(self) -> int:
        """How many results are still to come."""
        return self.order.count - len(self.results) - len(self.mishaps)

    def address(self, result: Result) -> str:
        """Where one of the results can be fetched."""
        return f"{self.origin}{result.path}"
