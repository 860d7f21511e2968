"""The one address Slack posts to: bounded and signed before anything is read, parsed before Bolt sees it."""

import asyncio
import json
from http import HTTPStatus
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import Clock, SignatureVerifier

from handlers.payloads import Payload
from handlers.shapes import shaped

MAX_BODY_BYTES = 1_000_000
MAX_BODY_SECONDS = 10.0
MAX_AGE_DIGITS = 12

_log = structlog.get_logger(__name__)


def slack_routes(app: AsyncApp, *, signing_secret: str, clock: Clock | None = None) -> list[web.RouteDef]:
    """``POST /slack/events`` for an aiohttp application; a ``clock`` tells seconds since the epoch."""
    verifier = SignatureVerifier(signing_secret, clock or Clock())

    async def receive(request: web.Request) -> web.Response:
        timestamp, signature = _read_signature(request)
        if timestamp is None or signature is None:
            return _refuse("without a usable signature")
        text = _decode(await _read_body(request))
        if text is None or not verifier.is_valid(text, timestamp, signature):
            return _refuse("with a wrong or old signature")
        bolt_request = _read_request(text, is_json=request.content_type == "application/json")
        if bolt_request is None:
            return _refuse("that cannot be read")
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    return [web.post("/slack/events", receive)]


def _refuse(reason: str) -> web.Response:
    """401 for everything malformed; the body is never logged, it may hold a prompt."""
    _log.warning("Refused a request to Slack's address", reason=reason)
    return web.Response(status=HTTPStatus.UNAUTHORIZED)


def _read_signature(request: web.Request) -> tuple[str | None, str | None]:
    """Timestamp and signature where they have the right form: the verifier raises on any other."""
    timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= MAX_AGE_DIGITS
    is_packed = "Content-Encoding" in request.headers
    return (timestamp if is_number and not is_packed else None), (signature if signature.isascii() else None)


async def _read_body(request: web.Request) -> bytes:
    """The body.

    Raises:
        web.HTTPException: it is longer than any of Slack's, or takes longer to come.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(MAX_BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise web.HTTPRequestEntityTooLarge(max_size=MAX_BODY_BYTES, actual_size=len(body))
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    return bytes(body)


def _decode(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _read_request(text: str, *, is_json: bool) -> AsyncBoltRequest | None:
    """The request as Bolt takes it, None where it has no shape of Slack's.

    Bolt's own parser takes any form with the word "payload" in it for an interaction, so a prompt with
    that word would lose its command. A parsed body goes in the way Socket Mode hands it over.
    """
    try:
        body = shaped(_parse(text, is_json=is_json))
        json.dumps(body, ensure_ascii=False).encode()
        return AsyncBoltRequest(body=body, mode="socket_mode")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _parse(text: str, *, is_json: bool) -> Payload:
    """A JSON object, a form, or a form whose field ``payload`` is a JSON object."""
    if is_json:
        parsed = json.loads(text)
    else:
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
        parsed = json.loads(fields["payload"]) if "payload" in fields else fields
    if not isinstance(parsed, dict):
        raise TypeError("not an object")
    return parsed
