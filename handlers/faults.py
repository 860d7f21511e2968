"""What went wrong in a listener becomes one sentence for the person who pressed, wrote or submitted."""

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from bot.announcer import Notice
from bot.catalogue import Field
from bot.errors import BotError, RequestError
from handlers.access import StandingUnknown
from handlers.asides import tell
from handlers.form_state import read_block_ids
from handlers.payloads import Payload, read_kind, read_origin

_log = structlog.get_logger(__name__)


def register(app: AsyncApp) -> None:
    """Every error of every listener, and everything that no listener wants."""
    app.error(explain)


async def explain(error: Exception, body: Payload, context: AsyncBoltContext) -> BoltResponse:
    """Answer Slack with 200 and the person with a sentence.

    What may pass is answered with 500 instead where it is an event: Slack then delivers the event again,
    and nothing that was written to us is lost.
    """
    if isinstance(error, BoltUnhandledRequestError):
        _log.info("Nothing listens to this", kind=read_kind(body))
        return BoltResponse(status=200)
    if isinstance(error, BotError):
        _log.info("A listener refused", kind=read_kind(body), error=type(error).__name__)
        if isinstance(error, StandingUnknown) and "event" in body:
            return BoltResponse(status=500)
        user_text = error.user_text
    else:
        _log.error("A listener failed", kind=read_kind(body), exc_info=error)
        if "event" in body:
            return BoltResponse(status=500)
        user_text = BotError.user_text
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body=form_errors(body, user_text, field=read_field(error)))
    if context.user_id and context.team_id:
        await tell(context, read_origin(body, context), Notice(text=user_text))
    return BoltResponse(status=200)


def read_field(error: Exception) -> str | None:
    """The input an error complains about, None where it names none."""
    return error.field if isinstance(error, RequestError) else None


def form_errors(body: Payload, user_text: str, *, field: str | None) -> dict[str, object]:
    """The sentence at its input; at the prompt where that input is not shown, or at the form's first."""
    shown = read_block_ids(body)
    prompt = Field.PROMPT.value
    block_id = field if field in shown else prompt if prompt in shown else min(shown, default=prompt)
    return {"response_action": "errors", "errors": {block_id: user_text}}
