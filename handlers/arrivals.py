"""What every request passes before it is known whose it is: its workspace, and where it may be answered."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from handlers.addresses import may_be_posted_to
from handlers.payloads import Payload, object_at, text_at

_WORKSPACE = "T"


async def receive(
    body: Payload, context: AsyncBoltContext, client: AsyncWebClient, next_: Callable[[], Awaitable[None]]
) -> None:
    """Put right what Bolt reads for organisations, and leave out an address that is not Slack's to name."""
    team_id = find_workspace_id(body, read=context.team_id)
    if team_id is not None and team_id != context.team_id:
        context["team_id"] = client.default_params["team_id"] = team_id
    response_url = context.response_url
    if response_url is not None and not may_be_posted_to(response_url, api_url=client.base_url):
        context["response_url"] = None
    await next_()


def find_workspace_id(body: Payload, *, read: str | None) -> str | None:
    """The workspace that a request comes from, where Bolt has ``read`` an organisation's id, or none.

    A form of an organisation's installation names the organisation as the team that installed the app.
    Source: the payloads on Slack's pages about views and about organisations, read 2026-11-26.
    """
    if read is not None and read.startswith(_WORKSPACE):
        return read
    named = (
        text_at(object_at(body, "team"), "id"),
        text_at(object_at(body, "user"), "team_id"),
        text_at(object_at(body, "view"), "team_id"),
        text_at(body, "team_id"),
    )
    return next((team_id for team_id in named if team_id.startswith(_WORKSPACE)), read)
