"""Which events the app hears when something happens, and what they look like."""

import secrets
from collections.abc import Iterator
from copy import deepcopy

from bot.demo.slack.cast import APP_ID, BOT_USER_ID, SCOPE_WORDS, Channel, Installation, Kind, Team
from bot.demo.slack.wire import Payload

MENTION = f"<@{BOT_USER_ID}>"


def envelope(event: Payload, *, team: Team, at: float) -> Payload:
    """One event as it is delivered; each has an id of its own."""
    return {
        "token": "unused",
        "team_id": team.team_id,
        "enterprise_id": team.enterprise_id,
        "context_team_id": team.team_id,
        "context_enterprise_id": team.enterprise_id,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev0" + secrets.token_hex(5).upper(),
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": team.enterprise_id,
                "team_id": team.team_id,
                "user_id": BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": team.is_org_wide,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_hex(12),
    }


def message_event_name(channel: Channel) -> str:
    """What a manifest calls the messages of this kind of channel."""
    return f"message.{SCOPE_WORDS[channel.kind]}"


def posted_events(channel: Channel, message: Payload, installation: Installation) -> Iterator[Payload]:
    """What the app hears of a new message: the message, and the mention as well where there is one.

    Both carry the same ``ts`` and have different event ids.
    """
    if not channel.has_app:
        return
    shown = deepcopy(message)
    shown.pop("metadata", None)
    in_channel = {**shown, "channel": channel.channel_id, "event_ts": message["ts"]}
    is_mention = MENTION in message.get("text", "") and channel.kind is not Kind.IM
    if is_mention and message["user"] != BOT_USER_ID and installation.hears("app_mention"):
        yield {**in_channel, "type": "app_mention"}
    if installation.hears(message_event_name(channel)):
        subtype = {"subtype": "file_share"} if shown.get("files") else {}
        yield {**in_channel, **subtype, "channel_type": channel.kind.value}


def changed_event(channel: Channel, message: Payload, previous: Payload, *, ts: str) -> Payload:
    """A message was edited, by the app itself too."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": deepcopy(message),
        "previous_message": previous,
        "channel": channel.channel_id,
        "channel_type": channel.kind.value,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
    }


def deleted_event(channel: Channel, previous: Payload, *, ts: str) -> Payload:
    """A message was deleted."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "deleted_ts": previous["ts"],
        "previous_message": previous,
        "channel": channel.channel_id,
        "channel_type": channel.kind.value,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
    }


def file_shared_event(channel: Channel, file_id: str, *, user_id: str, ts: str) -> Payload:
    """A file appeared in a channel; ids only."""
    return {
        "type": "file_shared",
        "file_id": file_id,
        "user_id": user_id,
        "file": {"id": file_id},
        "channel_id": channel.channel_id,
        "event_ts": ts,
    }


def home_opened_event(user_id: str, channel_id: str, *, tab: str, view: Payload | None, ts: str) -> Payload:
    """Somebody looks at the app's own page."""
    event: Payload = {
        "type": "app_home_opened",
        "user": user_id,
        "channel": channel_id,
        "tab": tab,
        "event_ts": ts,
    }
    return {**event, "view": view} if view is not None else event
