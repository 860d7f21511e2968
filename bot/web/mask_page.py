"""The mask page's addresses: ``GET|POST /mask/{token}`` and, under the same token, what the page loads.

``POST /mask/{token}`` takes the mask as a PNG body: white may change, black stays, at the picture's size.
Prompt and model go before it as JSON: ``PUT /mask/{token}/wish`` with ``{"prompt": …, "model": …}``.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog
from aiohttp import web

from bot.doors.mask_pages import MaskPages
from bot.errors import BotError, BudgetExceeded, LinkRefused, NotAllowed, RequestError
from bot.web.links import MaskLinks

MAX_MASK_BYTES = 32 * 1024 * 1024  # a mask of 100 megapixels that is nothing but noise
MAX_WISH_BYTES = 64 * 1024
READ_SECONDS = 120.0  # a phone on a train
SAVED = "Saved. The edit goes on in the Slack thread."

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = (
    "board.js", "dom.js", "draft.js", "history.js", "keys.js", "mask.js", "painter.js", "pixels.js",
    "png.js", "pointers.js", "server.js", "shapes.js", "toolbar.js", "wish.js",
)  # fmt: skip
FILES = {"mask.css": "text/css", **dict.fromkeys(_SCRIPTS, "text/javascript")}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
_TOO_LARGE = "This mask is larger than we take. Nothing was charged. Please draw it on this page."
_TOO_SLOW = "The mask did not arrive whole. Nothing was charged. Check the connection and save again."
_UNREADABLE = "This could not be read. Nothing was charged. Please reload the page."

log = structlog.get_logger(__name__)

Answer = Callable[[web.Request, UUID], Awaitable[web.Response]]


def mask_routes(pages: MaskPages, *, links: MaskLinks, clock: Callable[[], datetime]) -> list[web.RouteDef]:
    """Everything below ``/mask/``; a refusal is JSON with one ``sentence``, for the page itself the page."""

    def guarded(answer: Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                page_id = links.read(request.match_info["token"], now=clock())
                return await answer(request, page_id)
            except BotError as error:
                log.info("A mask page was refused something.", why=type(error).__name__)
                return _refuse(error)
            except Exception:
                log.exception("A mask page's request failed.")
                return _refuse(BotError("a mask page's request failed"))

        return handle

    async def show_page(request: web.Request) -> web.Response:
        """The page comes with any link; what it loads next tells it, and people, what is wrong with one."""
        status = 200
        try:
            await pages.find(links.read(request.match_info["token"], now=clock()))
        except LinkRefused as error:
            status = error.status
        return _static("mask.html", "text/html", status=status)

    async def show_file(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        return _static(name, FILES[name]) if name in FILES else web.Response(status=404)

    return [
        web.get("/mask/static/{name}", show_file),
        web.get("/mask/{token}", show_page),
        web.get("/mask/{token}/state", guarded(_bind_state(pages))),
        web.get("/mask/{token}/picture", guarded(_bind_picture(pages))),
        web.get("/mask/{token}/last", guarded(_bind_last_mask(pages))),
        web.put("/mask/{token}/wish", guarded(_bind_wish(pages))),
        web.post("/mask/{token}", guarded(_bind_save(pages))),
    ]


def _bind_state(pages: MaskPages) -> Answer:
    async def state(_request: web.Request, page_id: UUID) -> web.Response:
        return _json(asdict(await pages.show(page_id)))

    return state


def _bind_picture(pages: MaskPages) -> Answer:
    async def picture(_request: web.Request, page_id: UUID) -> web.Response:
        content, content_type = await pages.picture(page_id)
        return web.Response(body=content, content_type=content_type, headers=_HEADERS)

    return picture


def _bind_last_mask(pages: MaskPages) -> Answer:
    async def last_mask(_request: web.Request, page_id: UUID) -> web.Response:
        png = await pages.last_mask(page_id)
        if png is None:
            return web.Response(status=204, headers=_HEADERS)
        return web.Response(body=png, content_type="image/png", headers=_HEADERS)

    return last_mask


def _bind_wish(pages: MaskPages) -> Answer:
    async def wish(request: web.Request, page_id: UUID) -> web.Response:
        match _parse(await _read_body(request, max_bytes=MAX_WISH_BYTES)):
            case {"prompt": str() as prompt, "model": str() as model_key}:
                await pages.wish(page_id, prompt=prompt, model_key=model_key)
                return _json({})
        raise RequestError(_UNREADABLE)

    return wish


def _bind_save(pages: MaskPages) -> Answer:
    async def save(request: web.Request, page_id: UUID) -> web.Response:
        await pages.save(page_id, await _read_body(request, max_bytes=MAX_MASK_BYTES))
        return _json({"sentence": SAVED})

    return save


async def _read_body(request: web.Request, *, max_bytes: int) -> bytes:
    """The body, bounded in size and time.

    Raises:
        RequestError: too large, too slow or broken off.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for part in request.content.iter_any():
                body += part
                if len(body) > max_bytes:
                    raise RequestError(_TOO_LARGE)
    except (TimeoutError, ConnectionError, web.PayloadAccessError) as error:
        raise RequestError(_TOO_SLOW) from error
    return bytes(body)


def _parse(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RequestError(_UNREADABLE) from error


def _json(content: object, *, status: int = 200) -> web.Response:
    return web.json_response(content, status=status, headers=_HEADERS)


def _refuse(error: BotError) -> web.Response:
    match error:
        case LinkRefused():
            status = error.status
        case RequestError() | BudgetExceeded() | NotAllowed():
            status = 422
        case _:
            status = 503
    return _json({"sentence": error.user_text, "field": getattr(error, "field", None)}, status=status)


def _static(name: str, content_type: str, *, status: int = 200) -> web.Response:
    return web.Response(
        body=(_STATIC / name).read_bytes(),
        content_type=content_type,
        charset="utf-8",
        status=status,
        headers=_HEADERS,
    )
