"""Slack says that we were removed, or that our token was revoked: both come, in any order, and perhaps twice."""

from datetime import UTC, datetime

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.installing.removal import Removal
from handlers.payloads import Payload, object_at


def register(app: AsyncApp) -> None:
    """The two events about our own end."""
    app.event("app_uninstalled")(forget_workspace)
    app.event("tokens_revoked")(look_at_tokens)


async def forget_workspace(ack: AsyncAck, body: Payload, context: AsyncBoltContext, removal: Removal) -> None:
    """Nobody of this workspace, or of the whole organisation, wants us any more."""
    team_id, enterprise_id = read_place(context)
    if team_id:
        await removal.uninstalled(team_id, enterprise_id=enterprise_id, told_at=read_time(body))
    await ack()


async def look_at_tokens(ack: AsyncAck, body: Payload, context: AsyncBoltContext, removal: Removal) -> None:
    """People's tokens are none of ours; the bot's is."""
    team_id, enterprise_id = read_place(context)
    bots = object_at(object_at(body, "event"), "tokens").get("bot")
    if team_id and isinstance(bots, list):
        await removal.revoked(
            team_id,
            enterprise_id=enterprise_id,
            bot_user_ids=[bot for bot in bots if isinstance(bot, str)],
            told_at=read_time(body),
        )
    await ack()


def read_place(context: AsyncBoltContext) -> tuple[str, str | None]:
    """The workspace, and its organisation where all of that is meant, as when no workspace is named."""
    is_org_wide = bool(context.is_enterprise_install) or not context.team_id
    return context.team_id or context.enterprise_id or "", context.enterprise_id if is_org_wide else None


def read_time(body: Payload) -> datetime:
    """When it happened, to the second; the beginning of time where Slack does not say."""
    seconds = body.get("event_time")
    return datetime.fromtimestamp(seconds if isinstance(seconds, int) else 0, UTC)
