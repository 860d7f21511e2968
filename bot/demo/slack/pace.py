"""About one message a second and channel, short bursts forgiven, where Slack is told to mind it."""

import math
from collections.abc import Callable

BURST = 5.0


class Pace:
    """A bucket of posts per channel, filled at ``per_second``; None never refuses."""

    def __init__(self, *, per_second: float | None, clock: Callable[[], float]) -> None:
        self._per_second = per_second
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, channel_id: str) -> int | None:
        """None if the post may pass, else the whole seconds to wait."""
        if self._per_second is None:
            return None
        now = self._clock()
        left, at = self._buckets.get(channel_id, (BURST, now))
        left = min(BURST, left + (now - at) * self._per_second)
        if left < 1:
            self._buckets[channel_id] = (left, now)
            return math.ceil((1 - left) / self._per_second)
        self._buckets[channel_id] = (left - 1, now)
        return None
