"""The Home tab: my month, my defaults, my last threads; for admins the workspace, its switch, its channels."""

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.announcer import Notice
from bot.doors.channels import Channels
from bot.doors.history import History
from bot.doors.preferences import Preferences, preference_text
from bot.money.spending import Spending
from bot.office.desk import Office
from bot.people import Person
from handlers import ids
from handlers.access import Access
from handlers.asides import tell
from handlers.blocks.home import Home, home_blocks
from handlers.history import THREADS, fetch_links
from handlers.payloads import Origin, Payload, object_at, read_click, read_origin, read_person, text_at

_FORGOTTEN = "Your defaults are forgotten. Nothing was charged."


def register(app: AsyncApp) -> None:
    """The tab, the buttons that forget defaults, and the switch."""
    app.event("app_home_opened")(open_home)
    app.action(ids.button(ids.RESET_DEFAULTS))(reset_defaults)
    app.action(ids.button(ids.RESET_CHANNEL))(reset_channel)
    app.action(ids.button(ids.PAUSE))(turn_switch)
    app.action(ids.button(ids.RESUME))(turn_switch)


async def open_home(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
    """Somebody looks at our page: publish it anew."""
    if text_at(object_at(body, "event"), "tab") == "home":
        await publish_home(context, read_person(context))
    await ack()


async def reset_defaults(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, preferences: Preferences
) -> None:
    """Forget them, on Home or below the answer to a command."""
    origin = read_origin(body, context)
    await preferences.reset(origin.person)
    await _answer(context, origin, _FORGOTTEN)
    await ack()


async def turn_switch(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, office: Office, access: Access
) -> None:
    """Pause or resume; the name of the button says which."""
    click = read_click(body, context)
    admin = click.origin.person
    await access.require_admin(context.client, admin)
    sentence = await (office.pause(admin) if click.name == ids.PAUSE else office.resume(admin))
    await _answer(context, click.origin, sentence)
    await ack()


async def reset_channel(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, channels: Channels, access: Access
) -> None:
    """An admin makes a channel like the others again."""
    click = read_click(body, context)
    await access.require_admin(context.client, click.origin.person)
    await channels.reset(click.origin.person, click.value)
    await publish_home(context, click.origin.person)
    await ack()


async def _answer(context: AsyncBoltContext, origin: Origin, sentence: str) -> None:
    """On Home the page itself shows what changed; elsewhere a sentence does."""
    if origin.thread.channel_id:
        await tell(context, origin, Notice(text=sentence))
    else:
        await publish_home(context, origin.person)


async def publish_home(context: AsyncBoltContext, person: Person) -> None:
    """With thumbnails where Slack still has every file, else without."""
    home = await _read_home(context, person)
    for with_thumbnails in (True, False):
        view = View(type="home", blocks=home_blocks(home, with_thumbnails=with_thumbnails))
        try:
            await context.client.views_publish(user_id=person.user_id, view=view)
        except SlackApiError as error:
            if with_thumbnails:
                continue
            if error.response.get("error") != "user_not_found":  # has left meanwhile: nobody looks
                raise
        return


async def _read_home(context: AsyncBoltContext, person: Person) -> Home:
    spending: Spending = context["spending"]
    preferences: Preferences = context["preferences"]
    channels: Channels = context["channels"]
    history: History = context["history"]
    office: Office = context["office"]
    access: Access = context["access"]
    prefix: str = context["command_prefix"]
    past = await history.last_threads(person, limit=THREADS)
    is_admin = await access.is_admin(context.client, person)
    return Home(
        month=await spending.month_of(person),
        options=preference_text(await preferences.read(person)),
        past=past,
        links=await fetch_links(context.client, past),
        command=ids.slash_command(ids.EDIT_COMMAND, prefix),
        usage=ids.slash_command(ids.USAGE_COMMAND, prefix),
        overview=await office.overview(person) if is_admin else None,
        channels=await channels.list_set(person.team_id) if is_admin else (),
    )
