"""The way out: what is bounded, what is repeated, and what each failure is called."""

import asyncio
import socket
from datetime import UTC, datetime

import httpx
import pytest
from aiohttp import web

from bot.errors import ProviderUnavailable, Reason, SubmissionUncertain
from bot.providers.http import (
    MAX_ANSWER_BYTES,
    Answer,
    open_client,
    read_json,
    read_retry_after,
    repeat,
    send_once,
    send_question,
)
from tests.providers.values import CALM, QUICK

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


def post(http: httpx.AsyncClient, url: str, body: bytes = b"[]") -> httpx.Request:
    return http.build_request("POST", url, content=body, timeout=QUICK.timeout)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        ("99999999999999", 3600.0),
        ("Fri, 20 Nov 2099 12:00:30 GMT", 3600.0),
        ("-5", None),
        ("soon", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value, seconds):
    assert read_retry_after(value, now=NOW) == seconds


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"<html>", b"NaN", b'{"a": Infinity}', b"[" * 100_000]
)
def test_what_is_not_json_reads_as_nothing(body):
    assert read_json(body) is None


async def test_a_submit_that_finds_nobody_was_certainly_not_sent(http):
    with socket.socket() as taken:  # bound but not listening: a connection is refused
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"

        with pytest.raises(ProviderUnavailable) as caught:
            await send_once(http, post(http, address), patience=QUICK)

    assert caught.value.reason is Reason.BUSY


async def test_a_submit_whose_connection_drops_after_arrival_is_uncertain(http, talk):
    async def drop(reader, writer):
        await reader.readuntil(b"\r\n\r\n")

    address = await talk(drop)

    with pytest.raises(SubmissionUncertain):
        await send_once(http, post(http, address), patience=QUICK)


async def test_a_submit_that_is_met_with_silence_is_uncertain(http, talk):
    async def be_silent(reader, writer):
        await reader.read()

    address = await talk(be_silent)

    with pytest.raises(SubmissionUncertain, match="ReadTimeout"):
        await send_once(http, post(http, address), patience=QUICK)


async def test_an_answer_that_trickles_for_ever_ends_with_the_total_time(http, talk):
    async def trickle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    address = await talk(trickle)

    with pytest.raises(SubmissionUncertain, match="TimeoutError"):
        await send_once(http, post(http, address), patience=QUICK)


async def test_an_answer_that_breaks_off_in_the_middle_is_uncertain(http, talk):
    async def break_off(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"data":[')
        await writer.drain()

    address = await talk(break_off)

    with pytest.raises(SubmissionUncertain):
        await send_once(http, post(http, address), patience=QUICK)


async def test_an_endless_answer_is_not_read_to_its_end(http, serve):
    async def flood(request):
        return web.Response(body=b"x" * (MAX_ANSWER_BYTES + 1))

    address = await serve(flood)

    with pytest.raises(SubmissionUncertain, match="TooLarge"):
        await send_once(http, post(http, address), patience=CALM)
    with pytest.raises(ProviderUnavailable, match="TooLarge"):
        await send_question(http, post(http, address), patience=CALM)


async def test_a_redirect_of_a_call_is_an_answer_and_is_not_followed(http, serve):
    paths = []

    async def move(request):
        paths.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    address = await serve(move)

    answer = await send_once(http, post(http, f"{address}/v1"), patience=CALM)

    assert answer.status == 307
    assert paths == ["/v1"]


async def test_an_answer_names_the_wait_that_the_service_asks_for(http, serve):
    async def be_busy(request):
        return web.Response(status=429, headers={"Retry-After": "12"})

    address = await serve(be_busy)

    answer = await send_once(http, post(http, address), patience=CALM)

    assert (answer.status, answer.retry_after_seconds) == (429, 12.0)


async def test_proxy_settings_of_the_environment_are_not_read(serve, monkeypatch):
    async def greet(request):
        return web.Response(text="here")

    address = await serve(greet)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async with open_client() as http:
        answer = await send_question(http, post(http, address), patience=CALM)

    assert answer.text == "here"


async def test_a_harmless_call_is_repeated_until_it_works():
    attempts = []

    async def work_at_last():
        attempts.append(None)
        if len(attempts) < 3:
            raise ProviderUnavailable("busy", retry_after_seconds=0.02)
        return "done"

    result = await repeat(work_at_last, patience=QUICK)

    assert result == "done"
    assert len(attempts) == 3


async def test_repeating_ends_with_the_last_attempt():
    attempts = []

    async def fail():
        attempts.append(None)
        raise ProviderUnavailable("busy")

    with pytest.raises(ProviderUnavailable):
        await repeat(fail, patience=QUICK)

    assert len(attempts) == QUICK.attempts


@pytest.mark.parametrize(
    "error",
    [
        ProviderUnavailable("come back in a minute", retry_after_seconds=60.0),
        ProviderUnavailable("no such key", reason=Reason.ACCESS),
        ValueError("a fault of ours"),
    ],
)
async def test_what_waiting_a_moment_cannot_mend_is_not_repeated(error):
    attempts = []

    async def fail():
        attempts.append(None)
        raise error

    with pytest.raises(type(error)):
        await repeat(fail, patience=QUICK)

    assert len(attempts) == 1


def test_text_for_the_database_holds_no_nul_and_no_broken_character():
    answer = Answer(status=200, body=b"a\x00b\xffc")

    assert answer.text == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
