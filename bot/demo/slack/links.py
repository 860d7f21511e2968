"""Socket Mode: the app opens the connections, and hears everything over one of them, in envelopes.

Source: Slack's page on using Socket Mode, read 2026-11-26.
"""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from aiohttp import WSCloseCode, WSMsgType, web

from bot.demo.slack.cast import APP_ID
from bot.demo.slack.deliveries import Answer, Delivery, Sort
from bot.demo.slack.wire import Payload, SlackError

MOST_LINKS = 10
_HOST = "applink-local"
_TYPES = {Sort.EVENT: "events_api", Sort.COMMAND: "slash_commands", Sort.INTERACTION: "interactive"}


@dataclass(kw_only=True, eq=False)
class Link:
    """One open connection, and the envelopes sent over it that nobody has acknowledged."""

    socket: web.WebSocketResponse
    waiting: dict[str, "asyncio.Future[Answer]"] = field(default_factory=dict)

    def acknowledge(self, text: str) -> None:
        """Take an acknowledgement.

        Raises:
            ValueError: it is none.
        """
        ack = json.loads(text)
        if not isinstance(ack, dict) or not isinstance(ack.get("payload", {}), dict):
            raise TypeError("not an acknowledgement")
        future = self.waiting.pop(ack["envelope_id"], None)
        if future is not None and not future.done():
            body = json.dumps(ack["payload"]).encode() if "payload" in ack else b""
            future.set_result(Answer(status=200, body=body))

    def give_up(self) -> None:
        """The connection is gone, and with it whatever was under way."""
        for future in self.waiting.values():
            if not future.done():
                future.set_result(Answer(status=None, reason="connection_failed"))


class Links:
    """The connections of one app; ``is_on`` is the switch in its settings, ``is_down`` a bad day of Slack's."""

    def __init__(self, *, ack_seconds: float, tell_change: Callable[[], None]) -> None:
        self.app_token = f"xapp-1-{secrets.token_hex(16)}"
        self.base_url = ""
        self.is_on = False
        self.is_down = False
        self.opened = 0
        self.failed = 0
        self.open: list[Link] = []
        self._ack_seconds = ack_seconds
        self._tell_change = tell_change
        self._tickets: set[str] = set()

    def routes(self) -> list[web.RouteDef]:
        """The method that hands out an address, and the address."""
        return [
            web.post("/api/apps.connections.open", self._hand_out),
            web.get("/link/", self._connect),
        ]

    async def carry(self, delivery: Delivery, *, retry_number: int, reason: str) -> Answer:
        """Send one envelope over any of the connections, and wait for its acknowledgement."""
        if not self.open:
            return Answer(status=None, reason="connection_failed")
        link = secrets.choice(self.open)
        envelope = _envelope(delivery, retry_number=retry_number, reason=reason)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        link.waiting[envelope["envelope_id"]] = future
        try:
            async with asyncio.timeout(self._ack_seconds):
                await link.socket.send_str(json.dumps(envelope))
                answer = await future
        except TimeoutError:
            return Answer(status=None, reason="timeout")
        except ConnectionError:
            return Answer(status=None, reason="connection_failed")
        finally:
            link.waiting.pop(envelope["envelope_id"], None)
        if answer.body and not envelope["accepts_response_payload"]:
            raise SlackError("unexpected_response_payload", messages=[delivery.name])
        return answer

    async def refresh(self, reason: str = "refresh_requested", *, closes_after_seconds: float = 0.5) -> None:
        """Ask the app to connect anew, then hang up: what Slack does to each connection every few hours."""
        links = list(self.open)
        for link in links:
            await link.socket.send_json(_farewell(reason))
        await asyncio.sleep(closes_after_seconds)
        for link in links:
            await link.socket.close(code=WSCloseCode.GOING_AWAY)

    async def close(self) -> None:
        """Hang up for good."""
        for link in list(self.open):
            await link.socket.close(code=WSCloseCode.GOING_AWAY)

    async def _hand_out(self, request: web.Request) -> web.Response:
        """``apps.connections.open``; the token stands in the header and nowhere else."""
        bearer = request.headers.get("Authorization", "")
        token = bearer.removeprefix("Bearer ")
        if not bearer:
            return web.json_response(SlackError("not_authed").payload())
        if not token.startswith("xapp-"):
            return web.json_response(SlackError("not_allowed_token_type").payload())
        if token != self.app_token:
            return web.json_response(SlackError("invalid_auth").payload())
        ticket = str(uuid4())
        self._tickets.add(ticket)
        address = self.base_url.replace("http", "ws", 1)
        return web.json_response({"ok": True, "url": f"{address}/link/?ticket={ticket}&app_id={APP_ID}"})

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404, text="this address was used before, or never given out")
        self._tickets.discard(ticket)
        if self.is_down:
            self.failed += 1
            self._tell_change()
            return web.Response(status=503)
        socket = web.WebSocketResponse(heartbeat=30.0)
        await socket.prepare(request)
        if not self.is_on or len(self.open) >= MOST_LINKS:
            await socket.send_json(_farewell("too_many_websockets" if self.is_on else "link_disabled"))
            await socket.close()
            return socket
        await self._serve(Link(socket=socket))
        return socket

    async def _serve(self, link: Link) -> None:
        self.open.append(link)
        self.opened += 1
        try:
            await link.socket.send_json(_greeting(len(self.open)))
            self._tell_change()
            async for message in link.socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                try:
                    link.acknowledge(message.data)
                except (ValueError, TypeError, KeyError):
                    await link.socket.close(code=WSCloseCode.POLICY_VIOLATION)
        finally:
            self.open.remove(link)
            link.give_up()
            self._tell_change()


def _envelope(delivery: Delivery, *, retry_number: int, reason: str) -> Payload:
    """What HTTP would carry, and what Socket Mode adds; each attempt has an id of its own."""
    payload = delivery.payload
    is_form = payload.get("type") in {"block_actions", "view_submission"}
    envelope: Payload = {
        "envelope_id": str(uuid4()),
        "type": _TYPES[delivery.sort],
        "accepts_response_payload": delivery.sort is Sort.COMMAND or is_form,
        "payload": payload,
    }
    if delivery.sort is Sort.EVENT:
        envelope |= {"retry_attempt": retry_number, "retry_reason": reason}
    return envelope


def _greeting(number: int) -> Payload:
    return {
        "type": "hello",
        "num_connections": number,
        "connection_info": {"app_id": APP_ID},
        "debug_info": {"host": _HOST, "build_number": 1, "approximate_connection_time": 3600},
    }


def _farewell(reason: str) -> Payload:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}
