"""Modals and Home tabs: triggers, the stack of views each person has open, and what was typed into them."""

import secrets
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bot.demo.slack.cast import APP_ID, BOT_ID, Team
from bot.demo.slack.forms import kept_state
from bot.demo.slack.wire import Payload, SlackError

TRIGGER_LIFE_SECONDS = 3.0
DEEPEST_STACK = 3


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """The right to open one view for one person, for three seconds."""

    user_id: str
    at: float
    view_id: str | None  # the view whose button or submission it came from


class Views:
    """Open views by person, bottom first, and one Home tab each."""

    def __init__(self, *, team: Team, clock: Callable[[], float]) -> None:
        self._team = team
        self.stacks: dict[str, list[Payload]] = {}
        self.homes: dict[str, Payload] = {}
        self._clock = clock
        self._triggers: dict[str, Trigger | None] = {}

    def new_trigger(self, user_id: str, *, view_id: str | None = None) -> str:
        """A ``trigger_id`` for something this person did just now."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user_id=user_id, at=self._clock(), view_id=view_id)
        return trigger_id

    def open(self, trigger_id: str, content: Payload) -> Payload:
        """A first view for the person behind the trigger; returns the view."""
        trigger = self._use(trigger_id)
        self._refuse_taken_external_id(content)
        view = _new_view(content, self._team)
        self.stacks[trigger.user_id] = [view]
        return view

    def push(self, trigger_id: str, content: Payload) -> Payload:
        """A view on top of the one the trigger came from; returns the view."""
        trigger = self._use(trigger_id)
        if all(view["id"] != trigger.view_id for view in self.stacks.get(trigger.user_id, ())):
            raise SlackError("not_found")
        return self.put_on_top(trigger.user_id, content)

    def put_on_top(self, user_id: str, content: Payload) -> Payload:
        """One more view on somebody's stack; returns the view."""
        stack = self.stacks.setdefault(user_id, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise SlackError("push_limit_reached")
        self._refuse_taken_external_id(content)
        view = _new_view(content, self._team)
        view["root_view_id"] = stack[0]["id"]
        view["previous_view_id"] = stack[-1]["id"]
        stack.append(view)
        return view

    def update(
        self, content: Payload, *, view_id: str = "", external_id: str = "", known_hash: str = ""
    ) -> Payload:
        """Put other content into an open view, keeping what was typed; returns the view.

        Raises:
            SlackError: ``not_found`` once it was closed, ``hash_conflict`` for an outdated hash,
                ``duplicate_external_id`` for the name of another view.
        """
        found = self.find(view_id, external_id=external_id)
        if found is None:
            raise SlackError("not_found")
        _, view = found
        if known_hash and known_hash != view["hash"]:
            raise SlackError("hash_conflict")
        self._refuse_taken_external_id(content, but_of=view)
        state = kept_state(content["blocks"], view["state"]["values"])
        view.update(_frame(content), hash=_new_hash(), state={"values": state}, errors={})
        return view

    def publish(self, user_id: str, content: Payload, *, known_hash: str = "") -> Payload:
        """Somebody's Home tab; returns the view."""
        home = self.homes.get(user_id)
        if known_hash and home is not None and known_hash != home["hash"]:
            raise SlackError("hash_conflict")
        self._refuse_taken_external_id(content, but_of=home)
        fresh = _new_view(content, self._team)
        if home is not None:
            fresh["id"] = fresh["root_view_id"] = home["id"]
        self.homes[user_id] = fresh
        return fresh

    def find(self, view_id: str, *, external_id: str = "") -> tuple[str, Payload] | None:
        """An open view and whose it is."""
        everything = [(user_id, view) for user_id, stack in self.stacks.items() for view in stack]
        everything += list(self.homes.items())
        for user_id, view in everything:
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return user_id, view
        return None

    def close(self, user_id: str, view_id: str) -> None:
        """Close this view and what lies on it."""
        stack = self.stacks.get(user_id, [])
        index = next((i for i, view in enumerate(stack) if view["id"] == view_id), len(stack))
        del stack[index:]

    def close_all(self, user_id: str) -> None:
        """Close every modal of somebody."""
        self.stacks.pop(user_id, None)

    def _use(self, trigger_id: str) -> Trigger:
        if trigger_id not in self._triggers:
            raise SlackError("invalid_trigger_id")
        trigger = self._triggers[trigger_id]
        if trigger is None:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.at > TRIGGER_LIFE_SECONDS:
            raise SlackError("expired_trigger_id")
        self._triggers[trigger_id] = None
        return trigger

    def _refuse_taken_external_id(self, content: Payload, *, but_of: Payload | None = None) -> None:
        external_id = content.get("external_id", "")
        found = self.find("", external_id=external_id) if external_id else None
        if found is not None and found[1] is not but_of:
            raise SlackError("duplicate_external_id")


def shown_view(view: Payload) -> Payload:
    """A view as Slack sends it to the app: without our own notes on it."""
    return {name: deepcopy(value) for name, value in view.items() if name != "errors"}


def _new_view(content: Payload, team: Team) -> Payload:
    view_id = "V0" + secrets.token_hex(4).upper()
    frame = _frame(content)
    return {
        "id": view_id,
        "team_id": team.team_id,
        **frame,
        "state": {"values": kept_state(frame["blocks"], {})},
        "hash": _new_hash(),
        "root_view_id": view_id,
        "previous_view_id": None,
        "app_id": APP_ID,
        "app_installed_team_id": team.owner_id,
        "bot_id": BOT_ID,
        "errors": {},
    }


def _frame(content: Payload) -> Payload:
    defaults: dict[str, Any] = {
        "title": None,
        "submit": None,
        "close": None,
        "callback_id": "",
        "private_metadata": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
    }
    given = deepcopy(content)
    given["blocks"] = with_block_ids(given["blocks"])
    return {**defaults, **given}


def with_block_ids(blocks: list[Payload]) -> list[Payload]:
    """The blocks, each with a name: Slack makes one up where the app gave none, and for elements too."""
    for block in blocks:
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)
        elements = block.get("elements", []) if block["type"] == "actions" else []
        for element in (*elements, block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and element["type"] != "image":
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return blocks


def _new_hash() -> str:
    return f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}"
