"""Mentions and direct messages: what a person writes to us runs in that message's thread."""

from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.announcer import Notice
from bot.catalogue import Verb
from bot.doors.jobs import Jobs
from bot.doors.preferences import Preferences
from bot.doors.replying import Replies
from bot.reading.asks import Ask
from bot.reading.options import read_text
from handlers.access import Access
from handlers.asides import tell
from handlers.help import find_subcommand
from handlers.openings import reopen_choices
from handlers.payloads import Message, Payload, is_picture, read_attachments, read_message
from handlers.replies import take_reply

_WRITTEN = (None, "file_share", "thread_broadcast")
_SILENT = ("file_shared", "message")
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
    replies: Replies,
    preferences: Preferences,
    access: Access,
) -> None:
    """Somebody mentions us. The same message also arrives as a plain one, which runs nothing in a channel."""
    message = read_message(body, context)
    if message is not None:
        await _take(message, context, jobs, replies=replies, preferences=preferences, access=access)


async def read_along(
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    replies: Replies,
    preferences: Preferences,
    access: Access,
) -> None:
    """Remember the pictures of a message, for a later command; to us alone it runs, in a thread perhaps."""
    message = read_message(body, context)
    if message is None:
        return
    await _note_pictures(message, jobs)
    if message.origin.is_direct:
        await _take(message, context, jobs, replies=replies, preferences=preferences, access=access)
    elif not message.mentions_us and message.origin.thread.thread_ts not in {None, message.ts}:
        await take_reply(message, context, replies=replies, access=access, is_addressed=False)


async def acknowledge(ack: AsyncAck) -> None:
    """Nothing to do, and nothing that Slack should deliver again."""
    await ack()


async def _take(
    message: Message,
    context: AsyncBoltContext,
    jobs: Jobs,
    *,
    replies: Replies,
    preferences: Preferences,
    access: Access,
) -> None:
    """Start a job, answer a subcommand, or offer the forms where nothing was said."""
    subcommand = find_subcommand(message.text)
    if subcommand is not None:
        await subcommand(context, message.origin)
    elif not message.text and not message.pictures:
        choices = [choice for verb in Verb for choice in reopen_choices(verb, "")]
        await tell(context, message.origin, Notice(text=_EMPTY, choices=choices))
    elif not await take_reply(message, context, replies=replies, access=access, is_addressed=True):
        await access.require_spender(context.client, message.origin.person)
        ask = _ask(message)
        draft = await preferences.fill(ask.draft, ask.person, channel_id=ask.thread.channel_id)
        await jobs.ask(replace(ask, draft=draft))


async def _note_pictures(message: Message, jobs: Jobs) -> None:
    """A message that may begin a thread counts as in it; of its pictures the first counts as the newest."""
    thread = message.origin.thread
    thread = replace(thread, thread_ts=thread.thread_ts or message.ts)
    for picture in reversed(message.pictures):
        if is_picture(picture):
            await jobs.note_picture(
                message.origin.person,
                thread,
                file_id=picture.file_id,
                name=picture.name,
                mimetype=picture.mimetype,
            )


def _ask(message: Message) -> Ask:
    origin = message.origin
    thread = origin.thread
    if thread.thread_ts is None:
        thread = replace(thread, thread_ts=message.ts, is_new=True)
    return Ask(
        delivery_key=message.delivery_key,
        person=origin.person,
        thread=thread,
        draft=read_text(message.text, verb=None),
        attachments=read_attachments(message.pictures),
    )
