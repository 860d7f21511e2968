"""Ask for more, and an admin's Approve or Deny."""

from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.announcer import Notice
from bot.office.desk import Office
from handlers import ids
from handlers.access import Access
from handlers.asides import tell
from handlers.decisions import open_approval, open_denial
from handlers.payloads import Click, Payload, read_click, read_id


def register(app: AsyncApp) -> None:
    """The person's button and the admins'."""
    app.action(ids.button(ids.ASK_FOR_MORE))(ask_for_more)
    app.action(ids.button(ids.APPROVE_MORE))(approve_more)
    app.action(ids.button(ids.DENY_MORE))(deny_more)


async def ask_for_more(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, office: Office, access: Access
) -> None:
    """The refused job waits for an admin; the note with the button makes room for that sentence."""
    click = read_click(body, context)
    await access.require_spender(context.client, click.origin.person)
    sentence = await office.ask_for_more(read_id(click.value), click.origin.person)
    await _answer(context, click, sentence)
    await ack()


async def approve_more(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, office: Office, access: Access
) -> None:
    """This job alone; behind the name, ``:amount`` opens a form, ``:period`` stands in older messages."""
    click = read_click(body, context)
    await access.require_admin(context.client, click.origin.person)
    if click.action_id.endswith(":amount"):
        await open_approval(context, click, office)
    else:
        is_for_period = click.action_id.endswith(":period")
        sentence = await office.approve(
            read_id(click.value), click.origin.person, is_for_period=is_for_period
        )
        await _answer(context, click, sentence)
    await ack()


async def deny_more(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, office: Office, access: Access
) -> None:
    """Not this time; with ``:reason`` behind the name a form asks why."""
    click = read_click(body, context)
    await access.require_admin(context.client, click.origin.person)
    if click.action_id.endswith(":reason"):
        await open_denial(context, click)
    else:
        sentence = await office.deny(read_id(click.value), click.origin.person)
        await _answer(context, click, sentence)
    await ack()


async def _answer(context: AsyncBoltContext, click: Click, sentence: str) -> None:
    """In the place of the message with the buttons: only its reader sees that message."""
    await tell(context, replace(click.origin, is_private=True), Notice(text=sentence))
