"""``/edit history``: my threads, newest first, for my eyes only."""

import asyncio
from collections.abc import Sequence

import structlog
from aiohttp import ClientError
from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doors.history import History, PastThread
from handlers.asides import tell_blocks, tell_with_pictures
from handlers.blocks.history import history_blocks
from handlers.payloads import Origin

THREADS = 8
_LINK_SECONDS = 0.7
_TITLE = "Your last threads"

_log = structlog.get_logger(__name__)


async def tell_history(context: AsyncBoltContext, origin: Origin) -> None:
    """The last threads, with links and thumbnails; without these where Slack does not take them here."""
    history: History = context["history"]
    past = await history.last_threads(origin.person, limit=THREADS)
    links = await fetch_links(context.client, past)
    blocks = history_blocks(past, links=links, with_thumbnails=True)
    if not await tell_with_pictures(context, origin, text=_TITLE, blocks=blocks):
        blocks = history_blocks(past, links=links, with_thumbnails=False)
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
