"""Reading what Runware says, in every envelope its documentation and client libraries know.

Sources: Runware's pages "Task Responses", "Errors", "Webhooks" and "Task Details" and its client libraries,
read 2026-11-20. They contradict each other on the envelope, so all forms are read by the same code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.errors import Reason
from bot.money.amounts import micros_from_usd
from bot.providers.base import Failure, Outcome, Picture
from bot.providers.http import storable
from bot.providers.runware_faults import Fault

MAX_DEPTH = 6
HIGHEST_BELIEVABLE_USD = 10_000

_WORKING = frozenset({"processing", "queued", "pending", "scheduled", "waiting"})
_FAILED = frozenset({"error", "failed"})
_DONE = frozenset({"success", "completed"})


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One answer taken apart: entries about tasks, and errors."""

    items: Sequence[dict[str, Any]] = field(repr=False)
    faults: Sequence[Fault]

    @property
    def task_uuids(self) -> frozenset[str]:
        """Every task that is named, in small letters."""
        return (frozenset(map(_task_uuid, self.items)) | {each.task_uuid or "" for each in self.faults}) - {
            ""
        }

    def lists(self, task_uuid: str) -> bool:
        """Whether there is an entry about this very task; an error is none."""
        return any(_task_uuid(item) == task_uuid for item in self.items)

    def about(self, task_uuid: str) -> "Envelope":
        """Only what is about this task, or names none."""
        return Envelope(
            items=[each for each in self.items if _task_uuid(each) in {"", task_uuid}],
            faults=[each for each in self.faults if each.task_uuid in {None, task_uuid}],
        )


def read_envelope(parsed: Any) -> Envelope:
    """Take any answer or callback apart; what is not understood is left out.

    Known forms: an object with ``data`` (a list, or one object), ``errors`` or ``error`` (a list, an object
    or plain text), also together; one bare entry or error object; a list of any of these.
    """
    found = list(_walk(parsed, task_uuid=None, depth=0))
    return Envelope(
        items=[each for each in found if isinstance(each, dict)],
        faults=[each for each in found if isinstance(each, Fault)],
    )


def read_stored_answer(envelope: Envelope) -> Any:
    """The ``response`` inside a ``getTaskDetails`` answer, itself an envelope; None where there is none."""
    for item in envelope.items:
        if item.get("response"):
            return item["response"]
    return None


def read_outcome(envelope: Envelope, *, expected: int, raw: str) -> Outcome:
    """What an envelope about one task says of it.

    Final once nothing is in the works and as many entries are there as results were ordered. Errors alone
    are final whatever their number: one error can speak for the whole task. Fewer pictures than ordered
    are not final: the others may merely not be listed yet.
    """
    pictures: dict[str, Picture] = {}
    failures: list[Failure] = []
    is_working = False
    for item in envelope.items:
        picture = _read_picture(item)
        if picture is not None:
            pictures.setdefault(picture.picture_id, picture)
        elif _text(item.get("status")).lower() in _DONE:
            failures.append(_read_missing(item))
        else:
            is_working = True
    failures += [_read_failure(fault) for fault in _without_repetitions(envelope.faults)]
    is_complete = len(pictures) + len(failures) >= expected or (bool(failures) and not pictures)
    return Outcome(
        is_final=is_complete and not is_working,
        pictures=tuple(pictures.values()),
        failures=tuple(failures),
        raw=raw,
    )


def read_cost_micros(value: Any) -> int | None:
    """A ``cost`` in US dollars as micro-dollars, rounded up; None where it is missing or absurd."""
    amount = _amount(value)
    if amount is None or not 0 <= amount <= HIGHEST_BELIEVABLE_USD:
        return None
    return micros_from_usd(amount)


def read_balance_micros(envelope: Envelope) -> int | None:
    """The account's balance; a number in older answers, an object with ``amount`` in newer ones."""
    for item in envelope.items:
        balance = item.get("balance")
        amount = _amount(balance.get("amount") if isinstance(balance, dict) else balance)
        if amount is not None and abs(amount) < HIGHEST_BELIEVABLE_USD**2:
            return micros_from_usd(amount)
    return None


def _walk(value: Any, *, task_uuid: str | None, depth: int) -> Iterator[dict[str, Any] | Fault]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _walk(each, task_uuid=task_uuid, depth=depth + 1)
    if not isinstance(value, dict):
        return
    task_uuid = _task_uuid(value) or task_uuid
    errors = value.get("errors") or value.get("error")
    if errors:
        yield from _walk_errors(errors, owner=value, task_uuid=task_uuid)
    if "data" in value:
        yield from _walk(value["data"], task_uuid=task_uuid, depth=depth + 1)
    elif errors:
        return
    elif _is_fault(value):
        yield _read_fault(value, owner=value, task_uuid=task_uuid)
    elif "taskUUID" in value or "imageURL" in value or "balance" in value:
        yield value


def _walk_errors(errors: Any, *, owner: dict[str, Any], task_uuid: str | None) -> Iterator[Fault]:
    for each in errors if isinstance(errors, list) else [errors]:
        if isinstance(each, dict):
            yield _read_fault(each, owner=owner, task_uuid=task_uuid)
        elif isinstance(each, str):
            yield Fault(message=_text(each), task_uuid=task_uuid)


def _is_fault(value: dict[str, Any]) -> bool:
    return _text(value.get("status")).lower() in _FAILED or bool(_text(value.get("code")))


def _read_fault(value: dict[str, Any], *, owner: dict[str, Any], task_uuid: str | None) -> Fault:
    parameter = value.get("parameter")
    if isinstance(parameter, list):
        parameter = next((each for each in parameter if isinstance(each, str)), None)
    return Fault(
        code=_text(value.get("code")),
        message=_text(value.get("message")),
        parameter=_text(parameter) or None,
        task_uuid=_task_uuid(value) or task_uuid,
        picture_uuid=_text(value.get("imageUUID")) or _text(owner.get("imageUUID")) or None,
    )


def _read_picture(item: dict[str, Any]) -> Picture | None:
    url = _text(item.get("imageURL"))
    if not url or _text(item.get("status")).lower() in _WORKING:
        return None
    seed = item.get("seed")
    return Picture(
        picture_id=_text(item.get("imageUUID")) or url.partition("?")[0],
        url=url,
        seed=seed if isinstance(seed, int) and not isinstance(seed, bool) else None,
        cost_micros=read_cost_micros(item.get("cost")),
        is_flagged=item.get("NSFWContent") is True,
    )


def _read_missing(item: dict[str, Any]) -> Failure:
    """A result that was made, and billed, but has no address."""
    return Failure(
        reason=Reason.CONTENT if item.get("NSFWContent") is True else Reason.FAILED,
        message="The service made a picture but named no address for it.",
        cost_micros=read_cost_micros(item.get("cost")),
    )


def _read_failure(fault: Fault) -> Failure:
    return Failure(reason=fault.reason or Reason.FAILED, message=fault.words, parameter=fault.parameter)


def _without_repetitions(faults: Sequence[Fault]) -> Iterator[Fault]:
    """Errors of different results look alike, so only those that name their picture can be told apart."""
    seen: set[str] = set()
    for fault in faults:
        if fault.picture_uuid is None:
            yield fault
        elif fault.picture_uuid not in seen:
            seen.add(fault.picture_uuid)
            yield fault


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def _task_uuid(value: dict[str, Any]) -> str:
    return _text(value.get("taskUUID")).lower()


def _text(value: Any) -> str:
    return storable(value) if isinstance(value, str) else ""
