"""The shortcuts in a message's menu: the form with that message's picture, for that message's thread."""

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.catalogue import Verb
from bot.doors.jobs import Jobs
from handlers import ids
from handlers.access import Access
from handlers.openings import open_from_message
from handlers.payloads import Payload, read_message_of_shortcut, text_at

VERBS = {ids.EDIT_IMAGE: Verb.EDIT, ids.REMIX_IMAGE: Verb.REMIX}


def register(app: AsyncApp) -> None:
    """Both shortcuts."""
    for callback_id in VERBS:
        app.message_shortcut(callback_id)(open_form_for_message)


async def open_form_for_message(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    access: Access,
) -> None:
    """Open the form that the shortcut names."""
    origin, pictures = read_message_of_shortcut(body, context)
    await open_from_message(
        context,
        origin,
        jobs=jobs,
        access=access,
        verb=VERBS[text_at(body, "callback_id")],
        pictures=pictures,
    )
    await ack()
