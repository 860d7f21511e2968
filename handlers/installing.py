"""``GET /slack/install`` and ``GET /slack/oauth_redirect``: Slack's own flow, with our store and our pages."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from secrets import token_urlsafe
from urllib.parse import urljoin

import aiohttp
import structlog
from aiohttp import web
from itsdangerous import BadSignature, TimestampSigner
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import OAuthStateUtils
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.installing.installations import Installations
from bot.installing.sealing import Tokens
from bot.manifest import REDIRECT_PATH, read_manifest
from handlers.install_page import (
    HEADERS,
    REASONS,
    failed_page,
    installed_in_organisation_page,
    installed_page,
)

INSTALL_PATH = "/slack/install"
STATE_SECONDS = 600
# It stands in the address that the browser is sent to, as it came.
_TEAM_ID = re.compile(r"[A-Z0-9]{2,32}")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class SlackApp:
    """The app as Slack knows it, where many workspaces may install it."""

    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    state_secret: str = field(repr=False)  # signs what comes back from the browser

    @property
    def install_url(self) -> str:
        """Where an installation begins."""
        return self.public_url.rstrip("/") + INSTALL_PATH


def install_routes(
    app: SlackApp, installations: Installations, *, client: AsyncWebClient
) -> list[web.RouteDef]:
    """The two addresses; ``client`` has no token of its own."""
    flow = _open_flow(app, installations, client=client)

    async def begin(request: web.Request) -> web.Response:
        team_id = request.query.get("team", "")
        asked = {"team": team_id} if _TEAM_ID.fullmatch(team_id) else {}
        return await to_aiohttp_response(await flow.handle_installation(_read_request(request, asked)))

    async def finish(request: web.Request) -> web.Response:
        try:
            answer = await flow.handle_callback(_read_request(request, request.query))
        except (aiohttp.ClientError, TimeoutError, SlackApiError) as error:
            _log.warning("Slack did not answer an installation", error=type(error).__name__)
            answer = _response(failed_page("silence", again=app.install_url), status=HTTPStatus.BAD_GATEWAY)
        return await to_aiohttp_response(answer)

    return [web.get(INSTALL_PATH, begin), web.get(REDIRECT_PATH, finish)]


def _open_flow(app: SlackApp, installations: Installations, *, client: AsyncWebClient) -> AsyncOAuthFlow:
    # The flow's own messages hold the code that a browser brought along; what matters is logged here.
    silent = logging.getLogger("handlers.slack_installing")
    silent.setLevel(logging.CRITICAL)
    state_utils = OAuthStateUtils(expiration_seconds=STATE_SECONDS)

    async def welcome(args: AsyncSuccessArgs) -> BoltResponse:
        _log.info(
            "Installed", team_id=args.installation.team_id, enterprise_id=args.installation.enterprise_id
        )
        answer = _response(_welcome(args.installation))
        answer.headers["set-cookie"] = [state_utils.build_set_cookie_for_deletion()]
        return answer

    async def explain(args: AsyncFailureArgs) -> BoltResponse:
        # A reason that Slack's browser brings along may be anything that somebody wrote there.
        reason = args.reason if args.reason in REASONS else "other"
        _log.warning("An installation failed", reason=reason)
        return _response(failed_page(reason, again=app.install_url), status=args.suggested_status_code)

    settings = AsyncOAuthSettings(
        client_id=app.client_id,
        client_secret=app.client_secret,
        scopes=read_manifest()["oauth_config"]["scopes"]["bot"],
        user_scopes=[],
        redirect_uri=app.public_url.rstrip("/") + REDIRECT_PATH,
        install_page_rendering_enabled=False,
        callback_options=AsyncCallbackOptions(success=welcome, failure=explain),
        authorization_url=urljoin(client.base_url, "../oauth/v2/authorize"),
        installation_store=_Keeper(installations),
        state_store=_States(app.state_secret),
        state_expiration_seconds=STATE_SECONDS,
        logger=silent,
    )
    return AsyncOAuthFlow(client=client, logger=silent, settings=settings)


def _read_request(request: web.Request, query: Mapping[str, str]) -> AsyncBoltRequest:
    """Addresses that browsers open have no body, whatever somebody sends along."""
    return AsyncBoltRequest(body="", query=dict(query), headers={"cookie": request.headers.get("Cookie", "")})


class _States(AsyncOAuthStateStore):
    """Signed states that nobody has to keep: the browser's cookie holds the one it was given.

    The SDK's own of this kind says nothing but when it ends, so that browsers of one second have the same.
    """

    def __init__(self, secret: str) -> None:
        self._signer = TimestampSigner(
            secret, salt="retouch install state", key_derivation="hmac", digest_method=sha256
        )

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """Another one each time."""
        return self._signer.sign(token_urlsafe(24)).decode("ascii")

    async def async_consume(self, state: str) -> bool:
        """Whether it is ours and not too old. It may come twice; the code beside it is good once."""
        try:
            self._signer.unsign(state.encode(), max_age=STATE_SECONDS)
        except BadSignature:
            return False
        return True


class _Keeper(AsyncInstallationStore):
    """Takes what the flow has got; requests and jobs find it elsewhere."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def async_save(self, installation: Installation) -> None:
        """Keep it. People's own tokens are neither asked for nor kept."""
        owner = installation.enterprise_id if installation.is_enterprise_install else installation.team_id
        ends = installation.bot_token_expires_at
        await self._installations.keep(
            Tokens(bot=_known(installation.bot_token), refresh=installation.bot_refresh_token),
            owner_id=_known(owner),
            enterprise_id=installation.enterprise_id,
            name=installation.team_name or installation.enterprise_name or "",
            bot_id=_known(installation.bot_id),
            bot_user_id=_known(installation.bot_user_id),
            scopes=installation.bot_scopes or (),
            expires_at=None if ends is None else datetime.fromtimestamp(ends, UTC),
            installed_by=installation.user_id or "",
        )


def _known(value: str | None) -> str:
    """What every installation has."""
    if not value:
        raise ValueError("an installation without a token, a place or a bot")
    return value


def _welcome(installation: Installation) -> str:
    if installation.is_enterprise_install:
        return installed_in_organisation_page(
            installation.enterprise_name or "Slack",
            enterprise_id=installation.enterprise_id or "",
            app_id=installation.app_id or "",
        )
    return installed_page(
        installation.team_name or "Slack",
        team_id=installation.team_id or "",
        app_id=installation.app_id or "",
    )


def _response(page: str, *, status: int = HTTPStatus.OK) -> BoltResponse:
    return BoltResponse(status=status, body=page, headers=dict(HEADERS))
