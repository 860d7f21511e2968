"""Slack's address: the Web API's methods, uploads, downloads and response addresses over HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.demo.slack import faults
from bot.demo.slack.faults import Fault
from bot.demo.slack.hub import Call, Hub
from bot.demo.slack.methods import METHODS
from bot.demo.slack.pace import RateLimited
from bot.demo.slack.wire import Arguments, Payload, SlackError

KEPT_CALLS = 5_000
_JSON = "application/json"
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
# Slack takes it from anybody, and finds no arguments in it.
_PLAIN = "text/plain"
Answering = Callable[[], Awaitable[web.StreamResponse]]
FaultOf = Callable[[str], str]
"""What Slack calls the fault of a token, empty where it is a good one."""


class Api:
    """The routes of the Web API for one workspace; ``fault_of`` says what is wrong with a token."""

    def __init__(self, hub: Hub, *, fault_of: FaultOf) -> None:
        self._hub = hub
        self._fault_of = fault_of

    def routes(self) -> list[web.RouteDef]:
        """Every method, under ``/api/``."""
        return [
            web.get("/api/{method}", self.handle),
            web.post("/api/{method}", self.handle),
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        name = request.match_info["method"]
        try:
            arguments, token = await read_call(request)
        except SlackError as error:
            return web.json_response(error.payload())

        async def answer() -> web.StreamResponse:
            return self._call(name, arguments, token=token)

        fault = self._hub.faults.take(name)
        if fault is not None and not fault.is_harmless:
            self._note(name, arguments, error=fault.kind)
        return await misbehaving(request, fault, answer)

    def _call(self, name: str, arguments: Arguments, *, token: str) -> web.Response:
        try:
            result = self._run(name, arguments, token=token)
        except SlackError as error:
            self._note(name, arguments, error=error.name)
            return web.json_response(error.payload() | self._rights(error))
        except RateLimited as limit:
            self._note(name, arguments, error="ratelimited")
            return _rate_limited(limit.retry_after_seconds)
        self._note(name, arguments, error="")
        return web.json_response({"ok": True, **result})

    def _run(self, name: str, arguments: Arguments, *, token: str) -> Payload:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if not token:
            raise SlackError("not_authed")
        if fault := self._fault_of(token):
            raise SlackError(fault)
        if method.scope and not self._hub.installation.has_scope(method.scope):
            raise SlackError("missing_scope", needed=method.scope)
        self._hub.pace.count_call(name, method.tier)
        return method.run(self._hub, arguments)

    def _rights(self, error: SlackError) -> Payload:
        if error.name != "missing_scope":
            return {}
        return {"provided": ",".join(sorted(self._hub.installation.scopes or ()))}

    def _note(self, name: str, arguments: Arguments, *, error: str) -> None:
        self._hub.calls.append(Call(method=name, arguments=arguments.values, error=error))
        del self._hub.calls[:-KEPT_CALLS]
        self._hub.changes.tell()


async def misbehaving(request: web.Request, fault: Fault | None, answer: Answering) -> web.StreamResponse:
    """Answer, in the way a fault says."""
    if fault is None:
        return await answer()
    if fault.kind == faults.SLOW:
        await asyncio.sleep(fault.seconds)
        return await answer()
    if fault.kind == faults.LOSE_ANSWER:
        await answer()
        return _hang_up(request)
    return _refusing(request, fault)


def _refusing(request: web.Request, fault: Fault) -> web.Response:
    if fault.kind == faults.DROP:
        return _hang_up(request)
    if fault.kind == faults.RATE_LIMITED:
        return _rate_limited(max(1, round(fault.seconds)))
    if fault.kind == faults.SERVER_ERROR:
        return web.Response(status=500, text="<html>Server Error</html>", content_type="text/html")
    return web.json_response(SlackError(fault.kind).payload())


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _rate_limited(retry_after_seconds: int) -> web.Response:
    body = SlackError("ratelimited").payload()
    return web.json_response(body, status=429, headers={"Retry-After": str(retry_after_seconds)})


async def read_call(request: web.Request) -> tuple[Arguments, str]:
    """The arguments of a call and the token it came with, empty where there is none.

    Raises:
        SlackError: it cannot be read.
    """
    method = request.match_info["method"]
    values: dict[str, Any] = dict(request.query)
    if request.content_type == _JSON:
        given = _read_json(await request.read())
        if method not in METHODS or METHODS[method].takes_json:
            values |= given
    elif request.content_type in _FORMS:
        form = await request.post()
        values |= {name: value for name, value in form.items() if isinstance(value, str)}
    elif request.body_exists and request.content_type != _PLAIN:
        raise SlackError("invalid_post_type")
    bearer = request.headers.get("Authorization", "")
    token = bearer[7:] if bearer.startswith("Bearer ") else str(values.get("token", ""))
    values.pop("token", None)
    return Arguments(values), token


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(values, dict):
        raise SlackError("json_not_object")
    return values
