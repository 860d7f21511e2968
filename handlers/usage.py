"""``/usage``: what this person spent this month, for their eyes only; and the words that are for admins."""

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.announcer import Notice
from bot.errors import RequestError
from bot.money.spending import Spending
from bot.office.desk import Office
from bot.privacy.door import Privacy
from bot.reading.values import nearest
from handlers import ids, usage_channels, usage_money, usage_privacy, usage_reports, usage_rules
from handlers.access import Access
from handlers.asides import tell, tell_blocks
from handlers.blocks.report import month_blocks, month_text
from handlers.help import find_subcommand
from handlers.payloads import Payload, read_command
from handlers.usage_desk import Act, Desk
from handlers.usage_privacy import forget_me, is_forget_me
from handlers.usage_words import read_plain, read_words

ACTS: dict[str, Act] = {
    **usage_reports.ACTS,
    **usage_money.ACTS,
    **usage_rules.ACTS,
    **usage_channels.ACTS,
    **usage_privacy.ACTS,
}


def register(app: AsyncApp, *, prefix: str) -> None:
    """The command."""
    app.command(ids.slash_command(ids.USAGE_COMMAND, prefix))(show_usage)


async def show_usage(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    spending: Spending,
    office: Office,
    privacy: Privacy,
    access: Access,
) -> None:
    """My month, my budget, what is left, my last jobs; with words behind it, what they say."""
    command = read_command(body, context)
    subcommand = find_subcommand(command.text)
    words = read_words(command.text)
    desk = Desk(context=context, origin=command.origin, office=office, privacy=privacy)
    if subcommand is not None:
        await subcommand(context, command.origin)
    elif is_forget_me(command.text):
        await tell(context, command.origin, Notice(text=await forget_me(desk)))
    elif words:
        act = find_act(words[0])
        await access.require_admin(context.client, command.origin.person)
        answer = await act(desk, words)
        if isinstance(answer, str):
            await tell(context, command.origin, Notice(text=answer))
        else:
            await tell_blocks(context, command.origin, text=answer.text, blocks=answer.blocks)
    else:
        month = await spending.month_of(command.origin.person)
        await tell_blocks(context, command.origin, text=month_text(month), blocks=month_blocks(month))
    await ack()


def find_act(word: str) -> Act:
    """What the first word asks for.

    Raises:
        RequestError: nobody and nothing we know; the nearest word is named.
    """
    if (report := usage_reports.find_report(word)) is not None:
        return report
    name = read_plain(word).casefold()
    if name in ACTS:
        return ACTS[name]
    if name.startswith(("@", "#")):
        raise RequestError(
            "I cannot see whom or which channel you mean. Nothing was charged. "
            "Write @ or # and choose the name from Slack's list."
        )
    raise RequestError(
        f"That is nothing I can show. Nothing was charged. Did you mean {nearest(name, tuple(ACTS))}? "
        "The command alone shows your month, and help behind it lists every word."
    )
