"""Posting, changing and deleting messages."""

from typing import Any

from bot.demo.slack.cast import ChannelRule
from tests.demo_workspace.rules.rule import Attempt, Scene, call, calling, rule

DESIGN = "C0DESIGN1"


def posting(**arguments: Any) -> Attempt:
    return calling("chat.postMessage", **{"channel": DESIGN, "text": "x", **arguments})


def whispering(**arguments: Any) -> Attempt:
    return calling("chat.postEphemeral", **{"channel": DESIGN, "user": "U0BEN0002", "text": "x", **arguments})


def below(ts: str) -> Attempt:
    return posting(thread_ts=ts)


async def _below_a_reply(scene: Scene) -> None:
    await below(await scene.reply())(scene)


async def _below_a_locked_message(scene: Scene) -> None:
    head = await scene.post()
    scene.workspace.admin.lock_thread(head)
    await below(head)(scene)


async def _below_a_message_where_threads_are_off(scene: Scene) -> None:
    head = await scene.post()
    scene.workspace.admin.limit_posting("design", ChannelRule.NO_THREADS)
    await below(head)(scene)


def limited(channel_rule: ChannelRule) -> Attempt:
    async def attempt(scene: Scene) -> None:
        scene.workspace.admin.limit_posting("design", channel_rule)
        await posting()(scene)

    return attempt


async def _into_the_archive(scene: Scene) -> None:
    scene.workspace.admin.archive("design")
    await posting()(scene)


async def _change_in_the_archive(scene: Scene) -> None:
    ts = await scene.post()
    scene.workspace.admin.archive("design")
    await call(scene, "chat.update", channel=DESIGN, ts=ts, text="y")


async def _whisper_to_somebody_who_left(scene: Scene) -> None:
    scene.workspace.admin.deactivate("ben")
    await whispering()(scene)


def on_bens(method: str, **arguments: Any) -> Attempt:
    async def attempt(scene: Scene) -> None:
        said = await scene.workspace.say("ben", "design", "mine")
        await call(scene, method, channel=DESIGN, ts=said["ts"], **arguments)

    return attempt


def on_own(method: str, **arguments: Any) -> Attempt:
    async def attempt(scene: Scene) -> None:
        await call(scene, method, **{"channel": DESIGN, "ts": await scene.post(), **arguments})

    return attempt


async def _change_what_only_one_saw(scene: Scene) -> None:
    told = await call(scene, "chat.postEphemeral", channel=DESIGN, user="U0BEN0002", text="x")
    await call(scene, "chat.update", channel=DESIGN, ts=told["message_ts"], text="y")


RULES = (
    rule(
        "a message for no channel",
        "chat.postMessage",
        "invalid_arguments",
        calling("chat.postMessage", text="x"),
    ),
    rule(
        "a message for a channel that is not there",
        "chat.postMessage",
        "channel_not_found",
        posting(channel="C0NOWHERE"),
    ),
    rule(
        "a message for a channel the app is not in",
        "chat.postMessage",
        "not_in_channel",
        posting(channel="C0RANDOM1"),
    ),
    rule(
        "a message for a private channel it is not in",
        "chat.postMessage",
        "channel_not_found",
        posting(channel="C0BOARD01"),
    ),
    rule("a message for an archived channel", "chat.postMessage", "is_archived", _into_the_archive),
    rule(
        "a message where only admins may write",
        "chat.postMessage",
        "restricted_action_read_only_channel",
        limited(ChannelRule.READ_ONLY),
    ),
    rule(
        "a message outside threads where there may only be replies",
        "chat.postMessage",
        "restricted_action_thread_only_channel",
        limited(ChannelRule.THREADS_ONLY),
    ),
    rule(
        "a reply where there may be none",
        "chat.postMessage",
        "restricted_action_non_threadable_channel",
        _below_a_message_where_threads_are_off,
    ),
    rule(
        "a reply in a thread that admins locked",
        "chat.postMessage",
        "restricted_action_thread_locked",
        _below_a_locked_message,
    ),
    rule("a reply below a reply", "chat.postMessage", "cannot_reply_to_message", _below_a_reply),
    rule("a reply below nothing", "chat.postMessage", "thread_not_found", below("1.000001")),
    rule(
        "a message of nothing",
        "chat.postMessage",
        "no_text",
        calling("chat.postMessage", channel=DESIGN, text="", blocks=[]),
    ),
    rule("blocks that are not JSON", "chat.postMessage", "invalid_blocks_format", posting(blocks="{")),
    rule(
        "blocks that are no list",
        "chat.postMessage",
        "invalid_blocks_format",
        posting(blocks={"type": "divider"}),
    ),
    rule("metadata that is not JSON", "chat.postMessage", "invalid_metadata_format", posting(metadata="{")),
    rule(
        "metadata without a type", "chat.postMessage", "invalid_metadata_schema", posting(metadata={"a": 1})
    ),
    rule(
        "metadata that is too large",
        "chat.postMessage",
        "metadata_too_large",
        posting(metadata={"event_type": "x", "event_payload": {"y": "z" * 33000}}),
    ),
    rule(
        "a private note to somebody who is not in the channel",
        "chat.postEphemeral",
        "user_not_in_channel",
        whispering(channel="C0SECRET1"),
    ),
    rule(
        "a private note to nobody", "chat.postEphemeral", "user_not_in_channel", whispering(user="U0NOBODY1")
    ),
    rule(
        "a private note to somebody who left",
        "chat.postEphemeral",
        "user_not_in_channel",
        _whisper_to_somebody_who_left,
    ),
    rule(
        "a private note that is too long", "chat.postEphemeral", "msg_too_long", whispering(text="x" * 40001)
    ),
    rule(
        "a change of a message that is not there",
        "chat.update",
        "message_not_found",
        calling("chat.update", channel=DESIGN, ts="1.000001", text="x"),
    ),
    rule(
        "a change of a message by somebody else",
        "chat.update",
        "cant_update_message",
        on_bens("chat.update", text="yours"),
    ),
    rule(
        "a change to more than 4,000 characters",
        "chat.update",
        "msg_too_long",
        on_own("chat.update", text="x" * 4001),
    ),
    rule("a change to nothing", "chat.update", "no_text", on_own("chat.update", text="")),
    rule(
        "a change in a channel that is only named",
        "chat.update",
        "channel_not_found",
        on_own("chat.update", channel="design", text="y"),
    ),
    rule("a change in an archived channel", "chat.update", "is_inactive", _change_in_the_archive),
    rule(
        "a change of what only one person saw", "chat.update", "message_not_found", _change_what_only_one_saw
    ),
    rule(
        "deleting a message that is not there",
        "chat.delete",
        "message_not_found",
        calling("chat.delete", channel=DESIGN, ts="1.000001"),
    ),
    rule("deleting a message by somebody else", "chat.delete", "cant_delete_message", on_bens("chat.delete")),
    rule(
        "a link to a message that is not there",
        "chat.getPermalink",
        "message_not_found",
        calling("chat.getPermalink", channel=DESIGN, message_ts="1.000001"),
    ),
)
