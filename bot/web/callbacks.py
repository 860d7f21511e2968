"""Where image services tell us that a task has moved: a checked hint to ask, and nothing more."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

import structlog
from aiohttp import web

from bot.catalogue import ServiceName
from bot.errors import CallbackRefused
from bot.meters import Meters
from bot.providers.base import CallbackHint, Provider
from bot.web.links import CallbackTokens

MAX_BODY_BYTES = 8 * 1024 * 1024  # room for a service that sends the picture although we ask for its address
READ_SECONDS = 10.0
PIECE_BYTES = 64 * 1024

Receive = Callable[[ServiceName, UUID, CallbackHint], Awaitable[None]]
Answer = Callable[[web.Request, ServiceName], Awaitable[web.Response]]
Handler = Callable[[web.Request], Awaitable[web.Response]]

log = structlog.get_logger(__name__)


def callback_routes(
    receive: Receive,
    *,
    tokens: CallbackTokens,
    providers: Mapping[ServiceName, Provider],
    meters: Meters | None = None,
    clock: Callable[[], float] = time.time,
    read_seconds: float = READ_SECONDS,
) -> list[web.RouteDef]:
    """``POST /callbacks/<service>/{token}`` for every service.

    ``receive`` gets progress notes too: one may be the first to name a task whose submit was lost. It may
    raise ``CallbackRefused``, whose status is the answer. An answer never has a body, and a refusal looks
    the same whatever is wrong, but for a wrong signature (401).
    """

    def provider_of(service: ServiceName) -> Provider:
        if service not in providers:
            raise CallbackRefused("A callback is for a service that is not set up.")
        return providers[service]

    async def answer(request: web.Request, service: ServiceName) -> web.Response:
        try:
            task_id = tokens.read(request.match_info["token"], service)
            body = await _read_body(request, seconds=read_seconds)
            hint = provider_of(service).read_callback(request.headers, body, now=clock())
            await receive(service, task_id, hint)
        except CallbackRefused as error:
            log.info("A callback was refused.", service=service.value, why=str(error))
            return web.Response(status=error.status)
        except Exception:
            # Services repeat a callback that was not taken, and polling finds the result anyway.
            log.exception("A callback could not be taken.", service=service.value)
            return web.Response(status=503)
        return web.Response()

    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=404)

    return [
        *(
            web.post(f"/callbacks/{service.value}/{{token}}", _counted(answer, service, meters=meters))
            for service in ServiceName
        ),
        web.post("/callbacks/{anything:.*}", refuse),
    ]


def _counted(answer: Answer, service: ServiceName, *, meters: Meters | None) -> Handler:
    async def answer_and_count(request: web.Request) -> web.Response:
        response = await answer(request, service)
        if meters is not None:
            meters.callback(service, status=response.status)
        return response

    return answer_and_count


async def _read_body(request: web.Request, *, seconds: float) -> bytes:
    """The raw body, which the signature is over.

    Raises:
        CallbackRefused: too large, too slow or broken off.
    """
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.content.iter_chunked(PIECE_BYTES):
                size += len(part)
                if size > MAX_BODY_BYTES:
                    raise CallbackRefused("A callback is too large.")
                parts.append(part)
    except (TimeoutError, ConnectionError, web.PayloadAccessError) as error:
        raise CallbackRefused("A callback did not arrive whole.") from error
    return b"".join(parts)
