"""Every setting of Retouch, read once and checked together."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.money.amounts import micros_from_usd
from bot.money.calendar import Calendar, Weekday
from bot.reading.hosts import is_loopback_url, is_public_address


class ThreadReplies(StrEnum):
    """Which replies in a thread run."""

    SMART = "smart"
    OFFER = "offer"
    ALWAYS = "always"
    MENTION = "mention"


MaskSide = Literal["white", "black"]
Names = Annotated[tuple[str, ...], NoDecode]
Dollars = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=6)]


class Settings(BaseSettings):
    """The environment, or ``.env``. Constructing it reports every fault at once."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True)

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_file_hosts: Names = ("files.slack.com", "*.slack.com", "slack-files.com", "*.slack-edge.com")

    runware_api_key: SecretStr | None = None
    runware_api_url: str = "https://api.runware.ai/v1"
    magnific_api_key: SecretStr | None = None
    magnific_api_url: str = "https://api.magnific.com"
    magnific_key_header: str = "x-magnific-api-key"
    magnific_webhook_secret: SecretStr | None = None

    public_url: str | None = None
    database_url: str = "sqlite:///retouch.db"
    secret_key: SecretStr | None = None
    secret_key_before: SecretStr | None = None
    pictures_url: str | None = None
    picture_retention_days: Annotated[int, Field(ge=0)] = 0
    prices: Path | None = None
    metrics_token: SecretStr | None = None
    admin_users: Names = ()
    timezone: str = "UTC"
    reset_hour: Annotated[int, Field(ge=0, le=23)] = 0
    reset_weekday: Weekday = Weekday.MONDAY
    user_monthly_budget_usd: Dollars | None = Decimal(20)
    workspace_monthly_budget_usd: Dollars | None = None
    channel_monthly_budget_usd: Dollars | None = None
    confirm_above_usd: Dollars = Decimal("0.50")
    thread_replies: ThreadReplies = ThreadReplies.SMART
    mask_convention: Literal["auto", "white", "black"] = "auto"
    runware_mask_edit: MaskSide = "white"
    magnific_mask_edit: MaskSide = "black"
    runware_concurrency: Annotated[int, Field(ge=1)] = 4
    magnific_concurrency: Annotated[int, Field(ge=1)] = 4
    poll_first_seconds: Annotated[float, Field(gt=0)] | None = None
    poll_max_seconds: Annotated[float, Field(gt=0)] = 10.0
    job_timeout_seconds: Annotated[float, Field(gt=0)] = 900.0
    allow_guests: bool = False
    command_prefix: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("slack_file_hosts", "admin_users", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        return tuple(filter(None, value.replace(",", " ").split())) if isinstance(value, str) else value

    @field_validator(
        "user_monthly_budget_usd", "workspace_monthly_budget_usd", "channel_monthly_budget_usd", mode="before"
    )
    @classmethod
    def _read_none(cls, value: object) -> object:
        return None if isinstance(value, str) and value.strip().lower() == "none" else value

    @field_validator("log_level", "log_format", "thread_replies", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("reset_weekday", mode="before")
    @classmethod
    def _read_weekday(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if value.upper() not in Weekday.__members__:
            raise ValueError("is no day of the week; write it like monday")
        return Weekday[value.upper()]

    @field_validator("timezone")
    @classmethod
    def _know_time_zone(cls, value: str) -> str:
        # Asked for the one: listing all of them reads hundreds of files at each start.
        try:
            ZoneInfo(value)
        except (ValueError, OSError, ZoneInfoNotFoundError) as error:
            raise ValueError("is not a time zone; write it like Europe/Berlin") from error
        return value

    @field_validator("slack_api_url", "runware_api_url", "magnific_api_url", "public_url")
    @classmethod
    def _be_web_address(cls, value: str | None) -> str | None:
        if value is not None and (
            urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname
        ):
            raise ValueError("is not a web address; it begins with https://")
        return value

    @field_validator("database_url")
    @classmethod
    def _be_database_address(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("begins with sqlite:/// or postgresql://")
        return value.replace("postgres://", "postgresql://", 1)

    @model_validator(mode="after")
    def _need_secret_for_postgresql(self) -> "Settings":
        if self.secret_key is None and not self.is_embedded:
            raise ValueError("SECRET_KEY is required with PostgreSQL: every process has to use the same one")
        return self

    @model_validator(mode="after")
    def _serve_one_or_many(self) -> "Settings":
        """One workspace by its token, or as many as install us: two tokens for one workspace would differ."""
        if (self.slack_client_id is None) != (self.slack_client_secret is None):
            raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together; set both or neither")
        if not self.serves_many:
            return self
        if self.slack_bot_token is not None:
            raise ValueError(
                "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for many; leave one of them out"
            )
        is_slack_local = is_loopback_url(self.slack_api_url)
        if self.public_url is None or not is_public_address(self.public_url, allows_private=is_slack_local):
            raise ValueError("SLACK_CLIENT_ID needs PUBLIC_URL, where browsers come back to after installing")
        if not all("/" in name for name in self.admin_users):
            raise ValueError(
                "ADMIN_USERS has to say whose admins they are, as in T0123ABCD/U0123ABCD, with SLACK_CLIENT_ID"
            )
        return self

    @model_validator(mode="after")
    def _be_reachable_in_private(self) -> "Settings":
        """Who calls us back does so from outside, over TLS, unless it is a stand-in on this machine."""
        services = (
            (self.runware_api_key, self.runware_api_url),
            (self.magnific_api_key, self.magnific_api_url),
        )
        callers = [url for key, url in services if key is not None] or [self.slack_api_url]
        allows_private = all(map(is_loopback_url, callers))
        if self.public_url is not None and not is_public_address(
            self.public_url, allows_private=allows_private
        ):
            raise ValueError(
                "PUBLIC_URL has to begin with https:// and a public host; leave it out if there is none"
            )
        return self

    @property
    def serves_many(self) -> bool:
        """Whether workspaces install us themselves, and their tokens are ours to keep."""
        return self.slack_client_id is not None

    @property
    def operator_teams(self) -> frozenset[str] | None:
        """The workspaces of who runs Retouch: those that ADMIN_USERS names; None where there is only one."""
        return frozenset(name.partition("/")[0] for name in self.admin_users) if self.serves_many else None

    @property
    def is_embedded(self) -> bool:
        """Whether the database is a file of ours, served by this one process."""
        return self.database_url.startswith("sqlite")

    @property
    def database_path(self) -> Path:
        """The SQLite file; only where ``is_embedded``."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def engine_url(self) -> str:
        """Where the job engine keeps its tables: on SQLite a file of its own, or its lock stalls the app's."""
        if not self.is_embedded:
            return self.database_url
        path = self.database_path
        return f"sqlite:///{path.with_name(f'{path.stem}-engine{path.suffix}')}"

    @property
    def pictures_address(self) -> str:
        """A folder or an object store."""
        if self.pictures_url is not None:
            return self.pictures_url
        return str((self.database_path.parent if self.is_embedded else Path()) / "pictures")

    @property
    def is_runware_local(self) -> bool:
        """Whether the service is a stand-in on this machine, so that what it is told of may be on it too."""
        return is_loopback_url(self.runware_api_url)

    @property
    def pages_url(self) -> str | None:
        """Where browsers reach us; without a public address only where Slack itself is on this machine."""
        if self.public_url is not None or not is_loopback_url(self.slack_api_url):
            return self.public_url
        return f"http://127.0.0.1:{self.port}"

    @property
    def calendar(self) -> Calendar:
        """When the periods of budgets and reports begin."""
        return Calendar(
            time_zone=ZoneInfo(self.timezone), reset_hour=self.reset_hour, first_weekday=self.reset_weekday
        )

    @property
    def confirm_above_micros(self) -> int:
        """A quote above this waits for a click, unless its form showed the price."""
        return micros_from_usd(self.confirm_above_usd)

    def first_poll_seconds(self, *, has_callbacks: bool) -> float:
        """When to ask a service first: late where it calls us back anyway."""
        if self.poll_first_seconds is not None:
            return self.poll_first_seconds
        return 30.0 if has_callbacks else 2.0
