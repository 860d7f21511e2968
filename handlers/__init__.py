"""Slack in, Slack out: ``register`` lists every feature, ``build_app`` makes the app that has them."""

from collections.abc import Awaitable, Callable
from copy import copy

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Conversation
from bot.jobs import Jobs
from bot.mask_pages import MaskPages
from bot.office import Office
from bot.spending import Spending
from handlers import (
    approvals,
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

__all__ = ["build_app", "register"]


def build_app(
    *,
    client: AsyncWebClient,
    signing_secret: str,
    jobs: Jobs,
    conversation: Conversation,
    spending: Spending,
    office: Office,
    mask_pages: MaskPages,
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
    )

    async def hand_over(
        context: AsyncBoltContext, client: AsyncWebClient, next_: Callable[[], Awaitable[None]]
    ) -> None:
        context.update(
            jobs=jobs,
            replies=conversation.replies,
            showings=conversation.showings,
            preferences=conversation.preferences,
            history=conversation.history,
            spending=spending,
            office=office,
            mask_pages=mask_pages,
            access=access,
            command_prefix=command_prefix,
        )
        response_url = context.response_url
        if response_url is not None and not may_be_posted_to(response_url, api_url=client.base_url):
            context["response_url"] = None
        await next_()

    app.middleware(hand_over)
    register(app, prefix=command_prefix)
    return app


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
    faults.register(app)
