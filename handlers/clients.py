"""Clients of Slack's web API: one aiohttp session for all, and who retries what."""

import logging
from functools import cache

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

DEFAULT_API_URL = "https://slack.com/api/"

_TOTAL_SECONDS = 30
_CONNECT_SECONDS = 5


def open_session() -> aiohttp.ClientSession:
    """The session all clients share; made inside the running loop, closed by whoever opened it.

    A client's own ``timeout`` does not reach a session that it was given, so the bounds are set here.
    """
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=_TOTAL_SECONDS, sock_connect=_CONNECT_SECONDS)
    )


def listener_client(
    token: str | None, *, session: aiohttp.ClientSession, api_url: str = DEFAULT_API_URL
) -> AsyncWebClient:
    """For listeners and their three seconds: hiccups are retried, a rate limit is not waited for.

    A trigger is dead long before Retry-After has passed, and a view opened twice is refused by Slack.
    """
    return AsyncWebClient(
        token=token,
        base_url=api_url,
        session=session,
        logger=quiet_logger("handlers.slack_client"),
        retry_handlers=[AsyncConnectionErrorRetryHandler(), AsyncServerErrorRetryHandler()],
    )


def announcer_client(
    token: str | None,
    *,
    session: aiohttp.ClientSession,
    api_url: str = DEFAULT_API_URL,
    team_id: str | None = None,
) -> AsyncWebClient:
    """For messages and files: retries nothing by itself. ``team_id`` goes along with every call, which
    an organisation's token needs to know whose people and channels are meant.

    The default retry after a broken connection can post a message twice; ``handlers/calls.py`` knows
    which calls may be repeated and obeys Retry-After for all of them together.
    """
    return AsyncWebClient(
        token=token,
        base_url=api_url,
        session=session,
        team_id=team_id,
        logger=quiet_logger("handlers.slack_client"),
        retry_handlers=[],
    )


@cache  # setting a level makes every logger of the process forget what it knows
def quiet_logger(name: str) -> logging.Logger:
    """For Slack's own libraries, which log whole requests at debug level, prompts and addresses included."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    return logger
