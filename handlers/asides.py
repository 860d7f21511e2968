"""Says something that only one person sees, as the answer to what they just did."""

import asyncio
from http import HTTPStatus

import structlog
from aiohttp import ClientError
from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.announcer import Notice
from handlers.blocks.notice import notice_blocks, notice_text
from handlers.payloads import Origin

# A listener has three seconds for everything, and what it says is worth less than what it does.
MAX_SECONDS = 1.5
_PICTURES_SECONDS = 0.7  # where that fails, there has to be time for words alone

_log = structlog.get_logger(__name__)


async def tell(context: AsyncBoltContext, origin: Origin, notice: Notice) -> None:
    """A note for one person; it takes the place of a note that they alone saw and clicked.

    What Slack does not take is logged and forgotten: it must not undo what was already done.
    """
    await tell_blocks(context, origin, text=notice_text(notice), blocks=notice_blocks(notice))


async def tell_blocks(context: AsyncBoltContext, origin: Origin, *, text: str, blocks: list[Block]) -> None:
    """The same for any message."""
    try:
        async with asyncio.timeout(MAX_SECONDS):
            if origin.response_url is not None:
                await _respond(context, origin, text=text, blocks=blocks)
            elif origin.thread.channel_id:
                await _post(context, origin, text=text, blocks=blocks)
    except (SlackApiError, ClientError, TimeoutError) as error:
        _log.warning("Slack did not take a private note", error=type(error).__name__)


async def tell_with_pictures(
    context: AsyncBoltContext, origin: Origin, *, text: str, blocks: list[Block]
) -> bool:
    """The same for blocks that show files of Slack; False where it does not take them.

    A request's own address never does. Source: java-slack-sdk issue 1349, read 2026-11-20.
    """
    try:
        async with asyncio.timeout(_PICTURES_SECONDS):
            await _post(context, origin, text=text, blocks=blocks)
    except (SlackApiError, ClientError, TimeoutError) as error:
        _log.info("A private note goes without its pictures", error=type(error).__name__)
        return False
    return True


async def _post(context: AsyncBoltContext, origin: Origin, *, text: str, blocks: list[Block]) -> None:
    """In a direct message everything is private, and stays there after a reload."""
    thread = origin.thread
    if origin.is_direct:
        await context.client.chat_postMessage(
            channel=thread.channel_id,
            thread_ts=thread.thread_ts,
            text=text,
            blocks=blocks,
            unfurl_links=False,
        )
    else:
        await context.client.chat_postEphemeral(
            channel=thread.channel_id,
            user=origin.person.user_id,
            thread_ts=thread.thread_ts,
            text=text,
            blocks=blocks,
        )


async def _respond(context: AsyncBoltContext, origin: Origin, *, text: str, blocks: list[Block]) -> None:
    """Post to a request's own address, which works where we are no member."""
    client = context.client
    webhook = AsyncWebhookClient(
        origin.response_url or "", session=client.session, proxy=client.proxy, ssl=client.ssl
    )
    message: dict[str, object] = {
        "text": text,
        "blocks": [block.to_dict() for block in blocks],
        "response_type": "ephemeral",
        "replace_original": origin.is_private,
    }
    if origin.thread.thread_ts is not None:
        message["thread_ts"] = origin.thread.thread_ts
    response = await webhook.send_dict(message)
    if response.status_code != HTTPStatus.OK:
        _log.warning("Slack did not take a private note", status=response.status_code)
