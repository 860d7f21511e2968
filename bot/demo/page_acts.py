"""What a person can do on the demo's page, by name: each is one act of the workspace or of the demo."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from bot.demo.app_process import AppFailed
from bot.demo.slack import acts
from bot.demo.slack.deliveries import Answer
from bot.demo.slack.wire import Payload
from bot.demo.stage import Stage

# Where Slack's client says by itself that a click came to nothing.
UNANSWERED = "Retouch did not answer. Try again in a moment."


class Refusal(Exception):
    """An order that makes no sense."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order: JSON in the form field ``order``, and files under the name of the input they belong to."""

    act: str
    user: str
    values: Payload
    files: dict[str, list[tuple[str, bytes]]]

    @classmethod
    async def read(cls, request: web.Request) -> Self:
        """Take an order apart.

        Raises:
            Refusal: it is not one.
        """
        form = await request.post()
        try:
            values = json.loads(str(form.get("order", "")))
            act, user = str(values["act"]), str(values["user"])
        except (ValueError, KeyError, TypeError):
            raise Refusal("not an order") from None
        if act not in ACTS:
            raise Refusal(f"unknown act {act}")
        files: dict[str, list[tuple[str, bytes]]] = {}
        for name, part in form.items():
            if isinstance(part, web.FileField):
                files.setdefault(name, []).append((part.filename, part.file.read()))
        return cls(act=act, user=user, values=values, files=files)

    def text(self, name: str) -> str:
        """A value as text, empty where it is missing."""
        return str(self.values.get(name) or "")


async def _say(stage: Stage, order: Order) -> None:
    await stage.workspace.say(
        order.user,
        order.text("channel"),
        order.text("text"),
        files=order.files.get("files", ()),
        thread_ts=order.text("thread_ts") or None,
        is_broadcast=order.values.get("is_broadcast") is True,
    )


async def _edit(stage: Stage, order: Order) -> None:
    await stage.workspace.edit(order.user, order.text("ts"), order.text("text"))


async def _delete(stage: Stage, order: Order) -> None:
    await stage.workspace.delete(order.user, order.text("ts"))


async def _command(stage: Stage, order: Order) -> None:
    command, _, text = order.text("text").partition(" ")
    await stage.workspace.command(order.user, order.text("channel"), command, text)


async def _shortcut(stage: Stage, order: Order) -> Answer:
    return await stage.workspace.shortcut(
        order.user, order.text("channel"), order.text("ts"), order.text("callback_id")
    )


async def _click(stage: Stage, order: Order) -> Answer:
    value = order.values.get("value")
    where, action_id = order.text("where"), order.text("action_id")
    _fill(stage, order, view_id=where)
    return await stage.workspace.click(order.user, where, action_id, None if value is None else str(value))


async def _choose(stage: Stage, order: Order) -> Answer | None:
    block_id, view_id = order.text("block_id"), order.text("view_id")
    _fill(stage, order, view_id=view_id)
    value = order.files.get(block_id) or order.values.get("value")
    return await stage.workspace.choose(order.user, view_id, block_id, value)


async def _submit(stage: Stage, order: Order) -> None:
    values = {**order.values.get("values", {}), **order.files}
    await stage.workspace.submit(order.user, order.text("view_id"), values)


async def _close(stage: Stage, order: Order) -> None:
    await stage.workspace.close_view(order.user, order.text("view_id"))


async def _home(stage: Stage, order: Order) -> Answer:
    return await stage.workspace.open_home(order.user)


async def _crash(stage: Stage, order: Order) -> None:
    try:
        await stage.app.crash()
    except AppFailed as failure:
        raise Refusal(str(failure)) from failure


def _fill(stage: Stage, order: Order, *, view_id: str) -> None:
    """Put into an open form what was typed since: Slack's client sends all of it with every click."""
    workspace = stage.workspace
    for view in workspace.views(order.user):
        if view["id"] == view_id:
            member = workspace.hub.conversations.get_member(order.user)
            for block_id, value in order.values.get("values", {}).items():
                acts.fill(workspace.hub, member, view=view, block_id=block_id, value=value)


ACTS: dict[str, Callable[[Stage, Order], Awaitable[Answer | None]]] = {
    "say": _say,
    "edit": _edit,
    "delete": _delete,
    "command": _command,
    "shortcut": _shortcut,
    "click": _click,
    "choose": _choose,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "crash": _crash,
}
