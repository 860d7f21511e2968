"""``/healthz`` (alive), ``/readyz`` (able to work) and ``/metrics`` (Prometheus; loopback, or a bearer token)."""

import hmac
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

IsReady = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One value of a gauge."""

    gauge: str
    labels: tuple[str, ...]
    value: float


ReadGauges = Callable[[], Awaitable[Iterable[Reading]]]
# Every gauge with its labels; the same for all processes, because it is read from the database they share.
GAUGES = {
    "retouch_jobs": ("Jobs by stage.", ("stage",)),
    "retouch_oldest_job_seconds": ("Age of the oldest job that has not ended, by stage.", ("stage",)),
    "retouch_tasks": ("Tasks under way at a service, by state.", ("service", "state")),
    "retouch_oldest_task_seconds": ("Age of the oldest of them.", ("service", "state")),
    "retouch_month_committed_micros": (
        "Micro-dollars charged and reserved in this calendar month.",
        ("team",),
    ),
}


def health_routes(
    *, is_ready: IsReady, read_gauges: ReadGauges, own: CollectorRegistry, metrics_token: str | None
) -> list[web.RouteDef]:
    """The three addresses; what they answer gives nothing away. ``own`` is what this process has counted."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_request: web.Request) -> web.Response:
        if await is_ready():
            return web.Response(text="ready\n")
        return web.Response(status=503, text="not ready\n")

    async def metrics(request: web.Request) -> web.Response:
        if not _may_read(request, metrics_token):
            return web.Response(status=404)
        shared = _registry(await read_gauges())
        body = generate_latest(shared) + generate_latest(own)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]


def _registry(readings: Iterable[Reading]) -> CollectorRegistry:
    registry = CollectorRegistry()
    gauges = {name: Gauge(name, text, labels, registry=registry) for name, (text, labels) in GAUGES.items()}
    for reading in readings:
        gauges[reading.gauge].labels(*reading.labels).set(reading.value)
    return registry


def _may_read(request: web.Request, metrics_token: str | None) -> bool:
    """With a token set it is needed from everywhere: behind a proxy everybody comes from loopback."""
    if metrics_token is not None:
        said = request.headers.get("Authorization", "")
        return hmac.compare_digest(said.encode(), f"Bearer {metrics_token}".encode())
    is_proxied = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not is_proxied and request.remote is not None and ip_address(request.remote).is_loopback
