"""How the stand-in for Magnific words its answers and callbacks, and signs the latter.

Source: Magnific's page of Ideogram Inpainting and its webhook page, read 2026-11-20; statuses 402, 404 and
429 are not on them, and the webhook page's own samples disagree on the form of the secret.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterable
from enum import StrEnum

from aiohttp import web

from bot.demo.services.courier import Letter
from bot.demo.services.orders import Mishap, Result, Stage, Task
from bot.demo.services.tasks import REFUSED

MESSAGES = {
    402: "Not enough credits",
    404: "Not found",
    429: "Too many requests",
    500: "Internal Server Error",
    503: "Service Unavailable. Please try again later.",
}


class SecretForm(StrEnum):
    """How the signing key comes out of the webhook secret."""

    TEXT = "text"  # the secret's UTF-8 bytes
    BASE64 = "base64"  # decoded, without a leading "whsec_"


class Refused(Exception):
    """An answer that is a message, with the parameters at fault where there are any."""

    def __init__(self, status: int, message: str, *, invalid_params: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self._status = status
        self._message = message
        self._invalid_params = [{"name": name, "reason": reason} for name, reason in invalid_params]

    def response(self) -> web.Response:
        """The answer to send."""
        if not self._invalid_params:
            return web.json_response({"message": self._message}, status=self._status)
        problem = {"message": self._message, "invalid_params": self._invalid_params}
        return web.json_response(problem, status=self._status, content_type="application/problem+json")


def refusal(status: int) -> web.Response:
    """The answer that goes with nothing but a status."""
    return Refused(status, MESSAGES[status]).response()


def letters(task: Task, _: Result | Mishap | None) -> Iterable[object]:
    """A callback for every change of status, without the ``data`` around it that answers have."""
    yield status_item(task)


def status_item(task: Task) -> dict[str, object]:
    """A task as answers and callbacks show it. A refused one completes empty; no reason is ever told."""
    generated = [task.address(result) for result in task.results]
    return {"task_id": task.task_id, "status": status(task), "generated": generated}


def status(task: Task) -> str:
    """CREATED, IN_PROGRESS, COMPLETED or FAILED."""
    if task.stage is Stage.FINISHED:
        return "COMPLETED" if task.results or REFUSED in task.mishaps else "FAILED"
    return "IN_PROGRESS" if task.stage is Stage.RUNNING else "CREATED"


def signing_key(secret: str, *, form: SecretForm) -> bytes:
    """The key behind a webhook secret.

    Raises:
        ValueError: it should be base64 and is not.
    """
    if form is SecretForm.TEXT:
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("The webhook secret is not base64.") from error


def signature_headers(letter: Letter, *, key: bytes, clock: Callable[[], float]) -> dict[str, str]:
    """The headers of one attempt: HMAC-SHA256 over ``id.timestamp.body``, base64, version v1."""
    timestamp = str(int(clock()))
    signed = b".".join((letter.letter_id.encode(), timestamp.encode(), letter.body))
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return {
        "webhook-id": letter.letter_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
