"""When the next call to Slack may go out: a token bucket per channel, and every Retry-After obeyed.

Source: Slack's page on rate limits, read 2026-11-20: about one message a second and channel, short
bursts tolerated; a change of a message counts for its method alone. Over a limit the answer is 429, and
Retry-After holds for that method and workspace.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

BURST = 5
SECONDS_PER_MESSAGE = 1.0

_REMEMBERED = 1000


class Pace(Protocol):
    """Until when each thing is busy: a channel whose bucket is not full, a method on hold."""

    async def take(self, key: str, *, seconds: float) -> float:
        """Busy for this much longer; returns the seconds from now until it is free again."""

    async def hold(self, key: str, *, seconds: float) -> None:
        """Busy for this long at least."""

    async def left(self, key: str) -> float:
        """The seconds until it is free again; 0 where it is."""


class OwnPace:
    """For a process that is alone; where there are several, ``bot.pace.SharedPace`` stands in its place."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    async def take(self, key: str, *, seconds: float) -> float:
        now = self._clock()
        self._until[key] = max(self._until.get(key, now), now) + seconds
        self._forget_what_is_free(now)
        return self._until[key] - now

    async def hold(self, key: str, *, seconds: float) -> None:
        self._until[key] = max(self._until.get(key, 0.0), self._clock() + seconds)

    async def left(self, key: str) -> float:
        return max(self._until.get(key, 0.0) - self._clock(), 0.0)

    def _forget_what_is_free(self, now: float) -> None:
        if len(self._until) > _REMEMBERED:
            self._until = {key: until for key, until in self._until.items() if until > now}


class Pacer:
    """Hands out turns in the order they were asked for."""

    def __init__(
        self, *, pace: Pace | None = None, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._pace = pace or OwnPace()
        self._sleep = sleep

    async def turn_in_channel(self, team_id: str, channel_id: str) -> None:
        """Wait until this channel takes another message: five at once, then one a second."""
        # The token is taken before the wait, so those who come later queue up behind us. The moment at
        # which the bucket would be full again says how many tokens are gone.
        missing_seconds = await self._pace.take(_channel(team_id, channel_id), seconds=SECONDS_PER_MESSAGE)
        if (wait_seconds := missing_seconds - BURST * SECONDS_PER_MESSAGE) > 0:
            await self._sleep(wait_seconds)

    async def wait_seconds(self, team_id: str, channel_id: str) -> float:
        """How long a message to this channel would have to wait now; 0 while there are tokens."""
        missing_seconds = await self._pace.left(_channel(team_id, channel_id))
        return max(missing_seconds - (BURST - 1) * SECONDS_PER_MESSAGE, 0.0)

    async def hold(self, team_id: str, method: str, *, seconds: float) -> None:
        """Slack said Retry-After: nobody uses this method in this workspace before then."""
        await self._pace.hold(_method(team_id, method), seconds=seconds)

    async def held_seconds(self, team_id: str, method: str) -> float:
        """How long this method is still on hold; 0 when it is free."""
        return await self._pace.left(_method(team_id, method))

    async def until_free(self, team_id: str, method: str) -> None:
        """Wait for the end of a hold, also of one that is made longer meanwhile."""
        while (seconds := await self.held_seconds(team_id, method)) > 0:
            await self._sleep(seconds)


def _channel(team_id: str, channel_id: str) -> str:
    return f"channel:{team_id}:{channel_id}"


def _method(team_id: str, method: str) -> str:
    return f"method:{team_id}:{method}"
