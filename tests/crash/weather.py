"""Everything that can go wrong around the app, at random: services, callbacks, Slack, the lines between."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.demo.services.faults import Fault, Moment
from bot.demo.slack import faults as slack_faults
from tests.crash.door import STILL, Door, Draught
from tests.flows.house import Street

ROUGH = Draught(held=0.1, dropped=0.03, unanswered=0.05)
_SLACK_PLACES = (
    "chat.postMessage",
    "chat.update",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
    "files.info",
    "views.open",
    slack_faults.UPLOAD,
    slack_faults.DOWNLOAD,
    "*",
)
_SLACK_KINDS = (
    slack_faults.DROP,
    slack_faults.LOSE_ANSWER,
    slack_faults.RATE_LIMITED,
    slack_faults.SLOW,
    slack_faults.SERVER_ERROR,
)


@dataclass(frozen=True, kw_only=True)
class Gust:
    """One fault of a service: how likely beside the others, where it applies, and its options."""

    fault: Fault
    weight: int = 2
    services: tuple[str, ...] = ("runware", "magnific")
    moments: tuple[Moment, ...] = (Moment.SUBMIT,)
    seconds: int | None = None


_ANYWHERE = tuple(Moment)
GUSTS = (
    Gust(fault=Fault.DROP_BEFORE, moments=_ANYWHERE),
    Gust(fault=Fault.HTTP_429, moments=_ANYWHERE),
    Gust(fault=Fault.HTTP_503, moments=_ANYWHERE),
    Gust(fault=Fault.HTTP_500, moments=_ANYWHERE),
    Gust(fault=Fault.LOSE_ANSWER, weight=4, moments=_ANYWHERE),
    Gust(fault=Fault.HANG, weight=1, seconds=8),
    Gust(fault=Fault.SLOW),
    Gust(fault=Fault.LOST_CALLBACK, weight=4),
    Gust(fault=Fault.DOUBLED_CALLBACK, weight=4),
    Gust(fault=Fault.LATE_CALLBACK, weight=4, seconds=5),
    Gust(fault=Fault.FAIL_TASK, weight=1),
    Gust(fault=Fault.REFUSE_CONTENT, weight=1),
    Gust(fault=Fault.PARTIAL_FAILURE, weight=1),
    # Only a service that names its price can be held to it.
    Gust(fault=Fault.DEARER_BILL, services=("runware",)),
    Gust(fault=Fault.CHEAPER_BILL, services=("runware",)),
)


class Weather:
    """Blows until told to clear up."""

    def __init__(self, street: Street, *, door: Door, rng: random.Random) -> None:
        self.gusts = 0
        self._street = street
        self._door = door
        self._rng = rng

    async def blow(self, *, pause_seconds: float) -> None:
        """A gust every ``pause_seconds`` on average, until cancelled."""
        self._door.draught = ROUGH
        while True:
            self._rng.choice((self._trouble_a_service, self._trouble_slack))()
            self.gusts += 1
            await asyncio.sleep(self._rng.uniform(0.0, 2.0 * pause_seconds))

    def clear_up(self) -> None:
        """Nothing goes wrong any more."""
        self._door.draught = STILL
        self._street.runware.faults.clear()
        self._street.magnific.faults.clear()
        self._street.workspace.hub.faults.clear()

    def _trouble_a_service(self) -> None:
        gust = self._rng.choices(GUSTS, weights=[gust.weight for gust in GUSTS])[0]
        options: dict[str, Any] = {} if gust.seconds is None else {"seconds": gust.seconds}
        self._street.arm(
            gust.fault,
            service=self._rng.choice(gust.services),
            at=self._rng.choice(gust.moments),
            **options,
        )

    def _trouble_slack(self) -> None:
        self._street.workspace.fault(
            self._rng.choice(_SLACK_PLACES),
            self._rng.choice(_SLACK_KINDS),
            seconds=self._rng.uniform(0.5, 2.0),
        )


async def now_and_then(act: Callable[[], Any], *, rng: random.Random, seconds: float) -> None:
    """Await ``act()`` again and again, ``seconds`` apart on average, until cancelled."""
    while True:
        await asyncio.sleep(rng.uniform(0.5 * seconds, 1.5 * seconds))
        await act()
