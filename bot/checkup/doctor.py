"""``retouch doctor``: every check in its order, the settings as they are shown, and what is wrong with them."""

import asyncio
from collections.abc import Awaitable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr, ValidationError

from bot.catalogue import ServiceName
from bot.checkup.check import Check, failed, in_time, passed
from bot.checkup.machine import PORT, check_disk, check_names, check_port
from bot.checkup.sense import check_budgets, check_waits
from bot.checkup.services import (
    MAGNIFIC,
    PUBLIC_ADDRESS,
    RUNWARE,
    check_magnific,
    check_public_address,
    check_runware,
    missing_key,
)
from bot.checkup.stores import (
    DATABASE,
    PICTURES,
    check_database,
    check_engine_file,
    check_pictures,
    check_secret_key,
)
from bot.errors import BotError
from bot.money.prices import PriceList
from bot.settings import Settings

SLACK = "Slack"
PRICES = "Price file"
TIME_ZONE = "Time zone"

_HIDDEN = "(set, hidden)"


async def examine(
    settings: Settings,
    *,
    slack: Awaitable[Sequence[Check]],
    aws: Mapping[str, str],
    named: Collection[str],
    now: datetime,
) -> list[Check]:
    """Look at everything at once; the answers stand in the order in which to mend them.

    ``slack`` is what the package that knows Slack finds, ``named`` are the names in ``.env``. Nothing is started,
    changed or charged.
    """
    found = await asyncio.gather(
        in_time(SLACK, slack),
        in_time(PUBLIC_ADDRESS, _public_address(settings)),
        in_time(PORT, check_port(settings.host, settings.port)),
        in_time(DATABASE, _database(settings)),
        in_time(PICTURES, check_pictures(settings.pictures_address, aws=aws)),
        in_time(RUNWARE, _runware(settings)),
        in_time(MAGNIFIC, _magnific(settings)),
    )
    return [
        *(check for checks in found for check in checks),
        check_disk(_folders(settings)),
        _secret_key(settings),
        check_prices(settings.prices),
        check_budgets(settings),
        check_waits(settings),
        check_time_zone(ZoneInfo(settings.timezone), now=now),
        check_names(named, known=Settings.model_fields),
    ]


def setting_lines(settings: Settings) -> list[str]:
    """``NAME=value`` for every setting, with secrets and passwords hidden."""
    return [f"{name.upper()}={_shown(getattr(settings, name))}" for name in Settings.model_fields]


def settings_faults(error: ValidationError) -> list[Check]:
    """What is wrong with the settings themselves, one line each; no value is repeated."""
    return [
        failed(
            "_".join(str(part) for part in fault["loc"]).upper() or "Settings",
            f"{fault['msg'].removeprefix('Value error, ')}.",
            mend="Correct it in the environment or in .env.",
        )
        for fault in error.errors(include_input=False, include_url=False)
    ]


def check_prices(path: Path | None) -> Check:
    """Whether the price list can be read."""
    try:
        prices = PriceList.load(path)
    except BotError as error:
        return failed(PRICES, str(error), mend="Correct the file that PRICES names, or leave PRICES out.")
    whose = (
        "The list that comes with Retouch"
        if path is None
        else "PRICES, over the list that comes with Retouch"
    )
    return passed(PRICES, f"{whose}, as of {prices.as_of or 'no date'}.")


def check_time_zone(time_zone: ZoneInfo, *, now: datetime) -> Check:
    """Show the calendar that budgets follow; an unknown zone is a fault of the settings already."""
    return passed(
        TIME_ZONE, f"Budgets follow {time_zone.key}, where it is {now.astimezone(time_zone):%A, %H:%M}."
    )


async def _public_address(settings: Settings) -> Sequence[Check]:
    slack = {"/slack/events": 401} if settings.slack_app_token is None else {}
    return await check_public_address(
        settings.public_url,
        listens_at=f"{settings.host}:{settings.port}",
        paths={"/callbacks/runware/doctor": 404, **slack},
    )


async def _database(settings: Settings) -> Sequence[Check]:
    file = _database_file(settings)
    found = await check_database(settings.database_url, file=file)
    engine_file = _engine_file(settings)
    if engine_file is None or not all(check.is_ok for check in found):
        return found
    return await check_engine_file(engine_file) or found


def _folders(settings: Settings) -> list[Path]:
    """Where we fill the disk of this machine."""
    pictures = settings.pictures_address
    own = [] if "://" in pictures else [Path(pictures)]
    return [settings.database_path.parent, *own] if settings.is_embedded else own


async def _runware(settings: Settings) -> Sequence[Check]:
    key = settings.runware_api_key
    if key is None:
        is_other_there = settings.magnific_api_key is not None
        return missing_key(
            RUNWARE, ServiceName.RUNWARE, setting="RUNWARE_API_KEY", is_other_there=is_other_there
        )
    return await check_runware(
        key.get_secret_value(), api_url=settings.runware_api_url, mask_edit=settings.runware_mask_edit
    )


async def _magnific(settings: Settings) -> Sequence[Check]:
    key, secret = settings.magnific_api_key, settings.magnific_webhook_secret
    if key is None:
        is_other_there = settings.runware_api_key is not None
        return missing_key(
            MAGNIFIC, ServiceName.MAGNIFIC, setting="MAGNIFIC_API_KEY", is_other_there=is_other_there
        )
    return await check_magnific(
        key.get_secret_value(),
        api_url=settings.magnific_api_url,
        key_header=settings.magnific_key_header,
        webhook_secret=None if secret is None else secret.get_secret_value(),
    )


def _secret_key(settings: Settings) -> Check:
    file = _database_file(settings)
    secret = settings.secret_key
    return check_secret_key(
        None if secret is None else secret.get_secret_value(),
        file=None if file is None else file.with_suffix(".secret"),
    )


def _database_file(settings: Settings) -> Path | None:
    return settings.database_path if settings.is_embedded else None


def _engine_file(settings: Settings) -> Path | None:
    """Where the engine has one of its own already."""
    file = Path(settings.engine_url.removeprefix("sqlite:///"))
    return file if settings.is_embedded and file.exists() else None


def _shown(value: object) -> str:
    if value is None or value in ("", ()):
        return "(none)"
    if isinstance(value, SecretStr):
        return _HIDDEN
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return _without_password(text) if "://" in text else text


def _without_password(address: str) -> str:
    """An address less all that may be secret in it: whose it is opened as, and everything behind a "?"."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return _HIDDEN
    host = parts.netloc.rpartition("@")[2]
    hidden = f"(hidden)@{host}" if host != parts.netloc else host
    tail = "?(hidden)" if parts.query or parts.fragment else ""
    return f"{parts.scheme}://{hidden}{parts.path}{tail}"
