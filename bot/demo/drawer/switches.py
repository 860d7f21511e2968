"""Misbehaving on purpose: a few switches over the faults of the local Slack and of the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.demo.services.faults import Armed, Fault
from bot.demo.services.faults import Faults as ServiceFaults
from bot.demo.slack import faults as slack_faults
from bot.demo.slack.faults import Faults as SlackFaults
from bot.demo.slack.wire import Payload

RETRY_AFTER_SECONDS = 5


class State(StrEnum):
    """How long a switch stays on."""

    OFF = "off"
    NEXT = "next"  # for one request
    ON = "on"  # until turned off


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One way to misbehave, in words for people; either the services' ``fault`` or a ``method`` of Slack's."""

    title: str
    explains: str
    fault: Fault | None = None
    method: str = ""


SWITCHES: Mapping[str, Switch] = {
    "slow_service": Switch(
        title="Slow service", explains="A task takes ten times as long.", fault=Fault.SLOW
    ),
    "lost_callback": Switch(
        title="Lost callback",
        explains="The service never calls back; the app finds the result when it asks by itself.",
        fault=Fault.LOST_CALLBACK,
    ),
    "refused_content": Switch(
        title="Refused content",
        explains="The service takes the task, then refuses to paint it; nothing is charged.",
        fault=Fault.REFUSE_CONTENT,
    ),
    "out_of_credits": Switch(
        title="Out of credits",
        explains="The service's account is empty: the task is refused at once.",
        fault=Fault.OUT_OF_CREDITS,
    ),
    "busy_service": Switch(
        title="Busy service",
        explains=f"The service answers 429 and asks to wait {RETRY_AFTER_SECONDS} seconds.",
        fault=Fault.HTTP_429,
    ),
    "slack_rate_limit": Switch(
        title="Slack rate limit",
        explains=f"Slack answers a new message with 429 and asks to wait {RETRY_AFTER_SECONDS} seconds.",
        method="chat.postMessage",
    ),
}


class Switches:
    """The switches over both kinds of faults; what a request used up is off again by itself."""

    def __init__(self, services: ServiceFaults, slack: SlackFaults) -> None:
        self._services = services
        self._slack = slack

    def turn(self, name: str, state: State) -> None:
        """Set one switch.

        Raises:
            KeyError: there is no such switch.
        """
        switch = SWITCHES[name]
        times = {State.OFF: 0, State.NEXT: 1, State.ON: None}[state]
        if switch.fault is not None:
            self._services.disarm(switch.fault)
            if times != 0:
                order = Armed(fault=switch.fault, times=times, retry_after_seconds=RETRY_AFTER_SECONDS)
                self._services.arm(order)
            return
        self._slack.remove(switch.method, slack_faults.RATE_LIMITED)
        if times != 0:
            fault = slack_faults.Fault(
                kind=slack_faults.RATE_LIMITED, seconds=RETRY_AFTER_SECONDS, times=times
            )
            self._slack.add(switch.method, fault)

    def state(self, name: str) -> State:
        """How one switch stands now."""
        switch = SWITCHES[name]
        if switch.fault is not None:
            left = self._services.left(switch.fault)
        else:
            left = self._slack.left(switch.method, slack_faults.RATE_LIMITED)
        return State.ON if left is None else State.NEXT if left else State.OFF

    def listed(self) -> list[Payload]:
        """All of them, as the page shows them."""
        return [
            {"name": name, "title": switch.title, "explains": switch.explains, "state": self.state(name)}
            for name, switch in SWITCHES.items()
        ]
