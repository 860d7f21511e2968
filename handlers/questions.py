"""The buttons of a job that runs, asks or was refused: cancel, answer, open its form again."""

from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.announcer import Notice
from bot.catalogue import Verb
from bot.doors.jobs import Jobs
from handlers import ids
from handlers.access import Access
from handlers.asides import tell
from handlers.openings import open_from_fill, open_from_text
from handlers.payloads import Payload, read_click, read_id

# An answer is the button's name, for these with what stands behind it: "choose_seed:2", "use_model:magnific".
_NAMED = (ids.CHOOSE_SEED, ids.CHOOSE_MASK, ids.USE_MODEL)
ANSWERS = (
    ids.CONFIRM,
    ids.RUN_OFFER,
    ids.MASK_WHITE,
    ids.MASK_BLACK,
    ids.CHOOSE_EDIT,
    ids.CHOOSE_REMIX,
    *_NAMED,
)
_GOES_ON = "Thank you. It goes on in the thread."


def register(app: AsyncApp) -> None:
    """Cancel, every answer, and the way back to the form."""
    app.action(ids.button(ids.CANCEL))(cancel)
    for name in ANSWERS:
        app.action(ids.button(name))(answer)
    app.action(ids.button(ids.REOPEN_FORM))(reopen_form)


async def cancel(ack: AsyncAck, body: Payload, context: AsyncBoltContext, jobs: Jobs) -> None:
    """Stop a job of one's own and say what that costs."""
    click = read_click(body, context)
    sentence = await jobs.cancel(read_id(click.value), click.origin.person)
    await tell(context, click.origin, Notice(text=sentence))
    await ack()


async def answer(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    access: Access,
) -> None:
    """Let a job go on with this answer; a question that only one person saw makes room for the thanks."""
    click = read_click(body, context)
    person = click.origin.person
    await access.require_spender(context.client, person)
    if await jobs.press(click.press_key):
        sentence = await jobs.answer(
            read_id(click.value),
            person,
            answer=click.action_id if click.name in _NAMED else click.name,
            delivery_key=click.delivery_key,
        )
        if sentence is not None or click.origin.is_private:
            await tell(context, click.origin, Notice(text=sentence or _GOES_ON))
    await ack()


async def reopen_form(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    access: Access,
) -> None:
    """The form, filled from a refused job or from the text that a command brought."""
    click = read_click(body, context)
    word, _, text = click.value.partition(" ")
    if word in set(Verb):
        await open_from_text(context, click.origin, jobs=jobs, access=access, verb=Verb(word), text=text)
    else:
        fill = await jobs.fill_from_job(read_id(click.value), click.origin.person)
        # The form posts nothing of its own, so the note with the button stays where it is.
        origin = replace(click.origin, is_private=False)
        await open_from_fill(context, origin, jobs=jobs, access=access, fill=fill)
    await ack()
