"""Slack in, Slack out: ``register`` lists every feature, ``build_app`` makes the app that has them."""

import logging
from collections.abc import Awaitable, Callable
from copy import copy

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped
from slack_sdk.web.async_client import AsyncWebClient

from bot.doors import Doors
from handlers import (
    approvals,
    decisions,
    edit,
    faults,
    forms,
    home,
    masks,
    mentions,
    questions,
    remix,
    removal,
    result,
    shortcuts,
    usage,
)
from handlers.access import Access
from handlers.arrivals import receive
from handlers.authorization import NOT_INSTALLED, Authorize, authorize_one
from handlers.clients import quiet_logger

__all__ = ["build_app", "register"]


def build_app(
    *,
    client: AsyncWebClient,
    signing_secret: str,
    doors: Doors,
    access: Access,
    command_prefix: str = "",
    authorize: Authorize | None = None,
) -> AsyncApp:
    """The Bolt app; it listens to nothing by itself.

    It serves the workspace whose token the client carries, or those for which ``authorize`` has one.
    Answers go out after the listener has run: what Slack was told to be done is written down.
    """
    # Bolt would take OAuth's settings from the environment and drop the token, but for an ``authorize``.
    tokenless = copy(client)
    tokenless.token = None
    app = AsyncApp(
        name="retouch",
        client=tokenless,
        before_authorize=receive,
        authorize=authorize or authorize_one(client),  # type: ignore[arg-type]  # may give None: not installed
        user_facing_authorize_error_message=NOT_INSTALLED,
        signing_secret=signing_secret,
        request_verification_enabled=bool(signing_secret),  # over a socket there is nothing to verify
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        logger=_bolt_logger(),
    )

    app.middleware(_hand_over(doors, access=access, command_prefix=command_prefix))
    register(app, prefix=command_prefix)
    return app


def _bolt_logger() -> logging.Logger:
    """Without one, Bolt takes its level from the root's."""
    logger = quiet_logger("handlers.bolt")
    logger.addFilter(_is_news)
    return logger


def _is_news(record: logging.LogRecord) -> bool:
    """That Bolt lets the environment's token be is as it should be, and would be said at every start."""
    return record.getMessage() != warning_client_prioritized_and_token_skipped()


def _hand_over(doors: Doors, *, access: Access, command_prefix: str) -> Callable[..., Awaitable[None]]:
    """The middleware that puts everything a listener may ask for into its context, by name."""

    async def hand_over(context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]) -> None:
        context.update(
            jobs=doors.jobs,
            results=doors.results,
            replies=doors.conversation.replies,
            showings=doors.conversation.showings,
            preferences=doors.conversation.preferences,
            channels=doors.conversation.channels,
            history=doors.conversation.history,
            spending=doors.spending,
            office=doors.office,
            privacy=doors.privacy,
            removal=doors.removal,
            mask_pages=doors.mask_pages,
            access=access,
            command_prefix=command_prefix,
        )
        await next_()

    return hand_over


def register(app: AsyncApp, *, prefix: str) -> None:
    """Every feature; a button or form belongs to exactly one."""
    edit.register(app, prefix=prefix)
    remix.register(app, prefix=prefix)
    usage.register(app, prefix=prefix)
    forms.register(app)
    shortcuts.register(app)
    mentions.register(app)
    result.register(app)
    home.register(app)
    masks.register(app)
    questions.register(app)
    approvals.register(app)
    decisions.register(app)
    removal.register(app)
    faults.register(app)
