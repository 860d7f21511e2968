"""``/edit``: a form opens at once, filled from the text."""

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.catalogue import Verb
from bot.doors.jobs import Jobs
from handlers import ids
from handlers.access import Access
from handlers.help import find_subcommand
from handlers.openings import open_from_text
from handlers.payloads import Payload, read_command


def register(app: AsyncApp, *, prefix: str) -> None:
    """The command; its form is in ``forms.py``."""
    app.command(ids.slash_command(ids.EDIT_COMMAND, prefix))(open_edit_form)


async def open_edit_form(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    access: Access,
) -> None:
    """Open the form, or do what a subcommand says."""
    command = read_command(body, context)
    subcommand = find_subcommand(command.text)
    if subcommand is not None:
        await subcommand(context, command.origin)
    else:
        await open_from_text(
            context, command.origin, jobs=jobs, access=access, verb=Verb.EDIT, text=command.text
        )
    await ack()
