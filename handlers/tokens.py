"""A workspace's token, good now: exchanged before it expires, by one of all processes at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import AnnouncementDelayed, AnnouncementFailed
from bot.installing.installations import Installations, Installed
from bot.installing.sealing import Tokens
from handlers.answers import Answer

# Slack's tokens live twelve hours; what is exchanged this early still works should the exchange fail.
AHEAD_SECONDS = 2 * 3600.0
# How long to wait for a process that is exchanging a token already, and how often to look.
PATIENCE_SECONDS = 8.0
_LOOK_SECONDS = 0.2
# Slack's words for a token that no new one is given for. Source: the page of oauth.v2.access, read 2026-11-20.
_FINAL = frozenset({"invalid_refresh_token", "token_revoked", "token_expired", "account_inactive"})

_GONE = "Retouch is not installed in this workspace any more. Ask an admin to install it again."

_log = structlog.get_logger(__name__)


class NotInstalled(AnnouncementFailed):
    """No token of ours works there, until somebody installs us again."""


class FreshTokens:
    """Finds tokens and renews them; ``client`` has none, and repeats nothing by itself."""

    def __init__(
        self,
        installations: Installations,
        *,
        client: AsyncWebClient,
        client_id: str,
        client_secret: str,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._installations = installations
        self._client = client
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._sleep = sleep

    async def serving(self, team_id: str) -> Installed:
        """What serves a workspace: for a job, which may end hours after anybody was here.

        Raises:
            NotInstalled: nothing, or nothing that works.
            AnnouncementDelayed: its token has expired and there is no new one yet.
        """
        return await self._freshen(await self._installations.find_serving(team_id), team_id=team_id)

    async def asked_by(self, team_id: str, *, enterprise_id: str | None) -> Installed:
        """What serves a request; ``enterprise_id`` where Slack says that a whole organisation installed us.

        Raises:
            NotInstalled, AnnouncementDelayed: as for ``serving``.
        """
        if enterprise_id is None:
            return await self.serving(team_id)
        found = await self._installations.find(enterprise_id)
        if found is not None and team_id != enterprise_id:
            await self._installations.note_workspace(team_id, enterprise_id=enterprise_id)
        return await self._freshen(found, team_id=team_id)

    async def replace(self, team_id: str, refused: str) -> bool:
        """Slack did not take this token: whether there is another one now."""
        found = await self._installations.find_serving(team_id)
        if found is None:
            return False
        if found.tokens.bot != refused:
            return True
        if found.tokens.refresh is None:
            return False
        return (await self._renew(found, can_wait=True)).tokens.bot != refused

    async def _freshen(self, found: Installed | None, *, team_id: str) -> Installed:
        if found is None:
            raise NotInstalled(f"not installed in {team_id}", user_text=_GONE)
        if found.at.expires_at is None or found.tokens.refresh is None:
            return found
        left = found.at.expires_at - self._clock()
        if left > timedelta(seconds=AHEAD_SECONDS):
            return found
        has_expired = left <= timedelta(0)
        try:
            return await self._renew(found, can_wait=has_expired)
        except (NotInstalled, AnnouncementDelayed):
            if has_expired:
                raise
            return found

    async def _renew(self, installed: Installed, *, can_wait: bool) -> Installed:
        """New tokens, ours or another process's; the old ones where that one is at it and we cannot wait."""
        if await self._installations.claim_renewal(installed):
            return await self._exchange(installed)
        waited_seconds = 0.0
        while True:
            found = await self._installations.find(installed.at.owner_id)
            if found is None:
                raise NotInstalled("uninstalled just now", user_text=_GONE)
            if not can_wait or found.tokens != installed.tokens:
                return found
            if waited_seconds >= PATIENCE_SECONDS:
                raise AnnouncementDelayed("oauth.v2.access: another process has not renewed the token yet")
            await self._sleep(_LOOK_SECONDS)
            waited_seconds += _LOOK_SECONDS

    async def _exchange(self, installed: Installed) -> Installed:
        owner_id = installed.at.owner_id
        try:
            response = await self._client.oauth_v2_access(
                client_id=self._client_id,
                client_secret=self._client_secret,
                grant_type="refresh_token",
                refresh_token=installed.tokens.refresh,
            )
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            _log.error(
                "Slack gave no new token; it may have to be installed again", owner_id=owner_id, code=code
            )
            if code in _FINAL:
                raise NotInstalled(f"oauth.v2.access: {code}", user_text=_GONE) from error
            raise AnnouncementDelayed(f"oauth.v2.access: {code}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            _log.warning("Slack gave no answer about a new token", owner_id=owner_id)
            raise AnnouncementDelayed(f"oauth.v2.access: {type(error).__name__}") from error
        tokens, lifetime = read_tokens(response.data if isinstance(response.data, dict) else {})
        expires_at = None if lifetime is None else self._clock() + lifetime
        _log.info("A token was renewed", owner_id=owner_id)
        return await self._installations.renew(installed, tokens, expires_at=expires_at)


def read_tokens(answer: Answer) -> tuple[Tokens, timedelta | None]:
    """The tokens in an answer of ``oauth.v2.access``, and how long the bot's lives.

    Raises:
        AnnouncementDelayed: it holds no token of a bot.
    """
    bot, refresh, seconds = (answer.get(name) for name in ("access_token", "refresh_token", "expires_in"))
    if answer.get("token_type") != "bot" or not isinstance(bot, str):
        raise AnnouncementDelayed("oauth.v2.access: no token in the answer")
    tokens = Tokens(bot=bot, refresh=refresh if isinstance(refresh, str) else None)
    return tokens, timedelta(seconds=seconds) if isinstance(seconds, int) else None
