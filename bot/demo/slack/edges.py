"""The addresses Slack hands out itself: for uploads, files, thumbnails and responses."""

import asyncio
import json
from typing import Any

from aiohttp import web

from bot.demo.slack import faults, file_kinds
from bot.demo.slack.api import FaultOf, misbehaving
from bot.demo.slack.cast import BOT_USER_ID
from bot.demo.slack.checks import check_message_blocks
from bot.demo.slack.hub import Hub, Posting
from bot.demo.slack.responses import ResponseAddress
from bot.demo.slack.views import with_block_ids
from bot.demo.slack.wire import Payload, SlackError

# What a browser without a session gets, and an app with a wrong token as well: a page, and status 200.
_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"


class Edges:
    """The routes beside the Web API; ``fault_of`` says what is wrong with a token."""

    def __init__(self, hub: Hub, *, fault_of: FaultOf) -> None:
        self._hub = hub
        self._fault_of = fault_of

    def routes(self) -> list[web.RouteDef]:
        """Upload, download, thumbnails, responses."""
        return [
            web.post("/upload/v1/{ticket}", self._upload),
            web.get("/files-pri/{team}-{file_id}/download/{name}", self._download),
            web.get("/files-pri/{team}-{file_id}/{name}", self._download),
            web.get("/files-tmb/{team}-{file_id}/{size}.png", self._thumbnail),
            web.post("/response/{key}", self._respond),
        ]

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await _read_upload(request)

        async def answer() -> web.StreamResponse:
            if not self._hub.uploads.receive(request.match_info["ticket"], content):
                return web.Response(status=400, text="invalid upload")
            return web.Response(text=f"OK - {len(content)}")

        return await misbehaving(request, self._hub.faults.take(faults.UPLOAD), answer)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        async def answer() -> web.StreamResponse:
            content = self._readable_content(request)
            if content is None:
                return web.Response(text=_LOGIN_PAGE, content_type="text/html")
            kind = file_kinds.find_kind(content)
            return web.Response(body=content, content_type=kind.mimetype)

        return await misbehaving(request, self._hub.faults.take(faults.DOWNLOAD), answer)

    async def _thumbnail(self, request: web.Request) -> web.StreamResponse:
        content = self._readable_content(request)
        if content is None or not request.match_info["size"].isdecimal():
            return web.Response(text=_LOGIN_PAGE, content_type="text/html")
        size_px = int(request.match_info["size"])
        small = await asyncio.to_thread(file_kinds.thumbnail, content, min(size_px, 1024))
        return web.Response(body=small, content_type="image/png")

    def _readable_content(self, request: web.Request) -> bytes | None:
        may_read = self._hub.installation.has_scope("files:read")
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or self._fault_of(token) or not may_read:
            return None
        try:
            return self._hub.files.get_for_app(request.match_info["file_id"]).content
        except SlackError:
            return None

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()

        async def answer() -> web.StreamResponse:
            try:
                address = self._hub.responses.use(request.match_info["key"])
                self._apply(address, _read_response(body))
            except SlackError as error:
                return web.Response(status=404, text=error.name)
            return web.json_response({"ok": True})

        return await misbehaving(request, self._hub.faults.take(faults.RESPONSE_URL), answer)

    def _apply(self, address: ResponseAddress, content: Payload) -> None:
        blocks = content.get("blocks", [])
        # Files cannot be shown through a response address (java-slack-sdk issue 1349).
        check_message_blocks(blocks, can_show=lambda reference: False)
        text = str(content.get("text") or "")
        if content.get("delete_original"):
            self._delete_original(address)
            return
        if not text and not blocks:
            raise SlackError("no_text")
        if content.get("replace_original") and self._replace_original(address, text, blocks=blocks):
            return
        thread_ts = content.get("thread_ts") or address.thread_ts
        if content.get("response_type") == "in_channel":
            channel = self._hub.conversations.channels[address.channel_id]
            posting = Posting(author_id=BOT_USER_ID, text=text, blocks=blocks, thread_ts=thread_ts)
            self._hub.app_posts(channel, posting)
        else:
            self._hub.tell_one(
                address.user_id, address.channel_id, text=text, blocks=blocks, thread_ts=thread_ts
            )

    def _replace_original(self, address: ResponseAddress, text: str, *, blocks: list[Payload]) -> bool:
        conversations = self._hub.conversations
        told = conversations.find_ephemeral(address.message_ts or "")
        if told is not None:
            told.message.update(text=text, blocks=with_block_ids(blocks))
            self._hub.changes.tell()
            return True
        original = conversations.find(address.channel_id, address.message_ts or "")
        if original is None or original["user"] != BOT_USER_ID:
            return False
        channel = conversations.channels[address.channel_id]
        self._hub.change(channel, original, text=text, blocks=blocks)
        return True

    def _delete_original(self, address: ResponseAddress) -> None:
        conversations = self._hub.conversations
        told = conversations.find_ephemeral(address.message_ts or "")
        original = conversations.find(address.channel_id, address.message_ts or "")
        if told is not None:
            conversations.ephemerals.remove(told)
            self._hub.changes.tell()
        elif original is not None and original["user"] == BOT_USER_ID:
            self._hub.delete(conversations.channels[address.channel_id], original)


async def _read_upload(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    for part in form.values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


def _read_response(body: bytes) -> Payload:
    try:
        content: Any = json.loads(body)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(content, dict):
        raise SlackError("invalid_payload")
    return content
