"""Slack's address: the Web API's methods, uploads, downloads and response addresses over HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.demo.slack import api_chat, api_conversations, api_files, api_views, faults
from bot.demo.slack.api_chat import RateLimited
from bot.demo.slack.cast import BOT_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID
from bot.demo.slack.faults import Fault
from bot.demo.slack.hub import Call, Hub
from bot.demo.slack.wire import Arguments, Payload, SlackError

KEPT_CALLS = 5_000
Answering = Callable[[], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True)
class Method:
    """What a method does, and the scope it needs besides those that depend on the channel."""

    run: Callable[[Hub, Arguments], Payload]
    scope: str = ""


def _test_token(hub: Hub, arguments: Arguments) -> Payload:
    return {
        "url": f"{hub.base_url}/",
        "team": "Local workspace",
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "user": "retouch",
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


METHODS = {
    "auth.test": Method(run=_test_token),
    "chat.postMessage": Method(run=api_chat.post_message, scope="chat:write"),
    "chat.postEphemeral": Method(run=api_chat.post_ephemeral, scope="chat:write"),
    "chat.update": Method(run=api_chat.update, scope="chat:write"),
    "chat.delete": Method(run=api_chat.delete, scope="chat:write"),
    "chat.getPermalink": Method(run=api_chat.get_permalink),
    "conversations.open": Method(run=api_conversations.open_conversation, scope="im:write"),
    "conversations.info": Method(run=api_conversations.info),
    "conversations.list": Method(run=api_conversations.list_conversations),
    "conversations.members": Method(run=api_conversations.members),
    "conversations.join": Method(run=api_conversations.join, scope="channels:join"),
    "conversations.history": Method(run=api_conversations.history),
    "conversations.replies": Method(run=api_conversations.replies),
    "users.info": Method(run=api_conversations.user_info, scope="users:read"),
    "users.list": Method(run=api_conversations.list_users, scope="users:read"),
    "files.getUploadURLExternal": Method(run=api_files.get_upload_url, scope="files:write"),
    "files.completeUploadExternal": Method(run=api_files.complete_upload, scope="files:write"),
    "files.info": Method(run=api_files.info, scope="files:read"),
    "files.delete": Method(run=api_files.delete, scope="files:write"),
    "views.open": Method(run=api_views.open_view),
    "views.push": Method(run=api_views.push),
    "views.update": Method(run=api_views.update),
    "views.publish": Method(run=api_views.publish),
}


class Api:
    """The routes of the Web API for one bot token."""

    def __init__(self, hub: Hub, *, bot_token: str) -> None:
        self._hub = hub
        self._bot_token = bot_token

    def routes(self) -> list[web.RouteDef]:
        """Every method, under ``/api/``."""
        return [
            web.get("/api/{method}", self._handle),
            web.post("/api/{method}", self._handle),
        ]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            arguments, token = await _read_call(request)
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
        if token != self._bot_token:
            raise SlackError("invalid_auth")
        if method.scope and not self._hub.installation.has_scope(method.scope):
            raise SlackError("missing_scope", needed=method.scope)
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


async def _read_call(request: web.Request) -> tuple[Arguments, str]:
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        values |= _read_json(await request.read())
    elif request.body_exists:
        form = await request.post()
        values |= {name: value for name, value in form.items() if isinstance(value, str)}
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
