"""How a stand-in service can be told to misbehave, once, a few times or until told otherwise."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from aiohttp import web


class Fault(StrEnum):
    """Everything that can go wrong, in the order in which a task would meet it."""

    DROP_BEFORE = "drop_before"  # the connection closes and nothing was accepted
    HTTP_429 = "http_429"
    HTTP_503 = "http_503"
    HTTP_500 = "http_500"
    OUT_OF_CREDITS = "out_of_credits"
    MODEL_GONE = "model_gone"
    REFUSE_PARAMETER = "refuse_parameter"  # a key that the pages allow
    LOSE_ANSWER = "lose_answer"  # accepted and carried out, but the connection closes
    HANG = "hang"  # accepted and carried out, but the answer does not come
    STALL = "stall"  # accepted, and begun only when the faults are cleared
    SLOW = "slow"
    REFUSE_CONTENT = "refuse_content"
    FAIL_TASK = "fail_task"
    PARTIAL_FAILURE = "partial_failure"
    DEARER_BILL = "dearer_bill"
    CHEAPER_BILL = "cheaper_bill"
    WRONG_POLARITY = "wrong_polarity"  # paints what was to stay
    WRONG_SIZE_ANSWER = "wrong_size_answer"
    CHANGE_NOTHING = "change_nothing"
    BAD_BYTES = "bad_bytes"
    EXPIRED_URL = "expired_url"
    LOST_CALLBACK = "lost_callback"
    DOUBLED_CALLBACK = "doubled_callback"
    LATE_CALLBACK = "late_callback"


class Moment(StrEnum):
    """Which kind of request a fault of the connection is meant for."""

    SUBMIT = "submit"
    ASK = "ask"
    FETCH = "fetch"


@dataclass(frozen=True, kw_only=True)
class Armed:
    """One order to misbehave. ``times`` None is "until cleared"; each fault reads the options it knows."""

    fault: Fault
    times: int | None = 1
    at: Moment = Moment.SUBMIT
    seconds: int = 60  # hang, late_callback
    retry_after_seconds: int = 1  # http_429, http_503
    factor: int = 10  # slow
    percent: int | None = None  # dearer_bill (150), cheaper_bill (50)
    copies: int = 5  # doubled_callback
    failing: int = 1  # partial_failure
    at_once: bool = False  # refuse_content: in the answer to the submit instead of later
    parameter: str = "prompt"  # refuse_parameter: its dotted path


class FaultRefused(ValueError):
    """The order makes no sense; the text says why."""


def read_order(payload: object) -> Armed:
    """One order as ``POST /_demo/faults`` carries it: ``{"fault": name, "times": n, …}``.

    Raises:
        FaultRefused: unknown fault, option or value.
    """
    if not isinstance(payload, Mapping):
        raise FaultRefused("An order is a JSON object.")
    known = {item.name for item in fields(Armed)}
    unknown = sorted(str(key) for key in set(payload) - known)
    if unknown or "fault" not in payload:
        raise FaultRefused(f"Known keys are {', '.join(sorted(known))}; fault is required.")
    for key, value in payload.items():
        if not _fits(key, value):
            raise FaultRefused(f"{key} cannot be {value!r}.")
    try:
        named = {"fault": Fault(payload["fault"]), "at": Moment(payload.get("at", Moment.SUBMIT))}
    except ValueError as error:
        raise FaultRefused(f"Known faults are {', '.join(Fault)}; moments {', '.join(Moment)}.") from error
    return Armed(**{**payload, **named})


def _fits(key: str, value: object) -> bool:
    match key:
        case "fault" | "at" | "parameter":
            return isinstance(value, str)
        case "at_once":
            return isinstance(value, bool)
        case "times" | "percent":
            return value is None or (type(value) is int and value > 0)
        case _:
            return type(value) is int and value > 0


class Faults:
    """The orders in force. Nothing happens that was not ordered."""

    def __init__(self) -> None:
        self._orders: list[tuple[Armed, int | None]] = []
        self._cleared = asyncio.Event()

    def arm(self, order: Armed) -> None:
        """Add one order; orders for the same fault are used up one after the other."""
        self._orders.append((order, order.times))

    def clear(self) -> None:
        """Behave from now on."""
        self._orders.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()

    def disarm(self, fault: Fault) -> None:
        """Drop every order for one fault."""
        self._orders = [(order, left) for order, left in self._orders if order.fault is not fault]

    def left(self, fault: Fault) -> int | None:
        """How often a fault will still happen; None is "until cleared"."""
        times = [left for order, left in self._orders if order.fault is fault]
        return None if None in times else sum(left for left in times if left is not None)

    async def until_cleared(self) -> None:
        """Return at the next ``clear``."""
        await self._cleared.wait()

    def take(self, fault: Fault, *, at: Moment | None = None, at_once: bool = False) -> Armed | None:
        """The order to follow now, used up by one; None to behave."""
        for index, (order, left) in enumerate(self._orders):
            if order.fault != fault or order.at_once != at_once or at not in {None, order.at}:
                continue
            if left is not None:
                self._orders[index : index + 1] = [(order, left - 1)] if left > 1 else []
            return order
        return None

    def listed(self) -> list[dict[str, object]]:
        """The orders in force, as JSON can carry them."""
        return [{**asdict(order), "times": left} for order, left in self._orders]


async def answer_with_faults(
    request: web.Request,
    answer: Callable[[], Awaitable[web.StreamResponse]],
    *,
    faults: Faults,
    at: Moment,
    refuse: Callable[[int], web.Response],
    closing: asyncio.Event,
) -> web.StreamResponse:
    """Let ``answer`` do its work between what may go wrong before it and after it.

    ``refuse`` makes the service's own body for a status; ``closing`` ends a hanging answer early.
    """
    if faults.take(Fault.DROP_BEFORE, at=at):
        return drop(request)
    for fault, status in ((Fault.HTTP_429, 429), (Fault.HTTP_503, 503), (Fault.HTTP_500, 500)):
        if order := faults.take(fault, at=at):
            refusal = refuse(status)
            if status != 500:
                refusal.headers["Retry-After"] = str(order.retry_after_seconds)
            return refusal
    response = await answer()
    if faults.take(Fault.LOSE_ANSWER, at=at):
        return drop(request)
    if order := faults.take(Fault.HANG, at=at):
        await _wait(closing, seconds=order.seconds)
        return drop(request)
    return response


def drop(request: web.Request) -> web.Response:
    """Close the connection under the request; the response goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _wait(event: asyncio.Event, *, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
