"""Settings that ``retouch doctor`` looks at together, and the files that they name."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.checkup.doctor import check_prices, check_time_zone
from bot.checkup.sense import check_budgets, check_strength, check_waits
from tests.checkup.servers import make_settings

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def test_a_price_file_with_a_fault_is_told_with_the_fault(tmp_path: Path):
    wrong = tmp_path / "prices.toml"
    wrong.write_text("[3]\nfast = 0.01\n")

    check = check_prices(wrong)

    assert not check.is_ok
    assert "3.fast" in check.says
    assert "PRICES" in check.mend
    assert check_prices(None).is_ok
    assert not check_prices(tmp_path / "gone.toml").is_ok


def test_the_time_zone_shows_the_day_that_budgets_follow():
    check = check_time_zone(ZoneInfo("Europe/Berlin"), now=NOW)

    assert check.says == "Budgets follow Europe/Berlin, where it is Saturday, 00:30."


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"user_monthly_budget_usd": "0"}, "a person may spend $0.00"),
        (
            {"channel_monthly_budget_usd": "0", "workspace_monthly_budget_usd": "0.00"},
            "a channel and a workspace may spend $0.00",
        ),
    ],
)
def test_a_budget_of_nothing_is_told(values: dict[str, str], words: str):
    check = check_budgets(make_settings(**values))

    assert not check.is_ok
    assert words in check.says
    assert "none" in check.mend


def test_budgets_are_shown():
    usual = check_budgets(make_settings(workspace_monthly_budget_usd="500"))
    unlimited = check_budgets(make_settings(user_monthly_budget_usd="none"))

    assert usual.says.startswith("In a month a person $20.00, a workspace $500.00")
    assert unlimited.is_ok


def test_a_job_that_would_end_before_anybody_is_asked_is_told():
    values = {"job_timeout_seconds": "20"}

    polled = check_waits(make_settings(**values))
    called_back = check_waits(make_settings(**values, public_url="https://retouch.example.com"))

    assert polled.is_ok
    assert not called_back.is_ok
    assert "JOB_TIMEOUT_SECONDS" in called_back.mend


def test_a_short_key_is_told_without_being_repeated():
    short = check_strength("hunter2")

    assert not short.is_ok
    assert "hunter2" not in short.line
    assert check_strength("0123456789abcdef").is_ok
