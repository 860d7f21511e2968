"""Opens a window in Slack: its trigger lives for three seconds and opens one."""

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import RequestError
from handlers.payloads import Origin

_TOO_LATE = frozenset({"expired_trigger_id", "invalid_trigger_id"})
# The request was delivered again, or the answer to our first call was lost.
_IS_OPEN = "exchanged_trigger_id"
_TOO_LATE_TEXT = "Slack closed the {name} before it could open. Nothing was charged. Please try again."

_log = structlog.get_logger(__name__)


async def open_window(
    client: AsyncWebClient, origin: Origin, view: View, *, bare: View | None = None, name: str = "window"
) -> None:
    """Show it at once; ``bare`` in its place where Slack does not take a picture in it.

    Raises:
        RequestError: Slack's three seconds were over.
    """
    too_late = RequestError(_TOO_LATE_TEXT.format(name=name))
    trigger_id = origin.trigger_id
    if trigger_id is None:
        raise too_late
    try:
        await client.views_open(trigger_id=trigger_id, view=view)
    except SlackApiError as error:
        code = str(error.response.get("error", ""))
        if code == _IS_OPEN:
            return
        if code in _TOO_LATE:
            raise too_late from error
        if bare is None:
            raise
        _log.info("Slack did not take a window with its picture", code=code)
        await client.views_open(trigger_id=trigger_id, view=bare)
