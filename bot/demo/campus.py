"""Several workspaces beside each other, and organisations, that install one app through Slack's own pages."""

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.demo.slack.api import Api, FaultOf, read_call
from bot.demo.slack.cast import BOT_USER_ID, Team, read_installation
from bot.demo.slack.deliveries import Answer, event_delivery
from bot.demo.slack.grants import TOKEN_SECONDS, Grants, OAuthApp
from bot.demo.slack.oauth import OAuth
from bot.demo.slack.wire import Payload, SlackError
from bot.demo.workspace import Workspace


class Campus:
    """One address for the Web API of all workspaces; the token says whose call it is.

    A workspace has its files and response addresses on a port of its own, as they have names of their own
    at Slack. An organisation's token needs a ``team_id`` with every call, because ids of channels and people
    are unique within a workspace only; Slack asks for it at fewer methods.
    """

    def __init__(
        self,
        teams: Sequence[Team],
        *,
        manifest: Path,
        app_url: str,
        rotates: bool = True,
        token_seconds: int = TOKEN_SECONDS,
        clock: Callable[[], float] = time.time,
        **workspace_options: Any,
    ) -> None:
        self.signing_secret = secrets.token_hex(16)
        scopes = read_installation(manifest).scopes or frozenset()
        app = OAuthApp(
            client_id=f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}",
            client_secret=secrets.token_hex(16),
            redirect_urls=[f"{app_url}/slack/oauth_redirect"],
            scopes=scopes,
            rotates=rotates,
            token_seconds=token_seconds,
        )
        self.grants = Grants(app, clock=clock)
        self.workspaces: Mapping[str, Workspace] = {
            team.team_id: Workspace(
                team=team,
                signing_secret=self.signing_secret,
                fault_of=self._fault_in(team),
                manifest=manifest,
                app_url=f"{app_url}/slack/events",
                clock=clock,
                **workspace_options,
            )
            for team in teams
        }
        self.url = ""
        self._oauth = OAuth(self.grants, teams=teams)
        self._apis = {
            team.team_id: Api(self.workspaces[team.team_id].hub, fault_of=self._fault_in(team))
            for team in teams
        }
        self._stack = AsyncExitStack()

    @property
    def app(self) -> OAuthApp:
        """What the app is told of itself."""
        return self.grants.app

    @property
    def api_url(self) -> str:
        """What the app is told in place of ``https://slack.com/api/``."""
        return f"{self.url}/api/"

    async def __aenter__(self) -> Self:
        for workspace in self.workspaces.values():
            await self._stack.enter_async_context(workspace)
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.add_routes(
            [
                *self._oauth.routes(),
                web.route("*", "/api/oauth.v2.access", self._oauth.access),
                web.route("*", "/api/{method}", self._call),
            ]
        )
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def uninstall(self, team_id: str, *, revocation_first: bool = True) -> list[Answer]:
        """Remove the app from a workspace, or where that has one from its organisation; the app hears it twice."""
        workspace = self.workspaces[team_id]
        self.grants.end(workspace.hub.team.owner_id)
        told: list[Payload] = [
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER_ID]}},
            {"type": "app_uninstalled"},
        ]
        ordered = told if revocation_first else told[::-1]
        return [await self.tell(team_id, event) for event in ordered]

    async def tell(self, team_id: str, event: Payload, *, at: float | None = None) -> Answer:
        """Let the app hear an event about itself; nobody is authorised for it any more."""
        workspace = self.workspaces[team_id]
        envelope = {**workspace.hub.event(event).payload, "authorizations": []}
        if at is not None:
            envelope["event_time"] = int(at)
        return await workspace.courier.send(event_delivery(envelope))

    async def _call(self, request: web.Request) -> web.StreamResponse:
        """A call of a method, answered by the workspace it is about."""
        try:
            arguments, token = await read_call(request)
            is_about_token = request.match_info["method"] == "auth.test"
            answer = self._answering(token, arguments.text("team_id"), is_about_token=is_about_token)
        except SlackError as error:
            return web.json_response(error.payload())
        return await answer(request)

    def _answering(
        self, token: str, team_id: str, *, is_about_token: bool
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        owner_id = self.grants.owner_of(token)
        if owner_id in self._apis:
            return self._apis[owner_id].handle
        if not owner_id:
            raise SlackError("invalid_auth" if token else "not_authed")
        own = [name for name, workspace in self.workspaces.items() if workspace.hub.team.owner_id == owner_id]
        if not team_id and is_about_token:
            return self._apis[own[0]].handle
        if not team_id:
            raise SlackError("missing_argument")
        if team_id not in own:
            raise SlackError("team_access_not_granted")
        return self._apis[team_id].handle

    def _fault_in(self, team: Team) -> FaultOf:
        def fault_of(token: str) -> str:
            is_own = self.grants.owner_of(token) == team.owner_id
            return self.grants.fault_of(token) if is_own else "invalid_auth"

        return fault_of
