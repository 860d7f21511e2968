"""Slack, opened: the way out (the announcer) first, then the listeners that need the middle."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
import httpx
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.doors import Doors
from bot.installing.installations import Installations
from handlers import build_app
from handlers.access import Access
from handlers.addresses import FileHosts
from handlers.admins import Admins
from handlers.authorization import authorize_each
from handlers.calls import NoteError, SlackCalls
from handlers.clients import announcer_client, listener_client, open_session
from handlers.http import slack_routes
from handlers.installing import SlackApp, install_routes
from handlers.pacing import Pace, Pacer
from handlers.socket import open_socket
from handlers.threads import SlackAnnouncer
from handlers.tokens import FreshTokens

_DOWNLOAD_TIMEOUT = httpx.Timeout(30.0, connect=5.0)


@dataclass(frozen=True, kw_only=True)
class SlackSettings:
    """What is needed to talk to Slack; the app's settings as plain values.

    ``bot_token`` is the one workspace's, None where many install the ``app``.
    """

    bot_token: str | None = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str
    file_hosts: Sequence[str]
    admin_user_ids: Sequence[str]
    allow_guests: bool
    command_prefix: str
    app: SlackApp | None = None


class Slack:
    """The way out, and the maker of the way in."""

    def __init__(
        self,
        settings: SlackSettings,
        *,
        session: aiohttp.ClientSession,
        http: httpx.AsyncClient,
        pace: Pace | None,
        note_error: NoteError,
        installations: Installations,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._session = session
        self._installations = installations
        self._tokens = self._open_tokens(settings.app, clock=clock)
        self._only_client = announcer_client(settings.bot_token, session=session, api_url=settings.api_url)
        calls = SlackCalls(
            self._client_for,
            pacer=Pacer(pace=pace),
            note_error=note_error,
            replace_token=None if self._tokens is None else self._tokens.replace,
        )
        self.announcer = SlackAnnouncer(
            calls,
            http=http,
            file_hosts=FileHosts(patterns=settings.file_hosts),
            admins_of=Admins(calls, named=settings.admin_user_ids).of,
        )

    def listen(self, doors: Doors) -> "Listeners":
        """The way in: listeners that call the middle."""
        settings = self._settings
        client = listener_client(settings.bot_token, session=self._session, api_url=settings.api_url)
        app = build_app(
            client=client,
            authorize=None if self._tokens is None else authorize_each(self._tokens),
            signing_secret=settings.signing_secret,
            doors=doors,
            access=Access(
                allow_guests=settings.allow_guests,
                admin_user_ids=settings.admin_user_ids,
                has_own_limit=doors.spending.has_own_limit,
            ),
            command_prefix=settings.command_prefix,
        )
        routes = slack_routes(app, signing_secret=settings.signing_secret) if settings.signing_secret else []
        if settings.app is not None:
            routes += install_routes(settings.app, self._installations, client=client)
        return Listeners(app, routes=routes)

    def _open_tokens(self, app: SlackApp | None, *, clock: Callable[[], datetime]) -> FreshTokens | None:
        """Tokens that are kept and renewed, where many workspaces install us."""
        if app is None:
            return None
        return FreshTokens(
            self._installations,
            client=announcer_client(None, session=self._session, api_url=self._settings.api_url),
            client_id=app.client_id,
            client_secret=app.client_secret,
            clock=clock,
        )

    async def _client_for(self, team_id: str) -> AsyncWebClient:
        if self._tokens is None:
            return self._only_client
        installed = await self._tokens.serving(team_id)
        return announcer_client(
            installed.tokens.bot,
            session=self._session,
            api_url=self._settings.api_url,
            team_id=team_id if installed.at.is_org_wide else None,
        )


class Listeners:
    """The Bolt app behind one of its two doors: an address of ours, or a connection that we open."""

    def __init__(self, app: AsyncApp, *, routes: Sequence[web.RouteDef]) -> None:
        self._app = app
        self.routes = (
            routes  # for Slack, where it proves itself by a secret, and for browsers that install us
        )

    def socket(self, app_token: str) -> AbstractAsyncContextManager[None]:
        """Socket Mode, while the context is open."""
        return open_socket(self._app, app_token=app_token)


@asynccontextmanager
async def open_slack(
    settings: SlackSettings,
    *,
    pace: Pace | None,
    note_error: NoteError,
    installations: Installations,
    clock: Callable[[], datetime],
) -> AsyncIterator[Slack]:
    """Connections that all calls share, closed on leaving; ``pace`` where other processes post too."""
    async with (
        open_session() as session,
        httpx.AsyncClient(timeout=_DOWNLOAD_TIMEOUT, follow_redirects=False, trust_env=False) as http,
    ):
        yield Slack(
            settings,
            session=session,
            http=http,
            pace=pace,
            note_error=note_error,
            installations=installations,
            clock=clock,
        )
