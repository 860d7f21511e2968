"""Payloads read into plain values."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltContext

from bot.errors import BotError, RequestError
from handlers.payloads import read_click, read_id, read_message, read_origin, read_person, read_pictures
from handlers.shapes import shaped
from tests.handlers_in.recorded import JOB_ID


def make_context(**values: Any) -> AsyncBoltContext:
    base = {"team_id": "T1", "user_id": "U1", "channel_id": "C1", "bot_user_id": "U0BOT"}
    return AsyncBoltContext({**base, **values})


def make_event(**values: Any) -> dict[str, Any]:
    event = {"type": "message", "user": "U1", "ts": "1.1", "channel": "C1", "text": "hello", **values}
    return {"type": "event_callback", "event": event}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U0BOT> edit a fox", "edit a fox"),
        ("<@U0BOT|retouch> edit a fox", "edit a fox"),
        ("hey <@U0BOT>, edit", "hey , edit"),
        ("edit a fox <@U0BOT>", "edit a fox"),
        ("a\n<@U0BOT>\nb", "a\n \nb"),
        ("<@U0OTHER> is a fox", "<@U0OTHER> is a fox"),
        ("nul\0 byte", "nul byte"),
    ],
)
def test_the_mention_of_us_is_no_part_of_the_text(text: str, expected: str) -> None:
    body = make_event(text=text)

    message = read_message(body, make_context())

    assert message is not None
    assert message.text == expected


@pytest.mark.parametrize(
    "values",
    [{"bot_id": "B1"}, {"edited": {"user": "U1", "ts": "2.2"}}, {"user": None}, {"user": ""}, {"ts": None}],
)
def test_messages_by_apps_and_edited_ones_are_none(values: dict[str, Any]) -> None:
    body = make_event(**values)

    message = read_message(body, make_context())

    assert message is None


def test_files_may_come_without_a_name_and_without_a_type() -> None:
    files = [{"id": "F1", "name": None, "title": "door"}, {"id": "F2"}, {"name": "lost"}, "odd", None]

    pictures = read_pictures({"files": files})

    assert [(picture.file_id, picture.name, picture.mimetype) for picture in pictures] == [
        ("F1", "door", ""),
        ("F2", "", ""),
    ]


@pytest.mark.parametrize(
    ("body", "thread_ts"),
    [
        ({"container": {"thread_ts": "1.0", "message_ts": "2.0"}}, "1.0"),
        ({"message": {"ts": "2.0", "thread_ts": "1.0"}}, "1.0"),
        ({"message": {"ts": "2.0"}}, None),
        ({}, None),
    ],
)
def test_a_click_is_answered_in_its_thread(body: dict[str, Any], thread_ts: str | None) -> None:
    context = make_context()

    origin = read_origin(body, context)

    assert origin.thread.thread_ts == thread_ts


def test_a_menu_entry_is_the_value_of_a_click() -> None:
    entry = {"action_id": "more", "action_ts": "3.3", "selected_option": {"value": "details:1"}}

    click = read_click({"actions": [entry]}, make_context())

    assert (click.name, click.value) == ("more", "details:1")


def test_the_same_click_has_the_same_key_and_another_one_has_not() -> None:
    actions = [{"action_id": "again", "value": "1", "action_ts": ts} for ts in ("3.3", "3.3", "4.4")]

    first, same, later = (read_click({"actions": [action]}, make_context()) for action in actions)

    assert first.delivery_key == same.delivery_key
    assert first.delivery_key != later.delivery_key
    assert first.press_key == later.press_key


@pytest.mark.parametrize("value", ["", "1", "not an id", "x" * 36])
def test_what_is_no_id_is_told_in_a_sentence(value: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_id(value)

    assert "Nothing was charged" in caught.value.user_text


def test_an_id_is_read() -> None:
    value = str(JOB_ID)

    found = read_id(value)

    assert found == JOB_ID


@pytest.mark.parametrize("missing", ["team_id", "user_id"])
def test_a_request_by_nobody_is_refused(missing: str) -> None:
    context = make_context(**{missing: None})

    with pytest.raises(BotError):
        read_person(context)


def test_nulls_say_no_more_than_missing_keys() -> None:
    payload = {"view": {"callback_id": None, "type": "modal"}, "team": None, "user": {"id": "U1"}}

    found = shaped(payload)

    assert found == {"view": {"type": "modal"}, "user": {"id": "U1"}}


@pytest.mark.parametrize(
    "payload",
    [
        {"event": "x"},
        {"event": {}},
        {"event": {"type": "message", "user": 3}},
        {"actions": []},
        {"actions": [{"action_id": 3}]},
        {"actions": ["again"]},
        {"view": []},
        {"view": {}},
        {"user": ["U1"]},
        {"user": {"id": 3}},
        {"authorizations": [{"team_id": {}}]},
        {"type": 3},
    ],
)
def test_other_shapes_than_slacks_are_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        shaped(payload)
