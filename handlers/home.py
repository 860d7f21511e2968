"""The Home tab: my month, my defaults, my last threads."""

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.announcer import Notice
from bot.doors.history import History
from bot.doors.preferences import Preferences, preference_text
from bot.money.spending import Spending
from bot.people import Person
from handlers import ids
from handlers.asides import tell
from handlers.blocks.home import home_blocks
from handlers.history import THREADS, fetch_links
from handlers.payloads import Payload, object_at, read_origin, read_person, text_at

_FORGOTTEN = "Your defaults are forgotten. Nothing was charged."


def register(app: AsyncApp) -> None:
    """The tab, and the button that forgets the defaults."""
    app.event("app_home_opened")(open_home)
    app.action(ids.button(ids.RESET_DEFAULTS))(reset_defaults)


async def open_home(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    spending: Spending,
    preferences: Preferences,
    history: History,
) -> None:
    """Somebody looks at our page: publish it anew."""
    if text_at(object_at(body, "event"), "tab") == "home":
        await publish_home(
            context, read_person(context), spending=spending, preferences=preferences, history=history
        )
    await ack()


async def reset_defaults(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    spending: Spending,
    preferences: Preferences,
    history: History,
) -> None:
    """Forget them, on Home or below the answer to a command."""
    origin = read_origin(body, context)
    await preferences.reset(origin.person)
    if origin.thread.channel_id:
        await tell(context, origin, Notice(text=_FORGOTTEN))
    else:
        await publish_home(
            context, origin.person, spending=spending, preferences=preferences, history=history
        )
    await ack()


async def publish_home(
    context: AsyncBoltContext,
    person: Person,
    *,
    spending: Spending,
    preferences: Preferences,
    history: History,
) -> None:
    """With thumbnails where Slack still has every file, else without."""
    month = await spending.month_of(person)
    options = preference_text(await preferences.read(person))
    past = await history.last_threads(person, limit=THREADS)
    links = await fetch_links(context.client, past)
    command = ids.slash_command(ids.EDIT_COMMAND, context["command_prefix"])
    for with_thumbnails in (True, False):
        blocks = home_blocks(
            month, options=options, past=past, links=links, command=command, with_thumbnails=with_thumbnails
        )
        try:
            await context.client.views_publish(user_id=person.user_id, view=View(type="home", blocks=blocks))
        except SlackApiError:
            if with_thumbnails:
                continue
            raise
        return
