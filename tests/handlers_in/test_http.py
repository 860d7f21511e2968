"""The address itself: who gets past it, and with what."""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.demo.workspace import Workspace
from handlers.http import MAX_BODY_BYTES
from tests.handlers_in.recorded import RecordedJobs

COMMAND = urlencode(
    {"command": "/edit", "text": "a secret garden", "team_id": "T1", "user_id": "U1"}
).encode()


def sign(secret: str, body: bytes, *, timestamp: str | None = None) -> dict[str, str]:
    timestamp = timestamp or str(int(time.time()))
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


Capture = Callable[[], str]


@pytest.fixture
def capture(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Capture:
    """Everything that was logged or printed."""
    caplog.set_level(logging.DEBUG)
    return lambda: caplog.text + "".join(capsys.readouterr())


FAULTY = {
    "nothing": {"X-Slack-Request-Timestamp": None, "X-Slack-Signature": None},
    "no_timestamp": {"X-Slack-Request-Timestamp": None},
    "no_signature": {"X-Slack-Signature": None},
    "a_word_for_a_timestamp": {"X-Slack-Request-Timestamp": "yesterday"},
    "a_fraction": {"X-Slack-Request-Timestamp": "1700000000.5"},
    "a_negative_one": {"X-Slack-Request-Timestamp": "-1"},
    "an_endless_one": {"X-Slack-Request-Timestamp": "9" * 6000},
    "foreign_digits": {"X-Slack-Request-Timestamp": "١٧٠٠٠٠٠٠٠٠"},
    "a_stale_one": {"X-Slack-Request-Timestamp": "1700000000"},
    "one_to_come": {"X-Slack-Request-Timestamp": "9999999999"},
    "another_signature": {"X-Slack-Signature": "v0=" + "0" * 64},
    "no_hex": {"X-Slack-Signature": "é"},
    "an_empty_signature": {"X-Slack-Signature": ""},
    "a_packed_body": {"Content-Encoding": "gzip"},
}


@pytest.mark.parametrize("fault", FAULTY)
async def test_a_request_that_is_not_signed_by_slack_is_refused(
    slack: Workspace, session: aiohttp.ClientSession, capture: Capture, fault: str
) -> None:
    signed: dict[str, str | None] = {**sign(slack.signing_secret, COMMAND), **FAULTY[fault]}
    headers = {name: value for name, value in signed.items() if value is not None}

    async with session.post(slack.courier.app_url or "", data=COMMAND, headers=headers) as response:
        status, body = response.status, await response.read()

    assert (status, body) == (401, b"")
    assert "secret" not in capture()


async def test_a_stale_request_is_refused_though_its_signature_is_right(
    address: str, workspace: Workspace, session: aiohttp.ClientSession
) -> None:
    headers = sign(workspace.signing_secret, COMMAND, timestamp=str(int(time.time()) - 301))

    async with session.post(address, data=COMMAND, headers=headers) as response:
        status = response.status

    assert status == 401


async def test_a_body_larger_than_any_of_slacks_is_not_read(
    address: str, workspace: Workspace, session: aiohttp.ClientSession
) -> None:
    body = b"x" * (MAX_BODY_BYTES + 1)

    async with session.post(address, data=body, headers=sign(workspace.signing_secret, body)) as response:
        status = response.status

    assert status == 413


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'{"event": "\\ud800"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"payload=%7B", "application/x-www-form-urlencoded"),
        (b"payload=3", "application/x-www-form-urlencoded"),
        (b"a=1&" * 200, "application/x-www-form-urlencoded"),
        (b'{"user": 3, "team": 4}', "application/json"),
    ],
)
async def test_a_signed_body_of_no_shape_of_slacks_is_refused(
    address: str, workspace: Workspace, session: aiohttp.ClientSession, body: bytes, content_type: str
) -> None:
    headers = {**sign(workspace.signing_secret, body), "Content-Type": content_type}

    async with session.post(address, data=body, headers=headers) as response:
        status = response.status

    assert status == 401


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KINDS = ["event_callback", "block_actions", "view_submission", "message_action", "block_suggestion", "odd"]
EVENT = st.fixed_dictionaries(
    {"type": st.sampled_from(["message", "app_mention", "odd"])},
    optional=dict.fromkeys(("user", "text", "ts", "files", "channel", "thread_ts", "bot_id"), JSON_VALUES),
)
VIEW = st.fixed_dictionaries(
    {"type": st.just("modal"), "callback_id": st.just("edit_form")},
    optional={"state": JSON_VALUES, "private_metadata": JSON_VALUES, "blocks": JSON_VALUES},
)
SHAPES = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS)},
    optional={
        "event": EVENT | JSON_VALUES,
        "team": JSON_VALUES | st.just({"id": "T1"}),
        "user": JSON_VALUES | st.just({"id": "U0BEN0002"}),
        "view": VIEW | JSON_VALUES,
        "actions": JSON_VALUES | st.just([{"action_id": "again", "value": "x"}]),
        "callback_id": st.sampled_from(["edit_image", "x"]),
        "message": JSON_VALUES,
        "channel": JSON_VALUES,
        "trigger_id": JSON_VALUES,
    },
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(shape=SHAPES)
async def test_no_signed_request_of_any_shape_breaks_anything(
    address: str, workspace: Workspace, session: aiohttp.ClientSession, jobs: RecordedJobs, shape: object
) -> None:
    body = json.dumps(shape).encode()
    headers = {**sign(workspace.signing_secret, body), "Content-Type": "application/json"}

    async with session.post(address, data=body, headers=headers) as response:
        status = response.status

    assert status in {200, 401}
    assert [ask for ask in jobs.asks.values() if not ask.person.user_id] == []


@pytest.mark.parametrize(
    "body",
    [
        {"type": "event_callback", "event": {"type": "channel_rename", "text": "a secret garden"}},
        {"type": "view_submission", "view": {"type": "modal", "callback_id": "other", "title": "secret"}},
        {"type": "message_action", "callback_id": "other", "message": {"text": "a secret garden"}},
        {"command": "/other", "text": "a secret garden"},
        {"type": "block_suggestion", "action_id": "other", "block_id": "other", "value": "secret"},
        {"text": "a secret garden"},
    ],
)
async def test_what_nobody_listens_to_is_acknowledged_without_a_word_of_it_in_the_log(
    slack: Workspace, session: aiohttp.ClientSession, capture: Capture, body: dict[str, object]
) -> None:
    content = json.dumps({**body, "team_id": slack.team_id, "user": "U0BEN0002"}).encode()
    headers = {**sign(slack.signing_secret, content), "Content-Type": "application/json"}

    async with session.post(slack.courier.app_url or "", data=content, headers=headers) as response:
        status = response.status

    assert status == 200
    assert "secret" not in capture()


async def test_an_address_to_answer_to_must_be_slacks_where_the_api_is(
    address: str, workspace: Workspace, session: aiohttp.ClientSession
) -> None:
    fields = {
        "command": "/usage",
        "text": "",
        "team_id": workspace.team_id,
        "user_id": "U0BEN0002",
        "channel_id": "C0DESIGN1",
        "response_url": "ftp://127.0.0.1/elsewhere",
    }
    body = urlencode(fields).encode()

    async with session.post(address, data=body, headers=sign(workspace.signing_secret, body)) as response:
        status = response.status

    (note,) = workspace.ephemerals("ben")
    assert status == 200
    assert "November" in note["text"]
