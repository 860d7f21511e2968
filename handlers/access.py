"""Who may spend: members of the workspace, of its guests and of strangers those that admins name; who is an admin."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, NotAllowed
from bot.people import Person, named_in

# How long a change of standing may take to be noticed.
FRESH_SECONDS = 300.0
# While Slack does not answer, what it said last holds.
STALE_SECONDS = 3600.0
MAX_SECONDS = 1.5
_MAX_KNOWN = 10_000

_GUEST = (
    "Guests of this workspace may look but not order. Nothing was charged. Ask a member to run it for you."
)
_STRANGER = "Only members of this workspace may order here. Nothing was charged. Ask one of them to run it."
_UNKNOWN = "Slack did not tell us in time who you are. Nothing was charged. Please try again in a moment."

_ADMINS_ONLY = "That is for admins only. Nothing was changed. The command alone shows your own month."

# What Slack answers about somebody it does not show us; asking again will not help.
_NOBODY = frozenset({"user_not_found", "user_not_visible", "invalid_arguments"})

_log = structlog.get_logger(__name__)


class StandingUnknown(BotError):
    """Slack does not say who somebody is, and has not said lately; it may in a moment."""


@dataclass(frozen=True, kw_only=True)
class _Standing:
    refusal: str | None
    is_admin: bool
    learned_at: float


class Access:
    """Knows who may what, for some minutes without asking Slack again; ``clock`` is monotonic seconds."""

    def __init__(
        self,
        *,
        allow_guests: bool,
        admin_user_ids: Sequence[str] = (),
        has_own_limit: Callable[[Person], Awaitable[bool]] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._allow_guests = allow_guests
        self._admin_user_ids = admin_user_ids
        self._has_own_limit = has_own_limit
        self._clock = clock
        self._known: dict[Person, _Standing] = {}

    async def require_spender(self, client: AsyncWebClient, person: Person) -> None:
        """Let members pass, and whoever an admin has given a limit by name.

        Raises:
            NotAllowed: another guest, or somebody else of another workspace.
            StandingUnknown: Slack does not say.
        """
        if self._allow_guests:
            return
        standing = await self._stand(client, person)
        if standing.refusal is not None and not await self._is_trusted(person):
            raise NotAllowed("not a member", user_text=standing.refusal)

    async def _is_trusted(self, person: Person) -> bool:
        return self._has_own_limit is not None and await self._has_own_limit(person)

    async def require_admin(self, client: AsyncWebClient, person: Person) -> None:
        """Let the workspace's admins and owners pass, and those that the settings name.

        Raises:
            NotAllowed: anybody else.
            StandingUnknown: Slack does not say.
        """
        if person.user_id in named_in(self._admin_user_ids, person.team_id):
            return
        if not (await self._stand(client, person)).is_admin:
            raise NotAllowed("not an admin", user_text=_ADMINS_ONLY)

    async def is_admin(self, client: AsyncWebClient, person: Person) -> bool:
        """For what only admins are shown; where Slack does not say, nobody is one."""
        try:
            await self.require_admin(client, person)
        except BotError:
            return False
        return True

    async def _stand(self, client: AsyncWebClient, person: Person) -> _Standing:
        standing = self._known.get(person)
        if standing is None or self._age_seconds(standing) > FRESH_SECONDS:
            standing = await self._learn(client, person, last=standing)
        return standing

    async def _learn(self, client: AsyncWebClient, person: Person, *, last: _Standing | None) -> _Standing:
        try:
            async with asyncio.timeout(MAX_SECONDS):
                response = await client.users_info(user=person.user_id)
        except (SlackApiError, ClientError, TimeoutError) as error:
            if last is not None and self._age_seconds(last) <= STALE_SECONDS:
                return last
            if isinstance(error, SlackApiError) and error.response.get("error") in _NOBODY:
                raise NotAllowed("nobody of this workspace", user_text=_STRANGER) from error
            _log.warning("Slack did not say who somebody is", error=type(error).__name__)
            raise StandingUnknown("users.info gave no answer", user_text=_UNKNOWN) from error
        user = response.get("user")
        refusal = find_refusal(user, team_id=person.team_id)
        standing = _Standing(
            refusal=refusal,
            is_admin=refusal is None and is_admin(user, team_id=person.team_id),
            learned_at=self._clock(),
        )
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        self._known[person] = standing
        return standing

    def _age_seconds(self, standing: _Standing) -> float:
        return self._clock() - standing.learned_at


def find_refusal(user: object, *, team_id: str) -> str | None:
    """Why a user, as ``users.info`` describes them, may not spend; None for a member.

    Source: the fields of ``users.info``, read 2026-11-20. What is missing counts as false; in an
    Enterprise organisation one person belongs to several workspaces, listed under ``enterprise_user``.
    """
    fields = user if isinstance(user, Mapping) else {}
    organisation = fields.get("enterprise_user")
    others = organisation.get("teams") if isinstance(organisation, Mapping) else None
    home = fields.get("team_id")
    is_at_home = home in {None, team_id} or (isinstance(others, list) and team_id in others)
    if fields.get("is_stranger") or not is_at_home:
        return _STRANGER
    if fields.get("is_restricted") or fields.get("is_ultra_restricted"):
        return _GUEST
    return None


def is_admin(user: object, *, team_id: str) -> bool:
    """Whether Slack describes an admin or owner of this workspace, who is a person and still there."""
    fields = user if isinstance(user, Mapping) else {}
    if fields.get("deleted") or fields.get("is_bot") or fields.get("is_stranger"):
        return False
    if fields.get("team_id") not in {None, team_id} and "enterprise_user" not in fields:
        return False
    return any(fields.get(name) is True for name in ("is_admin", "is_owner", "is_primary_owner"))
