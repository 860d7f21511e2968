"""``conversations.*`` and ``users.*``: who is where, and what was said."""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import TypeVar

from bot.demo.slack.api_chat import readable_channel
from bot.demo.slack.cast import BOT_USER_ID, SCOPE_WORDS, Channel, Kind
from bot.demo.slack.hub import Hub
from bot.demo.slack.wire import Arguments, Payload, SlackError

Item = TypeVar("Item")

MOST_PEOPLE_IN_GROUP = 8
_TS = re.compile(r"\d{1,12}(\.\d{1,6})?")
_LIST_TYPES = {"public_channel": Kind.CHANNEL, "private_channel": Kind.GROUP, "im": Kind.IM}


def open_conversation(hub: Hub, arguments: Arguments) -> Payload:
    """``conversations.open`` with one person; with several it is a group, which needs a scope of its own."""
    user_ids = [user_id.strip() for user_id in arguments.text("users").split(",") if user_id.strip()]
    if not user_ids:
        raise SlackError("users_list_not_supplied")
    if len(user_ids) > MOST_PEOPLE_IN_GROUP:
        raise SlackError("too_many_users")
    people = [hub.conversations.members.get(user_id) for user_id in user_ids]
    if None in people:
        raise SlackError("user_not_found")
    if any(person.is_deactivated for person in people if person):
        raise SlackError("user_disabled")
    if len(user_ids) > 1:
        raise SlackError("missing_scope", needed="mpim:write")
    channel = hub.conversations.open_im(user_ids[0])
    shown = channel.payload() if arguments.flag("return_im") else {"id": channel.channel_id}
    return {"channel": shown}


def info(hub: Hub, arguments: Arguments) -> Payload:
    """``conversations.info``."""
    channel = readable_channel(hub, arguments.required("channel"))
    _need(hub, channel, "read")
    return {"channel": channel.payload()}


def list_conversations(hub: Hub, arguments: Arguments) -> Payload:
    """``conversations.list`` of the kinds asked for."""
    wanted = arguments.text("types") or "public_channel"
    kinds = {_LIST_TYPES.get(name.strip()) for name in wanted.split(",")}
    if None in kinds:
        raise SlackError("invalid_types")
    shown: list[Payload] = []
    for channel in hub.conversations.channels.values():
        is_wanted = channel.kind in kinds and (channel.kind is Kind.CHANNEL or channel.has_app)
        if is_wanted and not (channel.is_archived and arguments.flag("exclude_archived")):
            _need(hub, channel, "read")
            shown.append(channel.payload())
    part, cursor = _cut(shown, arguments, usual_limit=100)
    return {"channels": part, "response_metadata": {"next_cursor": cursor}}


def members(hub: Hub, arguments: Arguments) -> Payload:
    """``conversations.members``."""
    channel = readable_channel(hub, arguments.required("channel"))
    _need(hub, channel, "read")
    part, cursor = _cut(sorted(channel.member_ids), arguments, usual_limit=100)
    return {"members": part, "response_metadata": {"next_cursor": cursor}}


def join(hub: Hub, arguments: Arguments) -> Payload:
    """``conversations.join``, for public channels."""
    channel = readable_channel(hub, arguments.required("channel"))
    if channel.kind is not Kind.CHANNEL:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    member_ids = channel.member_ids | {BOT_USER_ID}
    joined = hub.conversations.change_channel(channel.channel_id, member_ids=member_ids)
    hub.changes.tell()
    return {"channel": joined.payload()}


def history(hub: Hub, arguments: Arguments) -> Payload:
    """``conversations.history``: newest first, threads by their heads only."""
    channel = _channel_with_history(hub, arguments)
    heads = hub.conversations.heads(channel.channel_id)
    chosen = [message for message in reversed(heads) if _is_between(message["ts"], arguments)]
    return _page(hub, channel, chosen, arguments=arguments, usual_limit=100)


def replies(hub: Hub, arguments: Arguments) -> Payload:
    """``conversations.replies``: the head of the thread, then its replies, oldest first."""
    channel = _channel_with_history(hub, arguments)
    head = hub.conversations.find(channel.channel_id, arguments.required("ts"))
    if head is None:
        raise SlackError("thread_not_found")
    below = hub.conversations.replies(channel.channel_id, head["ts"])
    chosen = [head, *(reply for reply in below if _is_between(reply["ts"], arguments))]
    return _page(hub, channel, chosen, arguments=arguments, usual_limit=1000)


def user_info(hub: Hub, arguments: Arguments) -> Payload:
    """``users.info``."""
    found = hub.conversations.members.get(arguments.required("user"))
    if found is None:
        raise SlackError("user_not_found")
    return {"user": found.payload()}


def list_users(hub: Hub, arguments: Arguments) -> Payload:
    """``users.list``."""
    everybody = [member.payload() for member in hub.conversations.members.values()]
    part, cursor = _cut(everybody, arguments, usual_limit=1000)
    return {"members": part, "response_metadata": {"next_cursor": cursor}}


def _channel_with_history(hub: Hub, arguments: Arguments) -> Channel:
    channel = readable_channel(hub, arguments.required("channel"))
    _need(hub, channel, "history")
    if not channel.has_app:
        raise SlackError("not_in_channel")
    for name in ("latest", "oldest"):
        if arguments.text(name) and not _TS.fullmatch(arguments.text(name)):
            raise SlackError(f"invalid_ts_{name}")
    return channel


def _need(hub: Hub, channel: Channel, right: str) -> None:
    scope = f"{SCOPE_WORDS[channel.kind]}:{right}"
    if not hub.installation.has_scope(scope):
        raise SlackError("missing_scope", needed=scope)


def _is_between(ts: str, arguments: Arguments) -> bool:
    oldest, latest = arguments.text("oldest"), arguments.text("latest")
    if arguments.flag("inclusive") and ts in {oldest, latest}:
        return True
    return (not oldest or float(oldest) < float(ts)) and (not latest or float(ts) < float(latest))


def _page(
    hub: Hub, channel: Channel, messages: Sequence[Payload], *, arguments: Arguments, usual_limit: int
) -> Payload:
    part, cursor = _cut(messages, arguments, usual_limit=usual_limit)
    shown = [hub.shown(channel, message) for message in part]
    if not arguments.flag("include_all_metadata"):
        for message in shown:
            message.pop("metadata", None)
    return {"messages": shown, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def _cut(items: Sequence[Item], arguments: Arguments, *, usual_limit: int) -> tuple[Sequence[Item], str]:
    """The page asked for, and where the next one begins; empty at the end."""
    limit = arguments.whole("limit", usual_limit)
    if not 1 <= limit <= 1000:
        raise SlackError("invalid_limit")
    end = _read_cursor(arguments.text("cursor")) + limit
    return items[end - limit : end], _cursor(end) if len(items) > end else ""


def _cursor(start: int) -> str:
    """Where the next page begins, in a form that nobody counts up by hand."""
    return b64encode(f"next_ts:{start}".encode()).decode()


def _read_cursor(cursor: str) -> int:
    try:
        return int(b64decode(cursor, validate=True).removeprefix(b"next_ts:")) if cursor else 0
    except ValueError:
        raise SlackError("invalid_cursor") from None
