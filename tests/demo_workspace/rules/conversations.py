"""Channels, people, and reading what was said."""

from typing import Any

from tests.demo_workspace.rules.rule import Rule, Scene, call, calling, rule


def asked(says: str, method: str, error: str, **arguments: Any) -> Rule:
    return rule(says, method, error, calling(method, **arguments))


async def _write_to_somebody_who_left(scene: Scene) -> None:
    scene.workspace.admin.deactivate("ben")
    await call(scene, "conversations.open", users="U0BEN0002")


async def _join_the_archive(scene: Scene) -> None:
    scene.workspace.admin.archive("random")
    await call(scene, "conversations.join", channel="C0RANDOM1")


RULES = (
    asked("a channel by its name", "conversations.info", "channel_not_found", channel="design"),
    asked(
        "a private channel the app is not in", "conversations.info", "channel_not_found", channel="C0BOARD01"
    ),
    asked(
        "the history of a channel the app is not in",
        "conversations.history",
        "not_in_channel",
        channel="C0RANDOM1",
    ),
    asked(
        "more than 1,000 messages at once",
        "conversations.history",
        "invalid_limit",
        channel="C0DESIGN1",
        limit=1001,
    ),
    asked(
        "a page that it did not name",
        "conversations.history",
        "invalid_cursor",
        channel="C0DESIGN1",
        cursor="2",
    ),
    asked(
        "a latest message that is no ts",
        "conversations.history",
        "invalid_ts_latest",
        channel="C0DESIGN1",
        latest="now",
    ),
    asked(
        "an oldest message that is no ts",
        "conversations.history",
        "invalid_ts_oldest",
        channel="C0DESIGN1",
        oldest="then",
    ),
    asked(
        "a thread that is not there",
        "conversations.replies",
        "thread_not_found",
        channel="C0DESIGN1",
        ts="1.000001",
    ),
    asked("a thread that is not named", "conversations.replies", "invalid_arguments", channel="C0DESIGN1"),
    asked(
        "a thread in a channel the app is not in",
        "conversations.replies",
        "not_in_channel",
        channel="C0RANDOM1",
        ts="1.000001",
    ),
    asked("direct messages with nobody", "conversations.open", "users_list_not_supplied"),
    asked("direct messages with a stranger", "conversations.open", "user_not_found", users="U0NOBODY1"),
    asked("direct messages with somebody by name", "conversations.open", "user_not_found", users="ben"),
    asked(
        "direct messages with more than eight people",
        "conversations.open",
        "too_many_users",
        users=",".join(f"U0MANY00{number}" for number in range(9)),
    ),
    asked(
        "a group of people, which takes another scope",
        "conversations.open",
        "missing_scope",
        users="U0BEN0002,U0MIA0003",
    ),
    rule(
        "direct messages with somebody who left",
        "conversations.open",
        "user_disabled",
        _write_to_somebody_who_left,
    ),
    asked("more than 1,000 channels at once", "conversations.list", "invalid_limit", limit=1001),
    asked("a page of people that it did not name", "users.list", "invalid_cursor", cursor="2"),
    asked("a kind of channel it does not know", "conversations.list", "invalid_types", types="mpdm"),
    asked(
        "joining a private channel",
        "conversations.join",
        "method_not_supported_for_channel_type",
        channel="C0SECRET1",
    ),
    rule("joining an archived channel", "conversations.join", "is_archived", _join_the_archive),
    asked("a person that is not there", "users.info", "user_not_found", user="U0NOBODY1"),
    asked("a person by name", "users.info", "user_not_found", user="ben"),
)
