"""``/healthz`` (alive), ``/readyz`` (able to work) and ``/metrics`` (Prometheus; loopback, or a bearer token)."""

import hmac
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

IsReady = Callable[[], Awaitable[bool]]
CountJobs = Callable[[], Awaitable[dict[str, int]]]


def health_routes(
    *, is_ready: IsReady, count_jobs: CountJobs, metrics_token: str | None
) -> list[web.RouteDef]:
    """The three addresses; what they answer gives nothing away."""
    registry = CollectorRegistry()
    jobs_by_stage = Gauge("retouch_jobs", "Jobs by stage.", ["stage"], registry=registry)

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_request: web.Request) -> web.Response:
        if await is_ready():
            return web.Response(text="ready\n")
        return web.Response(status=503, text="not ready\n")

    async def metrics(request: web.Request) -> web.Response:
        if not _may_read(request, metrics_token):
            return web.Response(status=404)
        jobs_by_stage.clear()
        for stage, count in (await count_jobs()).items():
            jobs_by_stage.labels(stage).set(count)
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]


def _may_read(request: web.Request, metrics_token: str | None) -> bool:
    """With a token set it is needed from everywhere: behind a proxy everybody comes from loopback."""
    if metrics_token is not None:
        said = request.headers.get("Authorization", "")
        return hmac.compare_digest(said.encode(), f"Bearer {metrics_token}".encode())
    is_proxied = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not is_proxied and request.remote is not None and ip_address(request.remote).is_loopback
