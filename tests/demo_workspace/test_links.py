"""Socket Mode as Slack documents it: an address for one connection, envelopes, acknowledgements, farewells."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace(ack_seconds=1.0, retry_delays_seconds=(0.01, 0.01)) as open_one:
        open_one.use_socket_mode()
        yield open_one


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(trust_env=False) as session:
        yield session


async def open_address(workspace: Workspace) -> str:
    """An address for one connection, as Slack's own client asks for it."""
    client = AsyncWebClient(base_url=workspace.api_url)
    return str((await client.apps_connections_open(app_token=workspace.links.app_token))["url"])


async def connect(workspace: Workspace, http: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    """A connection that has been greeted."""
    socket = await http.ws_connect(await open_address(workspace))
    greeting = await socket.receive_json()
    assert (greeting["type"], greeting["connection_info"]["app_id"]) == ("hello", "A0RETOUCH")
    return socket


async def hear(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    envelope: dict[str, Any] = await socket.receive_json()
    return envelope


@pytest.mark.parametrize(
    ("token", "error"),
    [("xoxb-1", "not_allowed_token_type"), ("xapp-1-of-somebody-else", "invalid_auth")],
)
async def test_only_the_apps_own_token_opens_a_connection(
    workspace: Workspace, token: str, error: str
) -> None:
    with pytest.raises(SlackApiError, match=error):
        await AsyncWebClient(base_url=workspace.api_url).apps_connections_open(app_token=token)


async def test_an_address_is_good_for_one_connection(
    workspace: Workspace, http: aiohttp.ClientSession
) -> None:
    address = await open_address(workspace)
    async with http.ws_connect(address):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(address)


async def test_a_command_takes_an_answer_with_its_acknowledgement(
    workspace: Workspace, http: aiohttp.ClientSession
) -> None:
    async with await connect(workspace, http) as socket:
        sent = asyncio.create_task(workspace.command("ada", "design", "/edit", "a fox & a hen"))
        envelope = await hear(socket)
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Soon."}})
        answer = await sent

    assert answer.is_ok
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert (envelope["payload"]["command"], envelope["payload"]["text"]) == ("/edit", "a fox &amp; a hen")
    assert [told["text"] for told in workspace.ephemerals("ada")] == ["Soon."]


async def test_an_event_nobody_acknowledges_comes_again_in_another_envelope(
    workspace: Workspace, http: aiohttp.ClientSession
) -> None:
    async with await connect(workspace, http) as socket:
        await workspace.say("ada", "design", "hello")
        first = await hear(socket)
        second = await hear(socket)
        await socket.send_json({"envelope_id": second["envelope_id"]})
        await workspace.wait_for(lambda: workspace.attempts[-1].answer.is_ok)

    assert (first["type"], first["accepts_response_payload"]) == ("events_api", False)
    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "timeout"
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]


async def test_what_is_no_acknowledgement_ends_the_connection(
    workspace: Workspace, http: aiohttp.ClientSession
) -> None:
    async with await connect(workspace, http) as socket:
        await socket.send_str("ok")
        message = await socket.receive()

    assert message.type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_connection_is_told_before_it_is_ended(
    workspace: Workspace, http: aiohttp.ClientSession, reason: str
) -> None:
    async with await connect(workspace, http) as socket:
        await workspace.links.refresh(reason, closes_after_seconds=0.01)
        farewell, end = await hear(socket), await socket.receive()

    assert (farewell["type"], farewell["reason"]) == ("disconnect", reason)
    assert end.type is aiohttp.WSMsgType.CLOSE


async def test_an_app_without_socket_mode_is_sent_away(
    workspace: Workspace, http: aiohttp.ClientSession
) -> None:
    workspace.links.is_on = False
    async with http.ws_connect(await open_address(workspace)) as socket:
        farewell = await hear(socket)

    assert (farewell["type"], farewell["reason"]) == ("disconnect", "link_disabled")


async def test_a_command_reaches_nobody_while_nothing_is_connected(workspace: Workspace) -> None:
    answer = await workspace.command("ada", "design", "/edit")

    assert answer.reason == "connection_failed"
    assert 'failed with the error "dispatch_failed"' in workspace.ephemerals("ada")[0]["text"]
