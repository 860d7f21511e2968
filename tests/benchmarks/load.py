"""Many requests to one address: as fast as they are answered, or so many a second."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

CONNECTIONS = 16
WARM = 30


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One request, ready to be sent."""

    url: str
    body: bytes
    headers: Mapping[str, str]


MakeLetter = Callable[[int], Letter]


def signed_form(url: str, fields: Mapping[str, str], *, secret: str) -> Letter:
    """As Slack posts a slash command."""
    return _signed(url, urlencode(fields), secret=secret, content_type="application/x-www-form-urlencoded")


def signed_json(url: str, payload: Mapping[str, object], *, secret: str) -> Letter:
    """As Slack posts an event."""
    return _signed(url, json.dumps(payload), secret=secret, content_type="application/json")


def _signed(url: str, body: str, *, secret: str, content_type: str) -> Letter:
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    assert signature is not None, "a body is given"
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature,
    }
    return Letter(url=url, body=body.encode(), headers=headers)


async def throughput(make: MakeLetter, *, requests: int) -> float:
    """Requests answered in a second, over connections that each send the next one at once."""
    async with _session() as session:
        await _drain(session, [make(number) for number in range(WARM)])
        letters = [make(WARM + number) for number in range(requests)]
        began_at = time.perf_counter()
        await _drain(session, letters)
        return requests / (time.perf_counter() - began_at)


async def latencies(make: MakeLetter, *, requests: int, per_second: float) -> list[float]:
    """Seconds until each answer, of requests that come evenly whether or not the ones before are answered."""

    async def send(session: aiohttp.ClientSession, number: int) -> float:
        letter = make(number)
        await asyncio.sleep(max(0.0, began_at + number / per_second - time.perf_counter()))
        sent_at = time.perf_counter()
        await _post(session, letter)
        return time.perf_counter() - sent_at

    async with _session() as session:
        began_at = time.perf_counter() + 0.5
        return await asyncio.gather(*(send(session, number) for number in range(requests)))


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


async def _drain(session: aiohttp.ClientSession, letters: list[Letter]) -> None:
    waiting = iter(letters)

    async def work() -> None:
        for letter in waiting:
            await _post(session, letter)

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))


async def _post(session: aiohttp.ClientSession, letter: Letter) -> None:
    async with session.post(letter.url, data=letter.body, headers=letter.headers) as answer:
        body = await answer.read()
        assert answer.status == 200, f"{answer.status}: {body[:200]!r}"
