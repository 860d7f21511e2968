"""What ``retouch doctor`` finds out about Slack, from a Slack that answers as each test says."""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.checkup.check import Check
from bot.demo.workspace import Workspace
from bot.manifest import read_manifest
from handlers.checkup import ADMINS, CLOCK, DOOR, SCOPES, TOKEN, examine_slack
from tests.handlers_out.scripted_slack import ScriptedSlack, rate_limit, refusal

ALL_SCOPES: list[str] = read_manifest()["oauth_config"]["scopes"]["bot"]
SIGNING_SECRET = "0123456789abcdef" * 2
ADA = {"ok": True, "user": {"id": "U0ADA", "deleted": False, "is_bot": False}}


def identity(scopes: list[str]) -> web.Response:
    answer = {"ok": True, "user": "retouch", "team": "Acme", "bot_id": "B1"}
    return web.json_response(answer, headers={"x-oauth-scopes": ",".join(scopes)})


async def examine(slack: ScriptedSlack, **changes: object) -> dict[str, Check]:
    """Every check by its name, with everything in order but for ``changes``."""
    arguments: dict[str, object] = {
        "bot_token": "xoxb-1",
        "signing_secret": SIGNING_SECRET,
        "app_token": None,
        "api_url": slack.api_url,
        "admin_user_ids": ("U0ADA",),
        "now": datetime.now(UTC),
    }
    found = await examine_slack(**(arguments | changes))  # type: ignore[arg-type]  # a test's shorthand
    return {check.name: check for check in found}


@pytest.fixture
def healthy(slack: ScriptedSlack) -> ScriptedSlack:
    slack.says("auth.test", identity(ALL_SCOPES))
    slack.says("users.info", ADA)
    return slack


async def test_a_healthy_workspace_passes_every_check(healthy: ScriptedSlack):
    checks = await examine(healthy)

    assert list(checks) == [TOKEN, DOOR, SCOPES, CLOCK, ADMINS]
    assert all(check.is_ok and not check.mend for check in checks.values())
    assert "@retouch in Acme" in checks[TOKEN].says


async def test_the_local_workspace_passes_every_check():
    async with Workspace() as workspace:
        found = await examine_slack(
            bot_token=workspace.bot_token,
            signing_secret=workspace.signing_secret,
            app_token=None,
            api_url=workspace.api_url,
            admin_user_ids=[next(iter(workspace.hub.conversations.members))],
            now=datetime.now(UTC),
        )

    assert [check.line for check in found if not check.is_ok] == []


async def test_each_missing_scope_is_named_and_reinstalling_is_asked_for(healthy: ScriptedSlack):
    healthy.says("auth.test", identity([s for s in ALL_SCOPES if s not in {"files:write", "im:write"}]))

    checks = await examine(healthy)

    assert not checks[SCOPES].is_ok
    assert checks[SCOPES].says == "The token lacks files:write, im:write."
    assert "reinstall" in checks[SCOPES].mend


async def test_a_slack_that_lists_no_scopes_is_not_said_to_have_them(healthy: ScriptedSlack):
    healthy.says("auth.test", {"ok": True, "user": "retouch", "team": "Acme"})

    checks = await examine(healthy)

    assert "not compared" in checks[SCOPES].says


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (None, "not set"),
        ("xoxp-1", "a person's token"),
        ("xapp-1", "the app-level token"),
        ("xoxe.xoxb-1", "expires"),
        ("xoxb-1 ", "character"),
        ("xoxb–1", "character"),
    ],
)
async def test_a_token_that_cannot_be_right_is_never_sent(
    token: str | None, words: str, healthy: ScriptedSlack
):
    checks = await examine(healthy, bot_token=token)

    assert not checks[TOKEN].is_ok
    assert words in checks[TOKEN].says
    assert "SLACK_BOT_TOKEN" in checks[TOKEN].line
    assert healthy.called("auth.test") == []


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        ("invalid_auth", "xoxb-"),
        ("account_inactive", "install it again"),
        ("token_revoked", "install it again"),
        ("token_expired", "without token rotation"),
    ],
)
async def test_a_refused_token_is_named_with_slacks_own_word(code: str, mend: str, healthy: ScriptedSlack):
    healthy.says("auth.test", refusal(code))

    checks = await examine(healthy)

    assert not checks[TOKEN].is_ok
    assert code in checks[TOKEN].says
    assert mend in checks[TOKEN].mend
    assert list(checks) == [TOKEN, DOOR]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (rate_limit("30"), "in a minute"),
        (web.Response(status=503, text="<html>", content_type="text/html"), "SLACK_API_URL"),
        (web.Response(text="no Slack at all", content_type="text/plain"), "SLACK_API_URL"),
    ],
)
async def test_a_slack_in_trouble_is_told_from_a_wrong_token(
    answer: web.Response, words: str, healthy: ScriptedSlack
):
    healthy.says("auth.test", answer)

    checks = await examine(healthy)

    assert not checks[TOKEN].is_ok
    assert words in checks[TOKEN].mend


