"""Who asks, and where the answer goes. Passed along unread by everything that is not Slack."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody in a workspace; ids are Slack's own."""

    team_id: str
    user_id: str


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A place in a workspace; ``thread_ts`` is None until the root message exists."""

    team_id: str
    channel_id: str
    thread_ts: str | None = None
    is_new: bool = False  # its root message has no reply yet


def named_in(names: Sequence[str], team_id: str) -> list[str]:
    """The user ids among names as settings write them: ``U1`` holds anywhere, ``T1/U1`` in one workspace."""
    parts = [name.rpartition("/") for name in names]
    return [user_id for team, _, user_id in parts if team in {"", team_id}]
