"""The address that Slack and the services know: passes each request to a living process, in bad weather badly."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from tests.loopback import answering_all, listen

_PASSED_ON = ("Content-Type", "X-Slack-No-Retry")


@dataclass(frozen=True, kw_only=True)
class Draught:
    """How often a request suffers what: a share of all requests for each."""

    held: float = 0.0  # passed on late, so that others overtake it
    dropped: float = 0.0  # never passed on
    unanswered: float = 0.0  # passed on, and the answer lost


STILL = Draught()


class Door:
    """A load balancer of the simplest kind: any process, and the next one where that one does not listen."""

    def __init__(self, *, backends: Callable[[], Sequence[str]], rng: random.Random) -> None:
        self.draught = STILL
        self._backends = backends
        self._rng = rng
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def open(self, port: int) -> None:
        """Listen."""
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        self._session = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=20))
        self._runner = await listen(answering_all(self._pass_on), port=port, shutdown_seconds=1.0)

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        draught, luck = self.draught, self._rng.random()
        body = await request.read()
        if luck < draught.dropped:
            return _hang_up(request)
        if self._rng.random() < draught.held:
            await asyncio.sleep(self._rng.uniform(0.1, 2.0))
        answer = await self._ask_any(request, body)
        is_lost = luck < draught.dropped + draught.unanswered
        return _hang_up(request) if answer is None or is_lost else answer

    async def _ask_any(self, request: web.Request, body: bytes) -> web.Response | None:
        """The first answer; None where nobody listens, or somebody died over it."""
        assert self._session is not None, "opened before"
        backends = list(self._backends())
        self._rng.shuffle(backends)
        for backend in backends:
            try:
                async with self._session.request(
                    request.method, backend + request.path_qs, headers=request.headers, data=body
                ) as answer:
                    headers = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
                    return web.Response(status=answer.status, body=await answer.read(), headers=headers)
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                return None
        return None


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
