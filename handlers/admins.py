"""Who the admins of a workspace are: its own admins and owners, and those whom the settings name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import structlog

from bot.errors import AnnouncementDelayed, AnnouncementFailed
from bot.people import named_in
from handlers.answers import Answer, read_next_cursor
from handlers.calls import SlackCalls

FRESH_SECONDS = 3600.0
_PAGES = 50
_PAGE_LENGTH = 200

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Known:
    user_ids: Sequence[str]
    learned_at: float


class Admins:
    """Asks Slack at most once an hour and workspace; ``clock`` is monotonic seconds."""

    def __init__(
        self, calls: SlackCalls, *, named: Sequence[str], clock: Callable[[], float] = monotonic
    ) -> None:
        self._calls = calls
        self._named = named
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def of(self, team_id: str) -> Sequence[str]:
        """Their user ids; while Slack does not say, those whom it named last and those in the settings."""
        known = self._known.get(team_id)
        if known is None or self._clock() - known.learned_at > FRESH_SECONDS:
            try:
                known = _Known(user_ids=await self._learn(team_id), learned_at=self._clock())
                self._known[team_id] = known
            except (AnnouncementFailed, AnnouncementDelayed) as error:
                _log.warning("slack did not say who the admins are", cause=str(error))
        return list(dict.fromkeys([*named_in(self._named, team_id), *(known.user_ids if known else ())]))

    async def _learn(self, team_id: str) -> list[str]:
        """Page by page; a workspace too large to be read to its end has its admins in the settings."""
        user_ids: list[str] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            answer = await self._calls.send(
                team_id,
                "users.list",
                arguments={"limit": str(_PAGE_LENGTH), "cursor": cursor},
                is_repeatable=True,
            )
            user_ids += read_admin_ids(answer)
            cursor = read_next_cursor(answer)
            if cursor is None:
                break
        return user_ids


def read_admin_ids(answer: Answer) -> list[str]:
    """The admins and owners on a page of ``users.list`` who are people and still there."""
    members = answer.get("members")
    found = [member for member in members if isinstance(member, Mapping)] if isinstance(members, list) else []
    return [
        str(member["id"])
        for member in found
        if (member.get("is_admin") or member.get("is_owner"))
        and not (member.get("deleted") or member.get("is_bot"))
    ]
