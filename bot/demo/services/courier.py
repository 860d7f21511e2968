"""Callbacks of the stand-in services: sent until a 2xx comes, or lost, doubled and late when told so."""

import asyncio
import io
import json
import random
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field

import aiohttp

# Runware waits about 5 s for an answer and repeats after 250 ms, doubling to 8 s, with jitter (its public
# integration notes, read 2026-11-20); how often is not told. Magnific tells nothing and gets the same.
ANSWER_SECONDS = 5
RETRY_SECONDS = 0.25
RETRY_MAX_SECONDS = 8
ATTEMPTS = 6
KEPT_POSTINGS = 1000


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One callback to be sent; every attempt carries the same id and body."""

    letter_id: str
    task_id: str
    url: str = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One attempt to deliver a letter; ``status`` is None where no answer came."""

    task_id: str
    letter_id: str
    attempt: int
    url: str = field(repr=False)
    payload: object
    headers: Mapping[str, str]
    status: int | None


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of a letter: how many copies leave, and how late."""

    copies: int = 1
    delay_seconds: float = 0


class Courier:
    """Delivers letters in the background. ``sign`` makes the headers of one attempt."""

    def __init__(
        self, *, seed: int, retry_seconds: float, sign: Callable[[Letter], Mapping[str, str]] | None
    ) -> None:
        self.postings: list[Posting] = []
        self.watch: Callable[[Posting], None] | None = None  # told of each attempt
        self._rng = random.Random(seed)
        self._retry_seconds = retry_seconds
        self._sign = sign
        self._session: aiohttp.ClientSession | None = None
        self._running: set[asyncio.Task[None]] = set()

    def send(self, letter: Letter, fate: Fate) -> None:
        """Post a letter as its fate wants; returns at once."""
        for _ in range(fate.copies):
            self._start(self._deliver(letter, delay_seconds=fate.delay_seconds))

    def upload(self, url: str, content: bytes, *, content_type: str) -> None:
        """PUT a finished picture to an address the customer named; one attempt, no more is promised."""
        self._start(self._put(url, content, content_type=content_type))

    async def close(self) -> None:
        """Forget what is under way and hang up."""
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _start(self, work: Coroutine[object, object, None]) -> None:
        running = asyncio.get_running_loop().create_task(work)
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    def _connection(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS))
        return self._session

    async def _deliver(self, letter: Letter, *, delay_seconds: float) -> None:
        await asyncio.sleep(delay_seconds)
        for attempt in range(1, ATTEMPTS + 1):
            if await self._post(letter, attempt=attempt):
                return
            pause = min(self._retry_seconds * 2 ** (attempt - 1), RETRY_MAX_SECONDS)
            await asyncio.sleep(pause * self._rng.uniform(0.9, 1.1))

    async def _post(self, letter: Letter, *, attempt: int) -> bool:
        headers = {"Content-Type": "application/json", **(self._sign(letter) if self._sign else {})}
        try:
            async with self._connection().post(
                letter.url, data=io.BytesIO(letter.body), headers=headers, allow_redirects=False
            ) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError):
            status = None
        posting = Posting(
            task_id=letter.task_id,
            letter_id=letter.letter_id,
            attempt=attempt,
            url=letter.url,
            payload=json.loads(letter.body),
            headers=headers,
            status=status,
        )
        self.postings.append(posting)
        del self.postings[:-KEPT_POSTINGS]
        if self.watch is not None:
            self.watch(posting)
        return status is not None and 200 <= status < 300

    async def _put(self, url: str, content: bytes, *, content_type: str) -> None:
        headers = {"Content-Type": content_type}
        try:
            async with self._connection().put(
                url, data=io.BytesIO(content), headers=headers, allow_redirects=False
            ):
                return
        except (aiohttp.ClientError, TimeoutError):
            return
