"""Replies in threads we work in: the next version, an undo, a comparison, a private offer, or nothing."""

from collections.abc import Sequence

from slack_bolt.async_app import AsyncBoltContext

from bot.doors.replying import Replies, Said
from bot.errors import NotAllowed
from bot.reading.asks import Attachment
from handlers.access import Access
from handlers.payloads import Message, is_picture, read_attachments


async def take_reply(
    message: Message, context: AsyncBoltContext, *, replies: Replies, access: Access, is_addressed: bool
) -> bool:
    """Act on a message in a known thread; False where it has to be taken in another way.

    Raises:
        BotError: with the sentence for its author, only where they expect an answer.
    """
    pictures, references = _sort(message)
    if len(pictures) > 1 or not await replies.knows(message.origin.thread):
        return False
    said = Said(
        person=message.origin.person,
        thread=message.origin.thread,
        text=message.text,
        delivery_key=message.delivery_key,
        is_addressed=is_addressed,
        pictures=pictures,
        references=references,
    )
    heard = await replies.hear(said)
    if heard is None:
        return True
    if heard.costs:
        try:
            await access.require_spender(context.client, said.person)
        except NotAllowed:
            if heard.is_asked_for:
                raise
            return True
    await replies.act(heard)
    return True


def _sort(message: Message) -> tuple[Sequence[Attachment], Sequence[Attachment]]:
    """Pictures whose part nobody named, and references, by the names of their files."""
    found = read_attachments([picture for picture in message.pictures if is_picture(picture)])
    return (
        [attachment for attachment in found if attachment.role is None],
        [attachment for attachment in found if attachment.role is not None],
    )
