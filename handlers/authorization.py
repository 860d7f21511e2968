"""With whose token a request is answered: for one workspace, the token that the client carries."""

from collections.abc import Awaitable, Callable

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

Authorize = Callable[[], Awaitable[AuthorizeResult]]


class SlackSilent(Exception):
    """Slack did not say who we are; no error of ours to tell people about, the request comes again."""


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
