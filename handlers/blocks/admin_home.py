"""The part of the Home tab that only admins have."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    SectionBlock,
)

from bot.money.amounts import format_usd
from bot.money.budgets import EVERYBODY, Limit, Scope
from bot.money.limits import describe_limit, describe_room
from bot.office.approvals import Wish
from bot.office.overview import Overview
from bot.office.rules import HouseRules
from handlers import ids
from handlers.blocks.escape import escape, mention, mrkdwn
from handlers.blocks.rules import rules_lines


def admin_blocks(overview: Overview, *, command: str) -> list[Block]:
    """Money, who waits for a decision, services, rules with the switch; ``command`` is ``/usage`` as called here."""
    return [
        DividerBlock(),
        HeaderBlock(block_id="admin", text="For admins"),
        SectionBlock(block_id="admin_money", text=mrkdwn("\n".join(_money_lines(overview)))),
        *_wish_blocks(overview),
        SectionBlock(block_id="admin_services", text=mrkdwn("\n".join(_service_lines(overview)))),
        *_rule_blocks(overview.rules, command=escape(command)),
        ContextBlock(block_id="admin_hint", elements=[mrkdwn(_hint(command))]),
    ]


def _money_lines(overview: Overview) -> list[str]:
    spent = f"*{overview.month.words}* · {format_usd(overview.spent_micros)} spent by everybody"
    if overview.open_micros:
        spent += f", {format_usd(overview.open_micros)} reserved"
    lines = [spent]
    if overview.forecast is not None:
        lines.append(
            f"Forecast: {format_usd(overview.forecast.spent_micros)}, {escape(overview.forecast.method)}."
        )
    lines += [f"The workspace has used {describe_room(room)}." for room in overview.rooms]
    if not overview.rooms:
        lines.append("The workspace as a whole has no limit.")
    return [*lines, *_limit_lines(overview.limits)]


def _limit_lines(limits: Sequence[Limit]) -> list[str]:
    """What holds for everybody, and how many have a limit of their own."""
    lines = []
    for scope, one, some in ((Scope.USER, "person", "people"), (Scope.CHANNEL, "channel", "channels")):
        of_scope = [limit for limit in limits if limit.scope is scope]
        usual = [
            describe_limit(limit.limit_micros, limit.period)
            for limit in of_scope
            if limit.scope_id == EVERYBODY and limit.limit_micros is not None
        ]
        own = len({limit.scope_id for limit in of_scope} - {EVERYBODY})
        others = f"; {own} {f'{one} has' if own == 1 else f'{some} have'} other limits" if own else ""
        lines.append(f"Each {one}: {', '.join(usual) or 'no limit'}{others}.")
    return lines


def _wish_blocks(overview: Overview) -> list[Block]:
    if not overview.wishes:
        return [ContextBlock(block_id="admin_wishes", elements=[mrkdwn("Nobody waits for an approval.")])]
    waiting = "1 request waits" if overview.waiting == 1 else f"{overview.waiting} requests wait"
    blocks: list[Block] = [SectionBlock(block_id="admin_wishes", text=mrkdwn(f"*{waiting} for approval*"))]
    return [*blocks, *(_wish_block(wish) for wish in overview.wishes)]


def _wish_block(wish: Wish) -> Block:
    text = f"{mention(wish.user_id)} asked for {format_usd(wish.quote_micros)}, {wish.asked_at:%Y-%m-%d %H:%M} UTC"
    button = ButtonElement(action_id=f"{ids.APPROVE_MORE}:amount", text="Decide…", value=str(wish.job_id))
    return SectionBlock(block_id=f"wish_{wish.job_id}", text=mrkdwn(text), accessory=button)


def _service_lines(overview: Overview) -> Sequence[str]:
    if not overview.services:
        lines = ["*Image services* · nothing asked of them within the last hour"]
    else:
        lines = ["*Image services* · the last hour"]
    for service in overview.services:
        mark = ":warning: " if service.failed > service.done else ""
        name = escape(service.service.capitalize())
        lines.append(
            f"{mark}{name}: {service.done} done, {service.failed} failed; "
            f"{service.running} running, {service.in_line} in line"
        )
    if overview.unchecked:
        lines.append(f":warning: {overview.unchecked} to be checked against the bill")
    return lines


def _rule_blocks(rules: HouseRules, *, command: str) -> list[Block]:
    if rules.paused_by is None:
        state = "*Requests* · run as they come"
        button = ButtonElement(action_id=ids.PAUSE, text="Pause", value="all", style="danger")
    else:
        state = f"*Requests* · paused by {mention(rules.paused_by)}; what runs finishes, new ones wait"
        button = ButtonElement(action_id=ids.RESUME, text="Resume", value="all", style="primary")
    change = f"`{command} allow #channel 3` and `disallow 3` change these lists, `allow all` ends them."
    return [
        SectionBlock(block_id="admin_rules", text=mrkdwn("\n".join([state, *rules_lines(rules), change]))),
        ActionsBlock(block_id="admin_switch", elements=[button]),
    ]


def _hint(command: str) -> str:
    name = escape(command)
    return (
        f"`{name} team` who spent what · `{name} budget` every limit · `{name} checks` unclear charges · "
        f"`{name} audit` what admins did · `{name} help` everything else"
    )
