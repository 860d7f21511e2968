"""How often Slack lets an app call, where it is told to mind: short bursts pass, then it names a wait.

Source: Slack's page on rate limits and the tier at the head of each method's page, read 2026-11-26.
"""

import math
from collections.abc import Callable
from enum import IntEnum

POSTS_IN_A_BURST = 5.0


class Tier(IntEnum):
    """Calls a minute that every app may make of a method; more than that is nobody's right."""

    TWO = 20
    THREE = 50
    FOUR = 100


class RateLimited(Exception):
    """Too much at once; the answer is a 429 with ``retry_after_seconds``."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


class Pace:
    """Buckets that fill evenly: one per channel for posts, one per method. None and False never refuse."""

    def __init__(
        self, *, posts_per_second: float | None, minds_tiers: bool, clock: Callable[[], float]
    ) -> None:
        self._posts_per_second = posts_per_second
        self._minds_tiers = minds_tiers
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def count_post(self, channel_id: str) -> None:
        """One message into a channel.

        Raises:
            RateLimited: about one a second is allowed, and this was too soon.
        """
        if self._posts_per_second is not None:
            self._take(channel_id, most=POSTS_IN_A_BURST, per_second=self._posts_per_second)

    def count_call(self, method: str, tier: Tier | None) -> None:
        """One call of a method; those without a tier have rules of their own.

        Raises:
            RateLimited: the minute is used up.
        """
        if self._minds_tiers and tier is not None:
            self._take(method, most=float(tier), per_second=tier / 60)

    def _take(self, name: str, *, most: float, per_second: float) -> None:
        now = self._clock()
        left, at = self._buckets.get(name, (most, now))
        left = min(most, left + (now - at) * per_second)
        is_allowed = left >= 1
        self._buckets[name] = (left - 1 if is_allowed else left, now)
        if not is_allowed:
            raise RateLimited(math.ceil((1 - left) / per_second))
