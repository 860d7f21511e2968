"""When the next call to Slack may go out: a token bucket per channel, and every Retry-After obeyed.

Source: Slack's page on rate limits, read 2026-11-20: about one message a second and channel, short
bursts tolerated; over a limit the answer is 429 and Retry-After holds for that method and workspace.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

BURST = 5
SECONDS_PER_MESSAGE = 1.0

_REMEMBERED_CHANNELS = 1000


class Pacer:
    """Hands out turns in the order they were asked for; one for the whole process."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._full_again_at: dict[tuple[str, str], float] = {}
        self._held_until: dict[tuple[str, str], float] = {}

    async def turn_in_channel(self, team_id: str, channel_id: str) -> None:
        """Wait until this channel takes another message: five at once, then one a second."""
        wait_seconds = self.wait_seconds(team_id, channel_id)
        now = self._clock()
        key = (team_id, channel_id)
        # The token is taken before the wait, so those who come later queue up behind us.
        self._full_again_at[key] = max(self._full_again_at.get(key, now), now) + SECONDS_PER_MESSAGE
        self._forget_full_buckets(now)
        if wait_seconds > 0:
            await self._sleep(wait_seconds)

    def wait_seconds(self, team_id: str, channel_id: str) -> float:
        """How long a message to this channel would have to wait now; 0 while there are tokens."""
        # The moment at which the bucket would be full again says how many tokens are gone.
        now = self._clock()
        missing_seconds = max(self._full_again_at.get((team_id, channel_id), now) - now, 0.0)
        return max(missing_seconds - (BURST - 1) * SECONDS_PER_MESSAGE, 0.0)

    def hold(self, team_id: str, method: str, *, seconds: float) -> None:
        """Slack said Retry-After: nobody uses this method in this workspace before then."""
        key = (team_id, method)
        self._held_until[key] = max(self._held_until.get(key, 0.0), self._clock() + seconds)

    def held_seconds(self, team_id: str, method: str) -> float:
        """How long this method is still on hold; 0 when it is free."""
        return max(self._held_until.get((team_id, method), 0.0) - self._clock(), 0.0)

    async def until_free(self, team_id: str, method: str) -> None:
        """Wait for the end of a hold, also of one that is made longer meanwhile."""
        while (seconds := self.held_seconds(team_id, method)) > 0:
            await self._sleep(seconds)
        self._held_until.pop((team_id, method), None)

    def _forget_full_buckets(self, now: float) -> None:
        if len(self._full_again_at) > _REMEMBERED_CHANNELS:
            self._full_again_at = {key: at for key, at in self._full_again_at.items() if at > now}
