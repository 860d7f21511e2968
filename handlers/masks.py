"""A mask drawn: the page opened from a result, a refusal or a form; and one turned round with a click."""

from urllib.parse import urlencode, urlsplit

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.announcer import Notice
from bot.doors.jobs import Jobs
from bot.doors.mask_pages import MaskPages
from bot.errors import BotError
from bot.people import Thread
from bot.reading.asks import Fill
from handlers import ids
from handlers.access import Access
from handlers.asides import tell
from handlers.blocks.masks import mask_link_notice, mask_link_view
from handlers.form_state import FormState, read_form
from handlers.forms import show_notice
from handlers.payloads import Payload, read_click, read_id


def register(app: AsyncApp) -> None:
    """The buttons that lead to the page, and the one that opens it."""
    app.action(ids.button(ids.REDRAW_MASK))(redraw_mask)
    app.action(ids.button(ids.DRAW_MASK))(draw_mask)
    app.action(ids.button(ids.OPEN_MASK_PAGE))(open_mask_page)
    app.action(ids.button(ids.FLIP_MASK))(flip_mask)


async def redraw_mask(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, mask_pages: MaskPages, access: Access
) -> None:
    """A link to paint another mask on this version; it acts as whoever pressed, so only they see it."""
    click = read_click(body, context)
    origin = click.origin
    await access.require_spender(context.client, origin.person)
    back_url = make_back_url(context, origin.thread)
    url = await mask_pages.open_for_version(read_id(click.value), origin.person, back_url=back_url)
    await tell(context, origin, mask_link_notice(url))
    await ack()


async def draw_mask(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    mask_pages: MaskPages,
    access: Access,
) -> None:
    """The link for a form as it stands, or for a job that was refused because it had no mask."""
    if "view" in body:
        await _draw_from_form(context, read_form(body, context), jobs=jobs, pages=mask_pages, access=access)
    else:
        click = read_click(body, context)
        origin = click.origin
        await access.require_spender(context.client, origin.person)
        back_url = make_back_url(context, origin.thread)
        url = await mask_pages.open_for_job(read_id(click.value), origin.person, back_url=back_url)
        await tell(context, origin, mask_link_notice(url))
    await ack()


async def open_mask_page(ack: AsyncAck) -> None:
    """The browser has opened it already."""
    await ack()


async def flip_mask(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, jobs: Jobs, access: Access
) -> None:
    """The guess which colour of a mask marks the edit was wrong: run it with the other one."""
    click = read_click(body, context)
    person = click.origin.person
    await access.require_spender(context.client, person)
    if await jobs.press(click.press_key):
        sentence = await jobs.flip(read_id(click.value), person, delivery_key=click.delivery_key)
        await tell(context, click.origin, Notice(text=sentence))
    await ack()


async def _draw_from_form(
    context: AsyncBoltContext, form: FormState, *, jobs: Jobs, pages: MaskPages, access: Access
) -> None:
    """The link takes the form's place; what stands in its way is said at the top of the form."""
    fill = Fill(
        draft=form.draft,
        attachments=form.attachments,
        thread=form.memory.thread,
        parent_version_id=form.memory.parent_version_id,
    )
    try:
        await access.require_spender(context.client, form.person)
        back_url = make_back_url(context, fill.thread)
        url = await pages.open_for_fill(fill, form.person, back_url=back_url)
    except BotError as error:
        await show_notice(context, form, jobs=jobs, notice=error.user_text)
        return
    await context.client.views_update(view_id=form.view_id, view=mask_link_view(url))


def make_back_url(context: AsyncBoltContext, thread: Thread) -> str | None:
    """Where the page leads back to once it has saved; None where Slack is not the real one."""
    if not (urlsplit(context.client.base_url).hostname or "").endswith("slack.com"):
        return None
    place = urlencode({"team": thread.team_id, "channel": thread.channel_id})
    return f"https://slack.com/app_redirect?{place}"
