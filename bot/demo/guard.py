"""Who may open the demo's pages: a browser on this machine that no other site has sent here."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_OWN_HOSTS = frozenset({"127.0.0.1", "localhost"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guarded(handler: Handler) -> Handler:
    """The handler behind a look at ``Host`` and ``Origin``, its answers under the strict policy."""

    async def behind_guard(request: web.Request) -> web.StreamResponse:
        host = urlsplit(f"//{request.host}").hostname
        origin = request.headers.get("Origin")
        is_own = origin is None or urlsplit(origin).netloc == request.host
        try:
            if host not in _OWN_HOSTS or not is_own:
                raise web.HTTPForbidden
            response = await handler(request)
        except web.HTTPException as refusal:
            refusal.headers.update(HEADERS)
            raise
        if not response.prepared:
            response.headers.update({**HEADERS, **response.headers})
        return response

    return behind_guard
