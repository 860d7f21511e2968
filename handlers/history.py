"""``/edit history`` and ``/edit history: red door``: my threads, newest first, for my eyes only."""

import asyncio
from collections.abc import Sequence

import structlog
from aiohttp import ClientError
from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doors.history import History, PastThread
from bot.reading.options import undo_escapes
from handlers.asides import tell_blocks, tell_with_pictures
from handlers.blocks.history import NO_HISTORY, NOTHING_FOUND, history_blocks
from handlers.payloads import Origin

THREADS = 8
_LINK_SECONDS = 0.7
_TITLE = "Your last threads"

_log = structlog.get_logger(__name__)


async def tell_history(context: AsyncBoltContext, origin: Origin, *, words: str = "") -> None:
    """The last threads, with links and thumbnails; without these where Slack does not take them here.

    With ``words``, those where this person asked for something with all of them in it.
    """
    history: History = context["history"]
    past = await history.last_threads(origin.person, limit=THREADS, words=undo_escapes(words))
    links = await fetch_links(context.client, past)
    nothing = NOTHING_FOUND if words else NO_HISTORY
    blocks = history_blocks(past, links=links, with_thumbnails=True, nothing=nothing)
    if not await tell_with_pictures(context, origin, text=_TITLE, blocks=blocks):
        blocks = history_blocks(past, links=links, with_thumbnails=False, nothing=nothing)
        await tell_blocks(context, origin, text=_TITLE, blocks=blocks)


async def fetch_links(client: AsyncWebClient, past: Sequence[PastThread]) -> dict[str, str]:
    """The address of each thread's last message, as far as Slack says in time."""
    found: dict[str, str] = {}

    async def fetch(thread: PastThread) -> None:
        try:
            answer = await client.chat_getPermalink(channel=thread.channel_id, message_ts=thread.message_ts)
        except (SlackApiError, ClientError) as error:
            _log.info("Slack gave no link to a message", error=type(error).__name__)
            return
        found[thread.message_ts] = str(answer.get("permalink") or "")

    try:
        async with asyncio.timeout(_LINK_SECONDS):
            await asyncio.gather(*(fetch(thread) for thread in past))
    except TimeoutError:
        _log.info("Slack took too long over links", links=len(found))
    return {ts: link for ts, link in found.items() if link}
