"""Every method the local Slack has: what it does, which scope it needs, how often and in which form it is asked.

Source: the facts at the head of each method's page (copies of August 2026), read 2026-11-26.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.demo.slack import api_chat, api_conversations, api_files, api_views
from bot.demo.slack.cast import BOT_ID, BOT_USER_ID
from bot.demo.slack.hub import Hub
from bot.demo.slack.pace import Tier
from bot.demo.slack.wire import Arguments, Payload


@dataclass(frozen=True, kw_only=True)
class Method:
    """``scope`` is needed besides those that depend on the channel; a method may not read JSON bodies."""

    run: Callable[[Hub, Arguments], Payload]
    scope: str = ""
    tier: Tier | None = None
    takes_json: bool = True


def _test_token(hub: Hub, arguments: Arguments) -> Payload:
    return {
        "url": f"{hub.base_url}/",
        "team": hub.team.owner_name,
        "team_id": hub.team.owner_id,
        "team_domain": hub.team.domain,
        "enterprise_id": hub.team.enterprise_id,
        "user": "retouch",
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": hub.team.is_org_wide,
    }


METHODS = {
    "auth.test": Method(run=_test_token),
    "chat.postMessage": Method(run=api_chat.post_message, scope="chat:write"),
    "chat.postEphemeral": Method(run=api_chat.post_ephemeral, scope="chat:write", tier=Tier.FOUR),
    "chat.update": Method(run=api_chat.update, scope="chat:write", tier=Tier.THREE),
    "chat.delete": Method(run=api_chat.delete, scope="chat:write", tier=Tier.THREE),
    "chat.getPermalink": Method(run=api_chat.get_permalink, takes_json=False),
    "conversations.open": Method(run=api_conversations.open_conversation, scope="im:write", tier=Tier.THREE),
    "conversations.info": Method(run=api_conversations.info, tier=Tier.THREE, takes_json=False),
    "conversations.list": Method(run=api_conversations.list_conversations, tier=Tier.TWO, takes_json=False),
    "conversations.members": Method(run=api_conversations.members, tier=Tier.FOUR, takes_json=False),
    "conversations.join": Method(run=api_conversations.join, scope="channels:join", tier=Tier.THREE),
    "conversations.history": Method(run=api_conversations.history, tier=Tier.THREE),
    "conversations.replies": Method(run=api_conversations.replies, tier=Tier.THREE, takes_json=False),
    "users.info": Method(
        run=api_conversations.user_info, scope="users:read", tier=Tier.FOUR, takes_json=False
    ),
    "users.list": Method(
        run=api_conversations.list_users, scope="users:read", tier=Tier.TWO, takes_json=False
    ),
    "files.getUploadURLExternal": Method(
        run=api_files.get_upload_url, scope="files:write", tier=Tier.FOUR, takes_json=False
    ),
    "files.completeUploadExternal": Method(
        run=api_files.complete_upload, scope="files:write", tier=Tier.FOUR
    ),
    "files.info": Method(run=api_files.info, scope="files:read", tier=Tier.FOUR, takes_json=False),
    "files.delete": Method(run=api_files.delete, scope="files:write", tier=Tier.THREE),
    "views.open": Method(run=api_views.open_view, tier=Tier.FOUR),
    "views.push": Method(run=api_views.push, tier=Tier.FOUR),
    "views.update": Method(run=api_views.update, tier=Tier.FOUR),
    "views.publish": Method(run=api_views.publish, tier=Tier.FOUR),
}