async def test_an_address_where_nobody_listens_is_a_finding():
    nowhere = ScriptedSlack(url="http://127.0.0.1:9")

    checks = await examine(nowhere)

    assert checks[TOKEN].says == "Slack gave no usable answer."


async def test_socket_mode_asks_with_the_app_token_whether_a_connection_could_be_opened(
    healthy: ScriptedSlack,
):
    healthy.says("apps.connections.open", {"ok": True, "url": "wss://example.com"})

    checks = await examine(healthy, app_token="xapp-1", signing_secret=None)

    assert checks[DOOR].is_ok
    assert len(healthy.called("apps.connections.open")) == 1


async def test_a_refused_app_token_says_how_to_make_one(healthy: ScriptedSlack):
    healthy.says("apps.connections.open", refusal("not_allowed_token_type"))

    checks = await examine(healthy, app_token="xoxb-1")

    assert not checks[DOOR].is_ok
    assert "not_allowed_token_type" in checks[DOOR].says
    assert "connections:write" in checks[DOOR].mend


@pytest.mark.parametrize(
    ("secret", "app_token", "words"),
    [
        (None, None, "Neither"),
        ("xoxb-1", None, "is a token"),
        ("a1B2c3D4e5F6g7H8i9J0k1L2", None, "32 digits"),  # the verification token, which stands beside it
        (f"{SIGNING_SECRET}\u200b", None, "32 digits"),
        (None, "xapp-“1”", "character"),
    ],
)
async def test_without_a_usable_way_in_slacks_requests_are_a_failure(
    secret: str | None, app_token: str | None, words: str, healthy: ScriptedSlack
):
    checks = await examine(healthy, signing_secret=secret, app_token=app_token)

    assert not checks[DOOR].is_ok
    assert words in checks[DOOR].says
    assert checks[DOOR].mend


@pytest.mark.parametrize(
    ("off", "words"),
    [(timedelta(minutes=-7), "seconds behind Slack's"), (timedelta(minutes=7), "seconds ahead of Slack's")],
)
async def test_a_clock_that_goes_wrong_is_told_before_slacks_requests_are_too_old(
    off: timedelta, words: str, healthy: ScriptedSlack
):
    checks = await examine(healthy, now=datetime.now(UTC) + off)

    assert not checks[CLOCK].is_ok
    assert words in checks[CLOCK].says
    assert "NTP" in checks[CLOCK].mend


async def test_a_slack_that_does_not_say_the_time_is_not_compared(healthy: ScriptedSlack):
    answer = identity(ALL_SCOPES)
    answer.headers["Date"] = "tea time"
    healthy.says("auth.test", answer)

    checks = await examine(healthy)

    assert checks[CLOCK].is_ok
    assert "not compared" in checks[CLOCK].says


async def test_an_empty_list_of_admins_says_what_nobody_will_hear_of(healthy: ScriptedSlack):
    checks = await examine(healthy, admin_user_ids=())

    assert not checks[ADMINS].is_ok
    assert "ADMIN_USERS" in checks[ADMINS].says


@pytest.mark.parametrize(
    "answer",
    [
        refusal("user_not_found"),
        {"ok": True, "user": {"id": "U0BOB", "deleted": True}},
        {"ok": True, "user": {"id": "U0BOB", "is_bot": True}},
    ],
)
async def test_an_admin_who_is_not_there_is_named(answer: dict[str, object], healthy: ScriptedSlack):
    healthy.says("users.info", answer)

    checks = await examine(healthy, admin_user_ids=("U0BOB",))

    assert not checks[ADMINS].is_ok
    assert "U0BOB" in checks[ADMINS].says


async def test_an_admin_whom_slack_does_not_describe_is_not_called_absent(healthy: ScriptedSlack):
    healthy.says("users.info", refusal("missing_scope"))

    checks = await examine(healthy)

    assert checks[ADMINS].is_ok
    assert "did not say" in checks[ADMINS].says


async def test_no_line_repeats_a_token(healthy: ScriptedSlack):
    healthy.says("auth.test", refusal("invalid_auth"))
    healthy.says("apps.connections.open", refusal("invalid_auth"))

    checks = await examine(healthy, bot_token="xoxb-s3cret", app_token="xapp-s3cret", signing_secret="s3cret")

    assert "s3cret" not in " ".join(check.line for check in checks.values())
