"""Where the wire log listens: at the doors of the local Slack and of the services, and at what they send."""

import asyncio
import json
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.demo.drawer.wire_log import Party, WireLog
from bot.demo.services.courier import Posting
from bot.demo.services.routes import WORKSHOP
from bot.demo.services.sent_pictures import fold
from bot.demo.slack.deliveries import Attempt
from bot.demo.workspace import Workspace

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
# Beside these the local Slack serves the demo's own page, which is nobody's traffic.
_SLACK_PATHS = ("/api/", "/upload/", "/files-pri/", "/files-tmb/", "/response/")
_SERVICE_PATHS = ("/v1", "/image/")


def tap_slack(log: WireLog, workspace: Workspace) -> Middleware:
    """Hear what Slack and the app say to each other; the server needs the middleware returned."""
    workspace.courier.watch = partial(_note_delivery, log)
    return _door(log, receiver=Party.SLACK, paths=_SLACK_PATHS)


def tap_service(log: WireLog, service: Party, application: web.Application) -> None:
    """Hear what a service and the app say to each other; before the service is opened."""
    application[WORKSHOP].courier.watch = partial(_note_callback, log, service)
    application.middlewares.append(_door(log, receiver=service, paths=_SERVICE_PATHS))


def read_body(body: bytes, content_type: str) -> object:
    """A body as JSON can carry it: structures inside a form taken out of their text, pictures folded."""
    try:
        if content_type == JSON:
            return fold(json.loads(body), {}) if body else None
        if content_type == FORM:
            return {name: _opened(value) for name, value in parse_qsl(body.decode())}
        if content_type.startswith("text/"):
            return body.decode()
    except ValueError:
        pass
    return {"form": content_type, "size_bytes": len(body)} if body else None


def _note_delivery(log: WireLog, attempt: Attempt) -> None:
    delivery = attempt.delivery
    again = f", repeated ({attempt.retry_number})" if attempt.retry_number else ""
    log.note(
        Party.SLACK,
        Party.APP,
        title=f"{delivery.sort.value} {delivery.name}{again}",
        sent=read_body(delivery.body, delivery.content_type),
        status=attempt.answer.status,
        answer=attempt.answer.payload or attempt.answer.reason or None,
    )


def _note_callback(log: WireLog, sender: Party, posting: Posting) -> None:
    again = f", repeated ({posting.attempt - 1})" if posting.attempt > 1 else ""
    log.note(
        sender,
        Party.APP,
        title=f"POST {_brief_path(posting.url)}{again}",
        sent=fold(posting.payload, {}),
        status=posting.status,
        answer=None,
    )


def _door(log: WireLog, *, receiver: Party, paths: tuple[str, ...]) -> Middleware:
    @web.middleware
    async def listening(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(paths):
            return await handler(request)
        sent = await _sent(request)
        title = request.path.removeprefix("/api/")
        if title == request.path:
            title = f"{request.method} {_brief_path(request.path)}"
        status, answer = None, None
        try:
            response = await handler(request)
            # A fault may have hung up instead of answering.
            if request.transport is not None and not request.transport.is_closing():
                status, answer = response.status, _answered(response)
            return response
        finally:
            title = f"{title} {_task_type(sent)}".strip()
            log.note(Party.APP, receiver, title=title, sent=sent, status=status, answer=answer)

    return listening


async def _sent(request: web.Request) -> object:
    query: dict[str, Any] = {name: _opened(value) for name, value in request.query.items()}
    if request.content_type.startswith("multipart/"):
        # Reading it here would leave nothing for the handler.
        return query | {"form": request.content_type, "size_bytes": request.content_length}
    raw = await request.read()
    # A picture of some megabytes takes a while to fold.
    body = await asyncio.to_thread(read_body, raw, request.content_type)
    return query | body if isinstance(body, dict) else body or query or None


def _answered(response: web.StreamResponse) -> object:
    body = response.body if isinstance(response, web.Response) else None
    return read_body(body, response.content_type) if isinstance(body, bytes) else None


def _task_type(sent: object) -> str:
    """What is asked of Runware, whose requests all go to one address."""
    last = sent[-1] if isinstance(sent, list) and sent else None
    return str(last.get("taskType", "")) if isinstance(last, dict) else ""


def _opened(text: str) -> object:
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _brief_path(address: str) -> str:
    """The path alone, its long parts (tickets, tokens, ids) cut."""
    parts = urlsplit(address).path.split("/")
    return "/".join(part if len(part) <= 24 else f"{part[:8]}…" for part in parts)
