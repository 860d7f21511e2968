"""The endpoint for callbacks, over real HTTP: what passes, what is refused, and that nothing shakes it."""

import asyncio
import json
from contextlib import closing
from uuid import UUID, uuid4

import pytest
from aiohttp import ClientSession, web

from bot.catalogue import ServiceName
from bot.errors import CallbackRefused
from bot.providers.http import open_client
from bot.providers.magnific import Magnific
from bot.providers.runware import Runware
from bot.web.callbacks import MAX_BODY_BYTES, callback_routes
from bot.web.links import CallbackTokens

TASK = UUID("d01113cd-fe21-4a0f-a480-706372b78c09")
BODY = json.dumps(
    {"taskUUID": str(TASK), "imageUUID": "a", "imageURL": "https://im.runware.ai/a.png"}
).encode()
REMOTE = json.dumps({"task_id": "remote-1", "status": "COMPLETED", "generated": []}).encode()
TOKENS = CallbackTokens("any string")
RUNWARE, MAGNIFIC = ServiceName.RUNWARE, ServiceName.MAGNIFIC
FOREVER = 60.0
SECRET = "a secret of some length"


class Endpoint:
    """The running endpoint, what reached the middle, and how the middle answers."""

    def __init__(self):
        self.received = []
        self.trouble = None
        self.address = ""
        self.port = 0

    async def receive(self, service, task_id, hint):
        self.received.append((service, task_id, hint.provider_task_id, hint.is_worth_asking))
        if self.trouble is not None:
            raise self.trouble

    def url(self, service=RUNWARE, *, token=None):
        return f"{self.address}/callbacks/{service}/{token or TOKENS.token(service, TASK)}"

    async def post(self, url, body=BODY, **options):
        async with ClientSession() as session, session.post(url, data=body, **options) as response:
            return response.status, await response.read()


@pytest.fixture
async def start():
    """Run the endpoint for the given services."""
    runners = []
    async with open_client() as http:

        async def run(*services, secret=SECRET, read_seconds=FOREVER):
            endpoint = Endpoint()
            known = {
                RUNWARE: Runware(http, api_url="https://api.runware.ai/v1", api_key="key-1"),
                MAGNIFIC: Magnific(
                    http, api_url="https://api.magnific.com", api_key="key-1", webhook_secret=secret
                ),
            }
            providers = {each: known[each] for each in services or known}
            app = web.Application()
            app.add_routes(
                callback_routes(
                    endpoint.receive, tokens=TOKENS, providers=providers, read_seconds=read_seconds
                )
            )
            runner = web.AppRunner(app, access_log=None)
            runners.append(runner)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            endpoint.port = runner.addresses[0][1]
            endpoint.address = f"http://127.0.0.1:{endpoint.port}"
            return endpoint

        yield run
        for runner in runners:
            await runner.cleanup()


async def test_a_genuine_callback_reaches_the_middle_and_is_answered_empty(start):
    endpoint = await start()

    answer = await endpoint.post(endpoint.url())

    assert answer == (200, b"")
    assert endpoint.received == [(RUNWARE, TASK, str(TASK), True)]


async def test_a_progress_note_reaches_the_middle_marked_as_one(start):
    endpoint = await start(secret=None)

    answer = await endpoint.post(endpoint.url(MAGNIFIC), REMOTE.replace(b"COMPLETED", b"IN_PROGRESS"))

    assert answer == (200, b"")
    assert endpoint.received == [(MAGNIFIC, TASK, "remote-1", False)]


@pytest.mark.parametrize("token", ["x", "x.y", "%00", "a" * 500, TOKENS.token(MAGNIFIC, TASK)])
async def test_a_forged_or_foreign_token_gets_an_empty_404(start, token):
    endpoint = await start()

    answer = await endpoint.post(endpoint.url(token=token))

    assert answer == (404, b"")
    assert endpoint.received == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff" * 100, b'{"taskUUID": 5}', b"[" * 50_000])
async def test_an_unreadable_body_gets_an_empty_404_even_with_a_good_token(start, body):
    endpoint = await start()

    answer = await endpoint.post(endpoint.url(), body)

    assert answer == (404, b"")
    assert endpoint.received == []


async def test_a_wrong_signature_gets_an_empty_401(start):
    endpoint = await start()

    answer = await endpoint.post(endpoint.url(MAGNIFIC), REMOTE, headers={"webhook-signature": "v1,AAAA"})

    assert answer == (401, b"")
    assert endpoint.received == []


async def test_a_service_that_is_not_set_up_gets_an_empty_404(start):
    endpoint = await start(RUNWARE)

    answer = await endpoint.post(endpoint.url(MAGNIFIC), REMOTE)

    assert answer == (404, b"")


@pytest.mark.parametrize("status", [404, 401])
async def test_what_the_middle_refuses_is_refused_with_its_status(start, status):
    endpoint = await start()
    endpoint.trouble = CallbackRefused("this task is over", status=status)

    assert await endpoint.post(endpoint.url()) == (status, b"")


async def test_trouble_in_the_middle_asks_the_service_to_call_again(start):
    endpoint = await start()
    endpoint.trouble = OSError("the database is away")

    assert await endpoint.post(endpoint.url()) == (503, b"")

    endpoint.trouble = None
    assert await endpoint.post(endpoint.url()) == (200, b"")


async def test_a_body_over_the_limit_is_not_read_to_its_end(start):
    endpoint = await start()

    async def endless():
        for _ in range(MAX_BODY_BYTES // 65536 + 2):
            yield b"x" * 65536

    answer = await endpoint.post(endpoint.url(), endless())

    assert answer == (404, b"")
    assert endpoint.received == []


async def test_a_body_that_never_ends_is_given_up(start):
    endpoint = await start(read_seconds=0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
    path = endpoint.url().removeprefix(endpoint.address)

    with closing(writer):
        writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{".encode())
        head = await reader.readuntil(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 404")
    assert endpoint.received == []


async def test_a_sender_that_hangs_up_halfway_does_no_harm(start):
    endpoint = await start()
    _, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
    path = endpoint.url().removeprefix(endpoint.address)
    writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{".encode())
    await writer.drain()
    writer.transport.abort()

    assert await endpoint.post(endpoint.url()) == (200, b"")
    assert len(endpoint.received) == 1


async def test_neither_token_nor_body_is_logged(start, capfd):
    endpoint = await start()
    endpoint.trouble = OSError("the database is away")
    token = TOKENS.token(RUNWARE, TASK)

    await endpoint.post(endpoint.url())
    await endpoint.post(endpoint.url(token="forged-token"))
    await endpoint.post(endpoint.url(), b"secret body")

    out, err = capfd.readouterr()
    for secret in (token, "forged-token", "secret body", "im.runware.ai"):
        assert secret not in out + err


async def test_the_same_token_serves_for_every_result_of_its_task(start):
    endpoint = await start()

    for name in (b"a", b"b", b"b"):
        assert (await endpoint.post(endpoint.url(), BODY.replace(b'"a"', b'"' + name + b'"')))[0] == 200

    assert len(endpoint.received) == 3


async def test_a_token_of_another_task_carries_that_task_to_the_middle(start):
    endpoint = await start()
    other = uuid4()

    await endpoint.post(endpoint.url(token=TOKENS.token(RUNWARE, other)))

    assert endpoint.received == [(RUNWARE, other, str(TASK), True)]
