"""What ``retouch doctor`` finds out about every workspace that installed the app."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.checkup.check import Check
from bot.demo.campus import Campus
from bot.demo.slack.cast import Team
from bot.installing.installations import Installed
from bot.installing.sealing import SealBroken, Tokens
from handlers.checkup import ADMINS, CLOCK, DOOR, TOKEN
from handlers.checkup_installs import APP, examine_installs
from handlers.installing import SlackApp
from storage.installations import Installation

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
TEAM, NOW = "T0NORTH01", datetime.now(UTC)


@pytest.fixture
async def campus() -> AsyncIterator[Campus]:
    async with Campus([Team(team_id=TEAM)], manifest=MANIFEST, app_url="http://127.0.0.1:9") as opened:
        yield opened


def install(campus: Campus, *, expires_at: datetime | None = None) -> Installed:
    """As if a browser had been there."""
    redirect = campus.app.redirect_urls[0]
    code = campus.grants.new_code(TEAM, user_id="U1", redirect_uri=redirect, scopes=["commands"])
    pair = campus.grants.use_code(code, redirect_uri=redirect)
    at = Installation(
        owner_id=TEAM,
        enterprise_id=None,
        name="North & Sons",
        bot_id="B1",
        bot_user_id="U1",
        scopes="commands",
        sealed_tokens="",
        expires_at=expires_at,
        installed_by="U1",
        installed_at=NOW,
    )
    return Installed(at=at, tokens=Tokens(bot=pair.access_token, refresh=pair.refresh_token))


async def examine(
    campus: Campus,
    installed: Sequence[Installed] | Exception = (),
    *,
    secret: str = "",
    admins: Sequence[str] = (),
) -> dict[str, Check]:
    async def found() -> Sequence[Installed]:
        if isinstance(installed, Exception):
            raise installed
        return installed

    app = SlackApp(
        client_id=campus.app.client_id,
        client_secret=secret or campus.app.client_secret,
        public_url="https://retouch.example.com",
        state_secret="",
    )
    checks = await examine_installs(
        app,
        found(),
        signing_secret="5ec2e7" * 5 + "00",
        app_token=None,
        api_url=campus.api_url,
        admin_user_ids=admins,
        now=datetime.now(UTC),  # the checks compare it with Slack's clock
    )
    return {check.name: check for check in checks}


async def test_an_app_that_nobody_installed_says_where_that_begins(campus: Campus):
    checks = await examine(campus)

    assert list(checks) == [APP, DOOR, CLOCK, TOKEN, ADMINS]
    assert all(check.is_ok for check in checks.values())
    assert "https://retouch.example.com/slack/install" in checks[TOKEN].says


async def test_each_installation_is_asked_about_and_none_is_renewed(campus: Campus):
    installed = install(campus, expires_at=NOW + timedelta(hours=1))

    checks = await examine(campus, [installed], admins=[f"{TEAM}/U0ADA0001"])

    assert checks[TOKEN].says == f"North & Sons ({TEAM}): Slack takes it."
    assert checks[ADMINS].is_ok
    assert campus.grants.refreshed == 0


async def test_a_token_that_slack_does_not_take_fails_and_an_expired_one_waits_for_its_use(campus: Campus):
    removed = install(campus, expires_at=NOW + timedelta(hours=1))
    campus.grants.end(TEAM)

    gone = await examine(campus, [removed])
    expired = await examine(campus, [install(campus, expires_at=NOW - timedelta(hours=1))])

    assert not gone[TOKEN].is_ok
    assert "account_inactive" in gone[TOKEN].says
    assert "install it again" in gone[TOKEN].mend
    assert expired[TOKEN].is_ok


async def test_wrong_credentials_wrong_admins_and_a_wrong_key_fail_with_a_way_out(campus: Campus):
    credentials = await examine(campus, secret="guessed")
    admins = await examine(campus, [install(campus)], admins=[f"{TEAM}/U0NOBODY", "T0OTHER/U0ADA0001"])
    key = await examine(campus, SealBroken("broken", user_text="Another key."))

    assert "bad_client_secret" in credentials[APP].says
    assert admins[ADMINS].says == f"Nobody active is {TEAM}/U0NOBODY, T0OTHER/U0ADA0001."
    assert key[TOKEN].line.startswith("FAIL  Slack token: Another key.")
