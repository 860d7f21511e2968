"""How the stand-in for Runware words its answers: results, progress, errors and callbacks.

Source: Runware's pages on task responses, polling, errors and webhooks, read 2026-11-20; where they
contradict each other the variants can be chosen.
"""

import base64
from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.demo.services.gallery import CONTENT_TYPES
from bot.demo.services.orders import Mishap, Result, Task
from bot.demo.services.rules import Breach, Break

Item = dict[str, object]
DOCUMENTATION = "https://runware.ai/docs/platform/errors"
STATUS_CODES = {429: "rateLimitExceeded", 500: "internalServerError", 503: "serviceUnavailable"}


class Envelope(StrEnum):
    """The form of a callback's body; Runware's own sources disagree."""

    BARE = "bare"  # the item itself
    WRAPPED = "wrapped"  # {"data": [item]} or {"errors": [item]}
    LISTED = "listed"  # [item]


def error(code: str, message: str, *, about: Mapping[str, object], **more: object) -> Item:
    """One error object about a task, whose body is ``about``."""
    item: Item = {"code": code, "message": message, "documentation": DOCUMENTATION}
    for key in ("taskType", "taskUUID"):
        if isinstance(about.get(key), str):
            item[key] = about[key]
    return item | more


def breach_error(breach: Breach, body: Mapping[str, object]) -> Item:
    """The error object of one broken rule, with the bounds or values that would have been right."""
    name = breach.paths[0].rpartition(".")[2]
    code = {
        Break.UNSUPPORTED: "unsupportedParameter",
        Break.INCOMPATIBLE: "incompatibleParameters",
    }.get(breach.kind, f"{breach.kind.value}{name[:1].upper()}{name[1:]}")
    parameter = breach.paths[0] if len(breach.paths) == 1 else list(breach.paths)
    item = error(code, f"{' and '.join(breach.paths)} {breach.reason}.", about=body, parameter=parameter)
    if breach.rule is not None:
        item["type"] = breach.rule.kind.name.lower()
        bounds = {"min": breach.rule.minimum, "max": breach.rule.maximum}
        item |= {key: bound for key, bound in bounds.items() if bound is not None}
        if breach.rule.choices:
            item["allowedValues"] = list(breach.rule.choices)
    return item


def acknowledgement(body: Mapping[str, object]) -> Item:
    """What an asynchronous task is answered with at once."""
    return {"taskType": body["taskType"], "taskUUID": body["taskUUID"]}


def result_item(task: Task, result: Result) -> Item:
    """One finished result, in the output type that was asked for."""
    body = task.body if isinstance(task.body, Mapping) else {}
    item: Item = {"taskType": "imageInference", "taskUUID": task.task_id, "imageUUID": result.picture_id}
    encoded = base64.b64encode(result.content).decode
    match body.get("outputType", "URL"):
        case "base64Data":
            item["imageBase64Data"] = encoded()
        case "dataURI":
            item["imageDataURI"] = f"data:{CONTENT_TYPES[result.file_format]};base64,{encoded()}"
        case _:
            item["imageURL"] = task.address(result)
    item["seed"] = result.seed
    if task.order.checks_content:
        item["NSFWContent"] = result.is_flagged
    if body.get("includeCost"):
        item["cost"] = usd(result.cost_micros)
    return item


def mishap_item(task: Task, mishap: Mishap) -> Item:
    """One result that failed, as an entry of ``errors``."""
    body = {"taskType": "imageInference", "taskUUID": task.task_id}
    return error(mishap.code, mishap.message, about=body, status="error")


def progress(task: Task) -> Item:
    """All results so far, a ``processing`` entry for each to come, and the failed ones apart."""
    waiting = {"taskType": "imageInference", "taskUUID": task.task_id, "status": "processing"}
    finished = [result_item(task, result) | {"status": "success"} for result in task.results]
    answer: Item = {"data": finished + [dict(waiting) for _ in range(task.pending)]}
    if task.mishaps:
        answer["errors"] = [mishap_item(task, mishap) for mishap in task.mishaps]
    return answer


def letters(task: Task, news: Result | Mishap | None, *, envelope: Envelope) -> Iterable[object]:
    """The callback of one finished or failed result; a beginning is not told."""
    match news:
        case Result():
            yield _enveloped(result_item(task, news), envelope, key="data")
        case Mishap():
            yield _enveloped(mishap_item(task, news), envelope, key="errors")


def _enveloped(item: Item, envelope: Envelope, *, key: str) -> object:
    return {Envelope.BARE: item, Envelope.WRAPPED: {key: [item]}, Envelope.LISTED: [item]}[envelope]


def usd(micros: int) -> float:
    """An amount as the wire has it: a JSON number of dollars, exact to the micro when spelt out."""
    return micros / 1_000_000
