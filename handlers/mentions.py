"""Mentions and direct messages: what a person writes to us runs in that message's thread."""

import asyncio
from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.announcer import Notice
from bot.asks import Ask
from bot.catalogue import Verb
from bot.jobs import Jobs
from bot.options import read_text
from handlers.access import Access
from handlers.asides import tell
from handlers.help import find_subcommand
from handlers.openings import is_picture, reopen_choices
from handlers.payloads import Message, Payload, read_attachments, read_message

_WRITTEN = (None, "file_share", "thread_broadcast")
_SILENT = ("file_shared", "app_home_opened", "app_uninstalled", "tokens_revoked", "message")
_EMPTY = "Say what to change and attach the picture, or choose everything in a form. Nothing was charged."


def register(app: AsyncApp) -> None:
    """What people write; everything else that Slack tells us is only acknowledged."""
    app.event("app_mention")(run_mention)
    app.event({"type": "message", "subtype": _WRITTEN})(read_along)
    for event in _SILENT:
        app.event(event)(acknowledge)


async def run_mention(
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    access: Access,
) -> None:
    """Somebody mentions us. The same message also arrives as a plain one, which runs nothing in a channel."""
    message = read_message(body, context)
    if message is not None:
        await _take(message, context, jobs, access=access)


async def read_along(
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    access: Access,
) -> None:
    """Remember the pictures of a message, for a later command; to us alone, it runs."""
    message = read_message(body, context)
    if message is None:
        return
    await _note_pictures(message, jobs)
    if message.origin.is_direct:
        await _take(message, context, jobs, access=access)


async def acknowledge(ack: AsyncAck) -> None:
    """Nothing to do, and nothing that Slack should deliver again."""
    await ack()


async def _take(message: Message, context: AsyncBoltContext, jobs: Jobs, *, access: Access) -> None:
    """Start a job, answer a subcommand, or offer the forms where nothing was said."""
    subcommand = find_subcommand(message.text)
    if subcommand is not None:
        await subcommand(context, message.origin)
    elif not message.text and not message.pictures:
        choices = [choice for verb in Verb for choice in reopen_choices(verb, "")]
        await tell(context, message.origin, Notice(text=_EMPTY, choices=choices))
    else:
        await access.require_spender(context.client, message.origin.person)
        await jobs.ask(_ask(message))


async def _note_pictures(message: Message, jobs: Jobs) -> None:
    await asyncio.gather(
        *(
            jobs.note_picture(
                message.origin.person,
                message.origin.thread,
                file_id=picture.file_id,
                name=picture.name,
                mimetype=picture.mimetype,
            )
            for picture in message.pictures
            if is_picture(picture)
        )
    )


def _ask(message: Message) -> Ask:
    """The same wish whether Slack delivers the message once or often, as a mention or as a message."""
    origin = message.origin
    thread = origin.thread
    if thread.thread_ts is None:
        thread = replace(thread, thread_ts=message.ts, is_new=True)
    return Ask(
        delivery_key=f"message:{origin.person.team_id}:{origin.thread.channel_id}:{message.ts}",
        person=origin.person,
        thread=thread,
        draft=read_text(message.text, verb=None),
        attachments=read_attachments(message.pictures),
    )
