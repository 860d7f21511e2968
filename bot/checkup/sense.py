"""Looks at settings that are each allowed, and together keep anybody from getting a picture."""

from bot.checkup.check import Check, failed, passed
from bot.money.amounts import format_usd, micros_from_usd
from bot.settings import Settings

BUDGETS = "Budgets"
WAITS = "Waiting times"
SECRET_KEY = "Secret key"  # noqa: S105 (the name of a check)
SHORTEST_KEY = 16


def check_budgets(settings: Settings) -> Check:
    """Whether anybody may spend anything."""
    amounts = {
        "person": settings.user_monthly_budget_usd,
        "channel": settings.channel_monthly_budget_usd,
        "workspace": settings.workspace_monthly_budget_usd,
    }
    limits = {whose: micros_from_usd(usd) for whose, usd in amounts.items() if usd is not None}
    closed = [f"a {whose}" for whose, micros in limits.items() if micros == 0]
    if closed:
        mend = "Give it an amount, or write none for no limit; admins can do that too, by `/usage budget`."
        return failed(BUDGETS, f"By the settings {' and '.join(closed)} may spend $0.00.", mend=mend)
    if not limits:
        return passed(BUDGETS, "The settings limit nobody; `/usage budget` can.")
    said = ", ".join(f"a {whose} {format_usd(micros)}" for whose, micros in limits.items())
    return passed(BUDGETS, f"In a month {said}, where `/usage budget` says nothing else.")


def check_waits(settings: Settings) -> Check:
    """Whether a service is asked for a result before its job is given up."""
    first = settings.first_poll_seconds(has_callbacks=settings.public_url is not None)
    limit = settings.job_timeout_seconds
    if limit <= first:
        says = f"A job is given up after {limit:g} seconds, and its service is first asked after {first:g}."
        mend = "Raise JOB_TIMEOUT_SECONDS or lower POLL_FIRST_SECONDS."
        return failed(WAITS, says, mend=mend)
    return passed(WAITS, f"A service is first asked after {first:g} seconds; a job ends after {limit:g}.")


def check_strength(secret: str) -> Check:
    """Whether the key that was set could be guessed."""
    if len(secret) < SHORTEST_KEY:
        mend = (
            "Set a long random text, as `openssl rand -base64 36` makes; the deployment page says what a new one "
            "brings with it."
        )
        return failed(SECRET_KEY, f"SECRET_KEY has only {len(secret)} characters.", mend=mend)
    return passed(SECRET_KEY, "SECRET_KEY is set.")
