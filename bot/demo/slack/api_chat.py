"""``chat.*``: saying, changing and taking back."""

from collections.abc import Sequence

from bot.demo.slack.cast import BOT_USER_ID, Channel, ChannelRule, Kind
from bot.demo.slack.checks import check_message_blocks, check_metadata
from bot.demo.slack.hub import MOST_TEXT, Hub, Posting
from bot.demo.slack.wire import Arguments, Payload, SlackError

MOST_TEXT_IN_UPDATE = 4000


def post_message(hub: Hub, arguments: Arguments) -> Payload:
    """``chat.postMessage``; a person's id stands for the direct messages with them."""
    channel = writable_channel(hub, _channel_id(hub, arguments))
    hub.pace.count_post(channel.channel_id)
    text, blocks = _content(hub, arguments)
    if "metadata" in arguments:
        metadata = check_metadata(arguments.structure("metadata", refusal="invalid_metadata_format"))
    else:
        metadata = None
    thread_ts = thread_head(hub, channel, arguments.text("thread_ts"))
    message = hub.app_posts(
        channel,
        Posting(
            author_id=BOT_USER_ID,
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
            metadata=metadata,
            is_broadcast=thread_ts is not None and arguments.flag("reply_broadcast"),
        ),
    )
    return {"channel": channel.channel_id, "ts": message["ts"], "message": hub.shown(channel, message)}


def post_ephemeral(hub: Hub, arguments: Arguments) -> Payload:
    """``chat.postEphemeral``; in a thread without replies it is taken and shown to nobody.

    Source: the method's page on ``thread_ts``, read 2026-11-20.
    """
    channel = writable_channel(hub, _channel_id(hub, arguments))
    user_id = arguments.required("user")
    if user_id not in channel.member_ids:
        raise SlackError("user_not_in_channel")
    text, blocks = _content(hub, arguments)
    if len(text) > MOST_TEXT:
        raise SlackError("msg_too_long")
    thread_ts = thread_head(hub, channel, arguments.text("thread_ts"))
    if thread_ts and not any(hub.conversations.replies(channel.channel_id, thread_ts)):
        return {"message_ts": hub.conversations.next_ts()}
    ts = hub.tell_one(user_id, channel.channel_id, text=text, blocks=blocks, thread_ts=thread_ts)
    return {"message_ts": ts}


def update(hub: Hub, arguments: Arguments) -> Payload:
    """``chat.update``; text without blocks takes the blocks away, metadata stays unless given anew."""
    channel = readable_channel(hub, arguments.required("channel"))
    if channel.is_archived:
        raise SlackError("is_inactive")
    message = _own_message(hub, channel, arguments, refusal="cant_update_message")
    text, blocks = _content(hub, arguments)
    if len(text) > MOST_TEXT_IN_UPDATE:
        raise SlackError("msg_too_long")
    new: Payload = {"text": text, "blocks": list(blocks)}
    if "metadata" in arguments:
        new["metadata"] = check_metadata(arguments.structure("metadata", refusal="invalid_metadata_format"))
    new["edited"] = {"user": BOT_USER_ID, "ts": hub.conversations.next_ts()}
    hub.change(channel, message, **new)
    return {
        "channel": channel.channel_id,
        "ts": message["ts"],
        "text": text,
        "message": hub.shown(channel, message),
    }


def delete(hub: Hub, arguments: Arguments) -> Payload:
    """``chat.delete``."""
    channel = readable_channel(hub, arguments.required("channel"))
    message = _own_message(hub, channel, arguments, refusal="cant_delete_message")
    hub.delete(channel, message)
    return {"channel": channel.channel_id, "ts": arguments.text("ts")}


def get_permalink(hub: Hub, arguments: Arguments) -> Payload:
    """``chat.getPermalink``."""
    channel = readable_channel(hub, arguments.required("channel"))
    message = hub.conversations.find(channel.channel_id, arguments.required("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"{hub.base_url}/archives/{channel.channel_id}/p{message['ts'].replace('.', '')}"
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        link += f"?thread_ts={message['thread_ts']}&cid={channel.channel_id}"
    return {"channel": channel.channel_id, "permalink": link}


def readable_channel(hub: Hub, channel_id: str) -> Channel:
    """A channel the app knows of: a private one it is not in does not exist for it.

    Raises:
        SlackError: ``channel_not_found``.
    """
    channel = hub.conversations.channels.get(channel_id)
    if channel is None or (channel.kind is not Kind.CHANNEL and not channel.has_app):
        raise SlackError("channel_not_found")
    return channel


def writable_channel(hub: Hub, channel_id: str) -> Channel:
    """A channel the app may write to.

    Raises:
        SlackError: ``channel_not_found``, ``not_in_channel``, ``is_archived`` or
            ``restricted_action_read_only_channel``.
    """
    channel = readable_channel(hub, channel_id)
    if not channel.has_app:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.rule is ChannelRule.READ_ONLY:
        raise SlackError(channel.rule)
    if channel.kind is Kind.IM and not hub.installation.has_messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def thread_head(hub: Hub, channel: Channel, thread_ts: str) -> str | None:
    """The head of a thread to reply in; None for no thread.

    Raises:
        SlackError: ``thread_not_found``, ``cannot_reply_to_message`` for a reply's own ts, or what the
            channel or an admin forbids.
    """
    if not thread_ts:
        if channel.rule is ChannelRule.THREADS_ONLY:
            raise SlackError(channel.rule)
        return None
    if channel.rule is ChannelRule.NO_THREADS:
        raise SlackError(channel.rule)
    head = hub.conversations.find(channel.channel_id, thread_ts)
    if head is None:
        raise SlackError("thread_not_found")
    if head.get("thread_ts", thread_ts) != thread_ts:
        raise SlackError("cannot_reply_to_message")
    if thread_ts in hub.conversations.locked_threads:
        raise SlackError("restricted_action_thread_locked")
    return thread_ts


def _channel_id(hub: Hub, arguments: Arguments) -> str:
    """Where a message goes: posting alone takes a channel's name or a person's id as well."""
    name = arguments.required("channel")
    if name in hub.conversations.members:
        return hub.conversations.open_im(name).channel_id
    return hub.conversations.get_channel(name).channel_id


def _content(hub: Hub, arguments: Arguments) -> tuple[str, Sequence[Payload]]:
    given = arguments.structure("blocks", refusal="invalid_blocks_format")
    blocks = check_message_blocks(given, can_show=hub.files.can_show) if given is not None else []
    text = arguments.text("text")
    if not text and not blocks:
        raise SlackError("no_text")
    return text, blocks


def _own_message(hub: Hub, channel: Channel, arguments: Arguments, *, refusal: str) -> Payload:
    message = hub.conversations.find(channel.channel_id, arguments.required("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    if message["user"] != BOT_USER_ID:
        raise SlackError(refusal)
    return message
