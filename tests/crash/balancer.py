"""A load balancer as they are sold: asks who is ready, sends each request to one of those, and never twice."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.crash.fleet import Fleet
from tests.flows.house import Street
from tests.loopback import answering_all, listen

# The product as it is, with its own waits.
SERVE = ("-c", "from bot.__main__ import main; main()", "serve")
LOOK_EVERY_SECONDS = 1.0
OUT_AFTER = 2  # looks in a row that found it not ready
_PASSED_ON = ("Content-Type", "X-Slack-No-Retry")


class Balancer:
    """Whatever it could not pass on, and every answer that was an error, is in ``complaints``."""

    def __init__(self, backends: Sequence[str]) -> None:
        self.complaints: list[str] = []
        self.answered: dict[str, int] = dict.fromkeys(backends, 0)
        self._refusals = dict.fromkeys(backends, OUT_AFTER)
        self._turns = itertools.count()
        self._looking: list[asyncio.Task[None]] = []
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def open(self, port: int) -> None:
        """Listen, and look after everybody behind; who is ready now has been seen once on return."""
        connector = aiohttp.TCPConnector(limit=0)  # connections are kept and used again
        self._session = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=30))
        for backend in self._refusals:
            self._refusals[backend] = 0 if await self._is_ready(backend) else OUT_AFTER
        self._looking = [asyncio.create_task(self._look_after(backend)) for backend in self._refusals]
        self._runner = await listen(answering_all(self._pass_on), port=port, shutdown_seconds=1.0)

    async def close(self) -> None:
        """Stop."""
        if self._runner is not None:
            await self._runner.cleanup()
        for looking in self._looking:
            looking.cancel()
        await asyncio.gather(*self._looking, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _look_after(self, backend: str) -> None:
        while True:
            is_ready = await self._is_ready(backend)
            self._refusals[backend] = 0 if is_ready else self._refusals[backend] + 1
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _is_ready(self, backend: str) -> bool:
        assert self._session is not None, "opened before"
        try:
            async with self._session.get(f"{backend}/readyz") as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        assert self._session is not None, "opened before"
        body = await request.read()
        backends = [backend for backend, refusals in self._refusals.items() if refusals < OUT_AFTER]
        if not backends:
            return self._complain(request, "nobody is ready")
        backend = backends[next(self._turns) % len(backends)]
        try:
            async with self._session.request(
                request.method, backend + request.path_qs, headers=request.headers, data=body
            ) as answer:
                if answer.status >= 500:
                    self._complain(request, f"{answer.status} from {backend}")
                self.answered[backend] += 1
                headers = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
                return web.Response(status=answer.status, body=await answer.read(), headers=headers)
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._complain(request, f"{error!r} from {backend}")

    def _complain(self, request: web.Request, what: str) -> web.Response:
        self.complaints.append(f"{request.method} {request.path.split('/')[1]}: {what}")
        return web.Response(status=502)


@asynccontextmanager
async def balanced(street: Street, *, processes: int, folder: Path) -> AsyncIterator[tuple[Balancer, Fleet]]:
    """So many processes of ``retouch serve``, all ready, at the one address that the street knows."""
    fleet = Fleet(street.environment, processes=processes, folder=folder, rng=random.Random(0), command=SERVE)
    balancer = Balancer(fleet.addresses)
    try:
        await fleet.open()
        await balancer.open(int(street.environment["PORT"]))
        yield balancer, fleet
    finally:
        await balancer.close()
        await fleet.close()
