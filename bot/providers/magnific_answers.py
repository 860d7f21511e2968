"""Reading what Magnific says: task states, its two forms of error, and the list of tasks.

Source: the vendor's pages for Ideogram Inpainting and for webhooks, read 2026-11-20. Answers are wrapped in
``data`` and callbacks are not; both are read alike.
"""

import re
from typing import Any

from bot.errors import ProviderRejected, ProviderUnavailable, Reason, SubmissionUncertain
from bot.providers.base import Failure, Outcome, Picture
from bot.providers.http import Answer, read_json, storable

MAX_MESSAGE_LENGTH = 500

_TASK_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")  # it becomes part of an address, so no more than that
_UNDER_WAY = frozenset({"CREATED", "IN_PROGRESS"})
_USED_UP = re.compile(r"trial|usage limit|upgrad", re.IGNORECASE)
_CONTENT_WORDS = re.compile(
    r"nsfw|moderat|content[ _-]?policy|safety|unsafe|blocked|prohibited", re.IGNORECASE
)

_BY_STATUS = {
    401: Reason.ACCESS,
    402: Reason.CREDITS,
    403: Reason.ACCESS,
    404: Reason.MODEL_GONE,  # of a submit: the address of the model is not served
    410: Reason.MODEL_GONE,
}


def read_task(parsed: Any) -> dict[str, Any] | None:
    """The object that describes a task, with or without ``data`` around it; None where there is none."""
    task = _unwrap(parsed)
    if isinstance(task, dict) and _TASK_ID.fullmatch(_text(task.get("task_id"))):
        return task
    return None


def read_task_ids(parsed: Any) -> list[str] | None:
    """The ids in the list of tasks, None where the answer is no such list."""
    listed = _unwrap(parsed)
    if not isinstance(listed, list):
        return None
    ids = [_text(each.get("task_id")) for each in listed if isinstance(each, dict)]
    return [each for each in ids if _TASK_ID.fullmatch(each)]


def is_under_way(task: dict[str, Any]) -> bool:
    """Whether a state is only a progress note."""
    return _text(task.get("status")).upper() in _UNDER_WAY


def check_accepted(answer: Answer) -> str:
    """The id of the task a submit created.

    Raises:
        ProviderRejected: refused for good.
        ProviderUnavailable: nothing was created; may be sent again.
        SubmissionUncertain: nobody can tell from this answer.
    """
    status = answer.status
    if status < 300:
        task = read_task(read_json(answer.body))
        if task is None:
            raise SubmissionUncertain("A submit was answered with nothing about its task.")
        return str(task["task_id"])
    message, parameter = _read_complaint(answer)
    if status == 429 and _USED_UP.search(message):
        raise ProviderRejected(message, reason=Reason.CREDITS)
    if status in {429, 503}:
        raise ProviderUnavailable(message, retry_after_seconds=answer.retry_after_seconds)
    if status == 408 or status >= 500:
        raise SubmissionUncertain(f"A submit was answered {status}.")
    reason = _BY_STATUS.get(status, Reason.PARAMETER)
    if reason is Reason.PARAMETER and parameter is None and _CONTENT_WORDS.search(message):
        reason = Reason.CONTENT
    raise ProviderRejected(message, reason=reason, parameter=parameter)


def check_answered(answer: Answer) -> Any:
    """The parsed body of a good answer to a question.

    Raises:
        ProviderUnavailable: with the reason ``ACCESS`` where the key is refused.
    """
    parsed = read_json(answer.body)
    if answer.status < 300 and parsed is not None:
        return parsed
    reason = Reason.ACCESS if answer.status in {401, 403} else Reason.BUSY
    raise ProviderUnavailable(
        f"A question was answered {answer.status}.",
        retry_after_seconds=answer.retry_after_seconds,
        reason=reason,
    )


def read_outcome(task: dict[str, Any], *, raw: str) -> Outcome:
    """What a task's state says. Neither cost nor seed is ever in it.

    A refusal by the safety check has no state of its own: it shows as ``FAILED``, or as ``COMPLETED``
    without a picture.
    """
    if is_under_way(task):
        return Outcome(is_final=False, raw=raw)
    status = _text(task.get("status")).upper()
    pictures = _read_pictures(task) if status == "COMPLETED" else ()
    if pictures:
        return Outcome(is_final=True, pictures=pictures, raw=raw)
    if status not in {"COMPLETED", "FAILED"}:
        return Outcome(is_final=False, raw=raw)
    message = _read_error(task) or f"{status} without a picture and without a reason"
    is_refused = _CONTENT_WORDS.search(message) is not None or _is_flagged(task, 0)
    failure = Failure(reason=Reason.CONTENT if is_refused else Reason.FAILED, message=message)
    return Outcome(is_final=True, failures=(failure,), raw=raw)


def _read_pictures(task: dict[str, Any]) -> tuple[Picture, ...]:
    generated = task.get("generated")
    urls = list(filter(None, map(_text, generated))) if isinstance(generated, list) else []
    # Addresses are signed afresh at times; without the signature they name the picture.
    return tuple(
        Picture(picture_id=url.partition("?")[0], url=url, is_flagged=_is_flagged(task, place))
        for place, url in enumerate(dict.fromkeys(urls))
    )


def _is_flagged(task: dict[str, Any], place: int) -> bool:
    """``has_nsfw`` is documented for sibling models only."""
    flags = task.get("has_nsfw")
    return isinstance(flags, list) and place < len(flags) and flags[place] is True


def _read_error(task: dict[str, Any]) -> str:
    """``error`` was seen live on a sibling model; the schema has none."""
    error = task.get("error")
    return _text(error.get("message") if isinstance(error, dict) else error)[:MAX_MESSAGE_LENGTH]


def _read_complaint(answer: Answer) -> tuple[str, str | None]:
    """Message and first blamed parameter, from the plain form or from either spelling of the problem form."""
    body = read_json(answer.body)
    body = body if isinstance(body, dict) else {}
    problem = body.get("problem")
    problem = problem if isinstance(problem, dict) else body
    blamed = problem.get("invalid_params")
    first = blamed[0] if isinstance(blamed, list) and blamed and isinstance(blamed[0], dict) else {}
    parts = [_text(problem.get("message")), _text(first.get("name")), _text(first.get("reason"))]
    message = ": ".join(filter(None, parts)) or f"status {answer.status}"
    return message[:MAX_MESSAGE_LENGTH], _text(first.get("name")) or None


def _unwrap(parsed: Any) -> Any:
    if isinstance(parsed, dict) and "task_id" not in parsed:
        return parsed.get("data")
    return parsed


def _text(value: Any) -> str:
    return storable(value) if isinstance(value, str) else ""
