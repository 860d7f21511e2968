"""Response addresses: five posts within thirty minutes, to somewhere the app need not be."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.demo.slack.wire import SlackError

MOST_USES = 5
LIFE_SECONDS = 30 * 60


@dataclass(frozen=True, kw_only=True)
class ResponseAddress:
    """Where the posts go: a channel as one person sees it, and the message that was clicked, if any."""

    user_id: str
    channel_id: str
    at: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class Responses:
    """Addresses given out."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self.base_url = ""
        self._clock = clock
        self._addresses: dict[str, ResponseAddress] = {}

    def new_url(
        self, user_id: str, channel_id: str, *, message_ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """An address for the answer to something this person did here."""
        key = secrets.token_urlsafe(18)
        self._addresses[key] = ResponseAddress(
            user_id=user_id,
            channel_id=channel_id,
            at=self._clock(),
            message_ts=message_ts,
            thread_ts=thread_ts,
        )
        return f"{self.base_url}/response/{key}"

    def use(self, key: str) -> ResponseAddress:
        """One post to an address.

        Raises:
            SlackError: ``no_active_hooks``, ``expired_url`` or ``used_url``.
        """
        address = self._addresses.get(key)
        if address is None:
            raise SlackError("no_active_hooks")
        if self._clock() - address.at > LIFE_SECONDS:
            raise SlackError("expired_url")
        if address.uses >= MOST_USES:
            raise SlackError("used_url")
        self._addresses[key] = replace(address, uses=address.uses + 1)
        return address
