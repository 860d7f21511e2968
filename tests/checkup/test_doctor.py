"""What ``retouch doctor`` says as a whole: every line in its order, the settings, and what is wrong with them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import ValidationError

from bot.checkup.check import Check, in_time, passed
from bot.checkup.doctor import examine, setting_lines, settings_faults
from bot.demo.magnific_service import build_magnific
from bot.settings import Settings
from tests.checkup.servers import answering, as_we_do, files_below, make_settings
from tests.loopback import Start

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


async def test_everything_in_order_is_every_line_ok_in_a_fixed_order(
    tmp_path: Path, start: Start, runware: tuple[web.Application, str]
):
    async def slack() -> Sequence[Check]:
        return [passed("Slack token", "We are @retouch in Acme.")]

    settings = make_settings(
        database_url=f"sqlite:///{tmp_path}/retouch.db",
        runware_api_key="rw-key",
        runware_api_url=runware[1],
        magnific_api_key="mg-key",
        magnific_api_url=await start(build_magnific(api_key="mg-key")),
        public_url=await start(answering(as_we_do)),
        port="0",
    )

    checks = await examine(settings, slack=slack(), aws={}, named=[], now=NOW)

    assert [check.line for check in checks if not check.is_ok] == []
    assert [check.name for check in checks] == [
        "Slack token",
        "Public address",
        "Port",
        "Database",
        "Picture store",
        "Runware",
        "Runware models",
        "Magnific",
        "Disk",
        "Secret key",
        "Price file",
        "Budgets",
        "Waiting times",
        "Time zone",
        "Names in .env",
    ]


async def test_looking_leaves_neither_a_database_nor_a_key_nor_a_picture_behind(tmp_path: Path):
    async def slack() -> Sequence[Check]:
        return []

    settings = make_settings(database_url=f"sqlite:///{tmp_path}/retouch.db", port="0")

    await examine(settings, slack=slack(), aws={}, named=[], now=NOW)

    assert files_below(tmp_path) == []


async def test_a_service_without_a_key_is_fine_only_beside_another(
    tmp_path: Path, runware: tuple[web.Application, str]
):
    async def slack() -> Sequence[Check]:
        return []

    database_url = f"sqlite:///{tmp_path}/retouch.db"
    alone = make_settings(
        database_url=database_url, runware_api_key="rw-key", runware_api_url=runware[1], port="0"
    )

    with_one = await examine(alone, slack=slack(), aws={}, named=[], now=NOW)
    with_none = await examine(
        make_settings(database_url=database_url, port="0"), slack=slack(), aws={}, named=[], now=NOW
    )

    assert [check.name for check in with_one if not check.is_ok] == []
    assert [check.name for check in with_none if not check.is_ok] == ["Runware", "Magnific"]
    assert "Ideogram Inpainting" in {check.name: check.says for check in with_one}["Magnific"]


async def test_a_look_that_takes_too_long_is_a_line_of_its_own():
    async def wait_for_ever() -> Sequence[Check]:
        await asyncio.Event().wait()
        return []

    checks = await in_time("Runware", wait_for_ever(), limit_seconds=0.01)

    assert [(check.name, check.is_ok) for check in checks] == [("Runware", False)]
    assert checks[0].mend


def test_every_setting_is_shown_and_no_secret_is():
    settings = make_settings(
        slack_bot_token="xoxb-s3cret",
        slack_signing_secret="s3cret",
        runware_api_key="s3cret",
        secret_key="s3cret",
        secret_key_before="s3cret",
        database_url="postgresql://retouch:s3cret@db.example.com/retouch?sslpassword=s3cret",
        admin_users="U0ADA, U0BOB",
        allow_guests=True,
    )

    lines = setting_lines(settings)

    assert [line.split("=")[0] for line in lines] == [name.upper() for name in Settings.model_fields]
    assert "s3cret" not in "\n".join(lines)
    assert "SLACK_BOT_TOKEN=(set, hidden)" in lines
    assert "PUBLIC_URL=(none)" in lines
    assert "DATABASE_URL=postgresql://(hidden)@db.example.com/retouch?(hidden)" in lines
    assert "ADMIN_USERS=U0ADA U0BOB" in lines
    assert "ALLOW_GUESTS=true" in lines
    assert "USER_MONTHLY_BUDGET_USD=20" in lines


def test_every_fault_of_the_settings_is_a_line_that_repeats_no_value():
    with pytest.raises(ValidationError) as caught:
        make_settings(port="s3cret", timezone="Mars/Olympus")

    checks = settings_faults(caught.value)

    assert [check.name for check in checks] == ["TIMEZONE", "PORT"]
    assert not any(check.is_ok for check in checks)
    assert "s3cret" not in " ".join(check.line for check in checks)
