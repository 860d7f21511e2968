"""The page that shows the workspace live: what one person sees, and the orders that person gives."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from bot.demo.guard import HEADERS, guarded
from bot.demo.page_acts import ACTS, UNANSWERED, Order, Refusal
from bot.demo.slack import file_kinds
from bot.demo.slack.cast import BOT_USER_ID, Kind
from bot.demo.slack.forms import FormRefused
from bot.demo.slack.wire import Payload, SlackError
from bot.demo.stage import Stage
from bot.demo.workspace import APP_AS_CHANNEL, Workspace

_STATIC = Path(__file__).resolve().parent / "static"
_CONTENT_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LARGEST_SIDE_PX = 1024
_BREATH_SECONDS = 0.15
_SHOWN_BY_BROWSERS = frozenset({"png", "jpg", "gif", "webp", "bmp"})
# A file never changes under its id, so a redrawn message need not ask for its picture again.
_KEPT = "private, max-age=86400, immutable"


def page_routes(stage: Stage) -> Sequence[web.RouteDef]:
    """Everything the browser asks for."""
    page = Page(stage)
    return [
        web.get("/", guarded(page.index)),
        web.get("/archives/{channel}", guarded(page.index)),
        web.get("/archives/{channel}/{message}", guarded(page.index)),
        web.get("/static/{name}", guarded(page.static)),
        web.get("/_demo/state", guarded(page.state)),
        web.get("/_demo/stream", guarded(page.stream)),
        web.get("/_demo/files/{file_id}", guarded(page.file)),
        web.post("/_demo/act", guarded(page.act)),
    ]


class Page:
    """The handlers of one demo's page."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._workspace = stage.workspace

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page itself, also where a link to a message leads: the script then opens that message."""
        return _static_file("page.html", "text/html")

    async def static(self, request: web.Request) -> web.StreamResponse:
        """Its script and style."""
        path = _STATIC / request.match_info["name"]
        if path.suffix not in _CONTENT_TYPES or path.parent != _STATIC or not path.is_file():
            raise web.HTTPNotFound
        return _static_file(path.name, _CONTENT_TYPES[path.suffix])

    async def state(self, request: web.Request) -> web.StreamResponse:
        """All that the person named by ``user`` can see now."""
        try:
            seen = seen_by(self._workspace, request.query.get("user", "mia"))
        except SlackError:
            raise web.HTTPNotFound from None
        return web.json_response(seen)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: a number as soon as something changed, then one for all that follows closely."""
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        changes = self._workspace.changes
        told = -1
        # The stream ends when the page is left.
        with contextlib.suppress(ConnectionResetError):
            while True:
                if told == changes.count:
                    await changes.next()
                told = changes.count
                await response.write(f"data: {told}\n\n".encode())
                # A job is a burst of changes, and the page asks for everything anew after each it is told of.
                await asyncio.sleep(_BREATH_SECONDS)
        return response

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A picture, small where a ``size`` is given; anything else only to be saved."""
        try:
            content = self._workspace.file(request.match_info["file_id"])
        except SlackError:
            raise web.HTTPNotFound from None
        size = request.query.get("size", "")
        kind = file_kinds.find_kind(content)
        if kind.width is None:
            return web.Response(body=content, headers={"Content-Disposition": "attachment"})
        kept = {"Cache-Control": _KEPT}
        if size.isdecimal() or kind.filetype not in _SHOWN_BY_BROWSERS:
            side_px = min(max(int(size or _LARGEST_SIDE_PX), 1), _LARGEST_SIDE_PX)
            small = await asyncio.to_thread(file_kinds.thumbnail, content, side_px)
            return web.Response(body=small, content_type="image/png", headers=kept)
        return web.Response(body=content, content_type=kind.mimetype, headers=kept)

    async def act(self, request: web.Request) -> web.StreamResponse:
        """One thing the person does, answered when the app has answered."""
        try:
            order = await Order.read(request)
            answer = await ACTS[order.act](self._stage, order)
        except FormRefused as refusal:
            return web.json_response({"ok": False, "errors": refusal.errors})
        except (SlackError, LookupError, Refusal) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)
        trouble = {} if answer is None or answer.is_ok else {"trouble": UNANSWERED}
        return web.json_response({"ok": True, **trouble})


def seen_by(workspace: Workspace, user: str) -> Payload:
    """The workspace as one person sees it."""
    conversations = workspace.hub.conversations
    member = conversations.get_member(user)
    direct = conversations.open_im(member.user_id)
    channels = [
        channel
        for channel in conversations.channels.values()
        if member.user_id in channel.member_ids and (channel.kind is not Kind.IM or channel == direct)
    ]
    return {
        "me": member.user_id,
        "people": {person.user_id: person.payload() for person in conversations.members.values()},
        "bot_user_id": BOT_USER_ID,
        "commands": workspace.hub.installation.commands,
        "shortcuts": workspace.hub.installation.shortcuts,
        "channels": [
            {
                "id": channel.channel_id,
                "name": channel.name or "Retouch",
                "address": APP_AS_CHANNEL if channel.kind is Kind.IM else channel.channel_id,
                "kind": channel.kind.value,
                "has_app": channel.has_app,
                "messages": _with_threads(workspace, channel.channel_id),
            }
            for channel in channels
        ],
        "ephemerals": workspace.ephemerals(member.user_id),
        "views": workspace.views(member.user_id),
        "home": workspace.home(member.user_id),
    }


def _with_threads(workspace: Workspace, channel_id: str) -> list[Payload]:
    heads = workspace.messages(channel_id)
    return [{**head, "replies": workspace.messages(channel_id, thread_ts=head["ts"])[1:]} for head in heads]


def _static_file(name: str, content_type: str) -> web.Response:
    body = (_STATIC / name).read_bytes()
    return web.Response(body=body, content_type=content_type, charset="utf-8")
