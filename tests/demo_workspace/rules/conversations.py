"""Channels, people, and reading what was said."""

from typing import Any

from tests.demo_workspace.rules.rule import METHODS, Attempt, Rule, Scene, call, calling


def rule(says: str, method: str, error: str, **arguments: Any) -> Rule:
    return Rule(says=says, source=METHODS + method, error=error, attempt=calling(method, **arguments))


def prepared(says: str, method: str, error: str, attempt: Attempt) -> Rule:
    return Rule(says=says, source=METHODS + method, error=error, attempt=attempt)


async def _write_to_somebody_who_left(scene: Scene) -> None:
    scene.workspace.admin.deactivate("ben")
    await call(scene, "conversations.open", users="U0BEN0002")


async def _join_the_archive(scene: Scene) -> None:
    scene.workspace.admin.archive("random")
    await call(scene, "conversations.join", channel="C0RANDOM1")


RULES = (
    rule("a channel by its name", "conversations.info", "channel_not_found", channel="design"),
    rule(
        "a private channel the app is not in", "conversations.info", "channel_not_found", channel="C0BOARD01"
    ),
    rule(
        "the history of a channel the app is not in",
        "conversations.history",
        "not_in_channel",
        channel="C0RANDOM1",
    ),
    rule(
        "more than 1,000 messages at once",
        "conversations.history",
        "invalid_limit",
        channel="C0DESIGN1",
        limit=1001,
    ),
    rule(
        "a page that it did not name",
        "conversations.history",
        "invalid_cursor",
        channel="C0DESIGN1",
        cursor="2",
    ),
    rule(
        "a latest message that is no ts",
        "conversations.history",
        "invalid_ts_latest",
        channel="C0DESIGN1",
        latest="now",
    ),
    rule(
        "an oldest message that is no ts",
        "conversations.history",
        "invalid_ts_oldest",
        channel="C0DESIGN1",
        oldest="then",
    ),
    rule(
        "a thread that is not there",
        "conversations.replies",
        "thread_not_found",
        channel="C0DESIGN1",
        ts="1.000001",
    ),
    rule("a thread that is not named", "conversations.replies", "invalid_arguments", channel="C0DESIGN1"),
    rule(
        "a thread in a channel the app is not in",
        "conversations.replies",
        "not_in_channel",
        channel="C0RANDOM1",
        ts="1.000001",
    ),
    rule("direct messages with nobody", "conversations.open", "users_list_not_supplied"),
    rule("direct messages with a stranger", "conversations.open", "user_not_found", users="U0NOBODY1"),
    rule("direct messages with somebody by name", "conversations.open", "user_not_found", users="ben"),
    rule(
        "direct messages with more than eight people",
        "conversations.open",
        "too_many_users",
        users=",".join(f"U0MANY00{number}" for number in range(9)),
    ),
    rule(
        "a group of people, which takes another scope",
        "conversations.open",
        "missing_scope",
        users="U0BEN0002,U0MIA0003",
    ),
    prepared(
        "direct messages with somebody who left",
        "conversations.open",
        "user_disabled",
        _write_to_somebody_who_left,
    ),
    rule("a kind of channel it does not know", "conversations.list", "invalid_types", types="mpdm"),
    rule(
        "joining a private channel",
        "conversations.join",
        "method_not_supported_for_channel_type",
        channel="C0SECRET1",
    ),
    prepared("joining an archived channel", "conversations.join", "is_archived", _join_the_archive),
    rule("a person that is not there", "users.info", "user_not_found", user="U0NOBODY1"),
    rule("a person by name", "users.info", "user_not_found", user="ben"),
)
