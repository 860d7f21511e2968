"""Slack in, Slack out: ``register`` lists every feature, ``build_app`` makes the app that has them."""

from collections.abc import Awaitable, Callable
from copy import copy

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
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
    result,
    shortcuts,
    usage,
)
from handlers.access import Access
from handlers.addresses import may_be_posted_to
from handlers.authorization import authorize_one
from handlers.clients import quiet_logger

__all__ = ["build_app", "register"]


def build_app(
    *,
    client: AsyncWebClient,
    signing_secret: str,
    doors: Doors,
    access: Access,
    command_prefix: str = "",
) -> AsyncApp:
    """The Bolt app of one workspace, whose token the client carries; it listens to nothing by itself.

    Answers go out after the listener has run: what Slack was told to be done is written down.
    """
    # Bolt would take OAuth's settings from the environment and drop the token, but for an ``authorize``.
    tokenless = copy(client)
    tokenless.token = None
    app = AsyncApp(
        name="retouch",
        client=tokenless,
        authorize=authorize_one(client),
        signing_secret=signing_secret,
        request_verification_enabled=bool(signing_secret),  # over a socket there is nothing to verify
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        logger=quiet_logger("handlers.bolt"),  # without one, Bolt takes its level from the root's
    )

    app.middleware(_hand_over(doors, access=access, command_prefix=command_prefix))
    register(app, prefix=command_prefix)
    return app


def _hand_over(doors: Doors, *, access: Access, command_prefix: str) -> Callable[..., Awaitable[None]]:
    """The middleware that puts everything a listener may ask for into its context, by name."""

    async def hand_over(
        context: AsyncBoltContext, client: AsyncWebClient, next_: Callable[[], Awaitable[None]]
    ) -> None:
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
            mask_pages=doors.mask_pages,
            access=access,
            command_prefix=command_prefix,
        )
        response_url = context.response_url
        if response_url is not None and not may_be_posted_to(response_url, api_url=client.base_url):
            context["response_url"] = None
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
    faults.register(app)
