"""The shape of a rule, and short ways to break one."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace
from tests.demo_workspace.uploads import put_up

# Pages are named by what stands behind these words in their address.
REFERENCE = "docs.slack.dev/reference/"
BLOCKS = REFERENCE + "block-kit/blocks/"
ELEMENTS = REFERENCE + "block-kit/block-elements/"
OBJECTS = REFERENCE + "block-kit/composition-objects/"
VIEWS = REFERENCE + "views/"
METHODS = REFERENCE + "methods/"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Where rules are broken: a workspace where everything is granted, and the official client."""

    workspace: Workspace
    client: AsyncWebClient
    png: bytes

    async def post(self, text: str = "x", **more: Any) -> str:
        """A message of the app's in #design; its ts."""
        return str((await self.client.chat_postMessage(channel="C0DESIGN1", text=text, **more))["ts"])

    async def reply(self) -> str:
        """A reply of the app's below a message; its ts."""
        return await self.post(thread_ts=await self.post())

    async def upload(self) -> str:
        """A picture that was sent and not completed; its id."""
        return await put_up(self.client, self.png)

    def trigger(self, *, view_id: str | None = None) -> str:
        """A trigger of something ben did just now."""
        return self.workspace.hub.views.new_trigger("U0BEN0002", view_id=view_id)


Attempt = Callable[[Scene], Awaitable[Any]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """``says`` completes "Slack refuses …"; ``at`` points to the place, where the answer does."""

    says: str
    source: str
    error: str
    attempt: Attempt
    at: str = ""


def rule(says: str, method: str, error: str, attempt: Attempt, *, at: str = "") -> Rule:
    """One that a method's page tells."""
    return Rule(says=says, source=METHODS + method, error=error, attempt=attempt, at=at)


def calling(method: str, **arguments: Any) -> Attempt:
    """Call a method as the SDK does, structures as JSON inside a form."""

    async def attempt(scene: Scene) -> None:
        await call(scene, method, **arguments)

    return attempt


async def call(scene: Scene, method: str, **arguments: Any) -> Any:
    """The same, within an attempt that prepares something."""
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
    return await scene.client.api_call(method, data=form)


def posting(*blocks: Any) -> Attempt:
    """Post these blocks."""
    return calling("chat.postMessage", channel="C0DESIGN1", text="x", blocks=list(blocks))


def opening(view: dict[str, Any]) -> Attempt:
    """Open this view with a good trigger."""

    async def attempt(scene: Scene) -> None:
        await call(scene, "views.open", trigger_id=scene.trigger(), view=view)

    return attempt
