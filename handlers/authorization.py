"""With whose token a request is answered: the one that the settings name, or that of the asking workspace."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import AnnouncementDelayed
from bot.installing.sealing import SealBroken
from handlers.tokens import FreshTokens, NotInstalled

Authorize = Callable[..., Awaitable[AuthorizeResult | None]]

NOT_INSTALLED = "Retouch is not installed in this workspace. Nothing was charged. Ask an admin to install it."


class SlackSilent(Exception):
    """Nobody knows as whom to answer, for now; there is no way to tell people so, and the request comes again."""


def authorize_one(client: AsyncWebClient) -> Authorize:
    """Ask Slack once who we are and remember it.

    Bolt's own way answers a request with 200 while Slack does not say, and what was written to us is lost.
    """
    known: list[AuthorizeResult] = []

    async def authorize() -> AuthorizeResult:
        if not known:
            known.append(await _ask(client))
        return known[0]

    return authorize


def authorize_each(tokens: FreshTokens) -> Authorize:
    """The token of the workspace that asks, or of its organisation; None where nobody installed us.

    Bolt's own way asks Slack who we are at every request, and lets two processes renew one token.
    """

    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        is_org_wide = bool(context.is_enterprise_install) or team_id is None
        whole = enterprise_id if is_org_wide else None
        try:
            installed = await tokens.asked_by(team_id or enterprise_id or "", enterprise_id=whole)
        except NotInstalled:
            return None
        except (AnnouncementDelayed, SealBroken) as error:
            raise SlackSilent("no token just now") from error
        return AuthorizeResult(
            enterprise_id=installed.at.enterprise_id,
            team_id=team_id,
            bot_user_id=installed.at.bot_user_id,
            bot_id=installed.at.bot_id,
            bot_token=installed.tokens.bot,
        )

    return authorize


async def _ask(client: AsyncWebClient) -> AuthorizeResult:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        raise SlackSilent("auth.test") from error
    return AuthorizeResult(
        enterprise_id=answer.get("enterprise_id"),
        team_id=answer.get("team_id"),
        bot_user_id=answer.get("user_id"),
        bot_id=answer.get("bot_id"),
        bot_token=client.token,
    )
