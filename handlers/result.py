"""The buttons under a result, and the menu at their end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from uuid import UUID

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.announcer import Notice
from bot.catalogue import Verb
from bot.doors.jobs import Jobs
from bot.doors.results import Results
from bot.doors.showing import Showings
from handlers import ids
from handlers.access import Access
from handlers.asides import tell
from handlers.blocks.details import details_view
from handlers.openings import open_from_fill
from handlers.payloads import Click, Payload, read_click, read_id
from handlers.windows import open_window


@dataclass(frozen=True, kw_only=True)
class Press:
    """One press on a button or menu entry of a result, with what is needed to answer it."""

    click: Click
    version_id: UUID
    context: AsyncBoltContext
    jobs: Jobs
    results: Results
    access: Access


def register(app: AsyncApp) -> None:
    """Every button of a result, and its menu."""
    for name in BUTTONS:
        app.action(ids.button(name))(press_button)
    app.action(ids.button(ids.MORE))(choose_from_menu)


async def press_button(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    results: Results,
    access: Access,
) -> None:
    """A button: its name is in the ``action_id``, its version in the value."""
    click = read_click(body, context)
    version_id = read_id(click.value)
    press = Press(
        click=click, version_id=version_id, context=context, jobs=jobs, results=results, access=access
    )
    await BUTTONS[click.name](press)
    await ack()


async def choose_from_menu(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    results: Results,
    access: Access,
) -> None:
    """A menu entry: name and version are both in the value."""
    click = read_click(body, context)
    name, _, value = click.value.partition(":")
    press = Press(
        click=click, version_id=read_id(value), context=context, jobs=jobs, results=results, access=access
    )
    if name in MENU:
        await MENU[name](press)
    await ack()


async def run_again(press: Press) -> None:
    """The same request once more, from that version's own parent."""
    await _repeat(press, speed=None)


async def run_at_final_quality(press: Press) -> None:
    """The same request at the best speed for looks."""
    await _repeat(press, speed="QUALITY")


async def change(press: Press) -> None:
    """The form, filled with this version."""
    origin = press.click.origin
    fill = await press.results.fill(press.version_id, origin.person)
    await open_from_fill(press.context, origin, jobs=press.jobs, access=press.access, fill=fill)


async def remix_this(press: Press) -> None:
    """The remix form with this version's picture."""
    origin = press.click.origin
    fill = await press.results.fill(press.version_id, origin.person)
    await open_from_fill(
        press.context, origin, jobs=press.jobs, access=press.access, fill=fill, verb=Verb.REMIX
    )


async def show_original(press: Press) -> None:
    """The picture this version goes back to, into the thread."""
    origin = press.click.origin
    if await press.jobs.press(press.click.press_key):
        showings: Showings = press.context["showings"]
        await showings.original(press.version_id, origin.person, key=press.click.delivery_key)


async def show_details(press: Press) -> None:
    """Everything about this version, in a window of its own; without a picture that Slack does not show."""
    origin = press.click.origin
    details = await press.results.details(press.version_id, origin.person)
    bare = None if details.kept_file_id is None else details_view(replace(details, kept_file_id=None))
    await open_window(press.context.client, origin, details_view(details), bare=bare)


async def compare(press: Press) -> None:
    """This version beside the picture it was made from, into the thread for everybody."""
    origin = press.click.origin
    if await press.jobs.press(press.click.press_key):
        showings: Showings = press.context["showings"]
        sentence = await showings.compare_version(press.version_id, origin.person)
        await tell(press.context, origin, Notice(text=sentence))


async def delete(press: Press) -> None:
    """Take this result out of the thread."""
    origin = press.click.origin
    sentence = await press.results.delete(press.version_id, origin.person)
    await tell(press.context, origin, Notice(text=sentence))


async def _repeat(press: Press, *, speed: str | None) -> None:
    origin = press.click.origin
    await press.access.require_spender(press.context.client, origin.person)
    if await press.jobs.press(press.click.press_key):
        await press.results.again(
            press.version_id, origin.person, delivery_key=press.click.delivery_key, speed=speed
        )


BUTTONS: dict[str, Callable[[Press], Awaitable[None]]] = {
    ids.AGAIN: run_again,
    ids.CHANGE: change,
    ids.COMPARE: compare,
    ids.DETAILS: show_details,
    ids.DELETE: delete,
}
MENU: dict[str, Callable[[Press], Awaitable[None]]] = {
    ids.FINAL_QUALITY: run_at_final_quality,
    ids.REMIX_THIS: remix_this,
    ids.ORIGINAL: show_original,
    ids.DETAILS: show_details,
    ids.DELETE: delete,
}
