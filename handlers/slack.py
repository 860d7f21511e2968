"""One workspace, opened: the way out (the announcer) first, then the listeners that need the middle."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import httpx
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.doors import Doors
from handlers import build_app
from handlers.access import Access
from handlers.addresses import FileHosts
from handlers.admins import Admins
from handlers.calls import NoteError, SlackCalls
from handlers.clients import announcer_client, listener_client, open_session
from handlers.http import slack_routes
from handlers.pacing import Pace, Pacer
from handlers.socket import open_socket
from handlers.threads import SlackAnnouncer

_DOWNLOAD_TIMEOUT = httpx.Timeout(30.0, connect=5.0)


@dataclass(frozen=True, kw_only=True)
class SlackSettings:
    """What is needed to talk to Slack; the app's settings as plain values."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str
    file_hosts: Sequence[str]
    admin_user_ids: Sequence[str]
    allow_guests: bool
    command_prefix: str


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
    ) -> None:
        self._settings = settings
        self._session = session
        out = announcer_client(settings.bot_token, session=session, api_url=settings.api_url)

        async def client_for(_team_id: str) -> AsyncWebClient:
            return out

        calls = SlackCalls(client_for, pacer=Pacer(pace=pace), note_error=note_error)
        self.announcer = SlackAnnouncer(
            calls,
            http=http,
            file_hosts=FileHosts(patterns=settings.file_hosts),
            admins_of=Admins(calls, named=settings.admin_user_ids).of,
        )

    def listen(self, doors: Doors) -> "Listeners":
        """The way in: listeners that call the middle."""
        settings = self._settings
        app = build_app(
            client=listener_client(settings.bot_token, session=self._session, api_url=settings.api_url),
            signing_secret=settings.signing_secret,
            doors=doors,
            access=Access(
                allow_guests=settings.allow_guests,
                admin_user_ids=settings.admin_user_ids,
                has_own_limit=doors.spending.has_own_limit,
            ),
            command_prefix=settings.command_prefix,
        )
        return Listeners(app, signing_secret=settings.signing_secret)


class Listeners:
    """The Bolt app behind one of its two doors: an address of ours, or a connection that we open."""

    def __init__(self, app: AsyncApp, *, signing_secret: str) -> None:
        self._app = app
        self._signing_secret = signing_secret

    def routes(self) -> list[web.RouteDef]:
        """For HTTP; needs a signing secret, without which there are none."""
        return slack_routes(self._app, signing_secret=self._signing_secret) if self._signing_secret else []

    def socket(self, app_token: str) -> AbstractAsyncContextManager[None]:
        """Socket Mode, while the context is open."""
        return open_socket(self._app, app_token=app_token)


@asynccontextmanager
async def open_slack(
    settings: SlackSettings, *, pace: Pace | None, note_error: NoteError
) -> AsyncIterator[Slack]:
    """Connections that all calls share, closed on leaving; ``pace`` where other processes post too."""
    async with (
        open_session() as session,
        httpx.AsyncClient(timeout=_DOWNLOAD_TIMEOUT, follow_redirects=False, trust_env=False) as http,
    ):
        yield Slack(settings, session=session, http=http, pace=pace, note_error=note_error)
