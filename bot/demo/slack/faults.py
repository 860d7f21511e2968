"""Misbehaving on purpose: what Slack does to one of its methods the next few times it is called."""

from dataclasses import dataclass, replace

# Anything else is taken as the name of an error that the method answers with.
DROP = "drop"  # hang up before doing anything
LOSE_ANSWER = "lose_answer"  # do it, then hang up
RATE_LIMITED = "ratelimited"  # 429 with Retry-After
SLOW = "slow"  # do it, and answer late
SERVER_ERROR = "http_500"  # not JSON, and nothing done

# Places that are not methods and can misbehave as well.
UPLOAD = "upload"
DOWNLOAD = "download"
RESPONSE_URL = "response_url"
SHARE = "share"  # any fault here: a completed upload that never shows up in its channel


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One order to misbehave; ``seconds`` is a delay or a Retry-After, ``times`` None is "until removed"."""

    kind: str
    seconds: float = 1.0
    times: int | None = 1

    @property
    def is_harmless(self) -> bool:
        """Whether what was asked for is done all the same."""
        return self.kind in {LOSE_ANSWER, SLOW}


class Faults:
    """Orders waiting to be carried out, first come first served per method."""

    def __init__(self) -> None:
        self._orders: dict[str, list[Fault]] = {}

    def add(self, method: str, fault: Fault) -> None:
        """Misbehave at the next calls of ``method``; ``*`` stands for every method."""
        self._orders.setdefault(method, []).append(fault)

    def remove(self, method: str, kind: str) -> None:
        """Drop the orders of one kind for a method."""
        orders = self._orders.get(method, [])
        self._orders[method] = [fault for fault in orders if fault.kind != kind]

    def left(self, method: str, kind: str) -> int | None:
        """How often a fault will still happen; None is "until removed"."""
        times = [fault.times for fault in self._orders.get(method, []) if fault.kind == kind]
        return None if None in times else sum(time for time in times if time is not None)

    def clear(self) -> None:
        """Behave again."""
        self._orders.clear()

    def take(self, method: str) -> Fault | None:
        """The fault for this call, used up by asking."""
        for name in (method, "*"):
            orders = self._orders.get(name)
            if orders:
                fault = orders[0]
                if fault.times is not None:
                    orders[:1] = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                return fault
        return None
