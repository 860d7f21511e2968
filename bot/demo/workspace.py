"""A Slack workspace on this machine: people act in it, an app lives in it, and both meet over HTTP alone."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.demo.slack import acts, events
from bot.demo.slack.admin import Admin
from bot.demo.slack.api import FaultOf
from bot.demo.slack.api_chat import thread_head
from bot.demo.slack.cast import BOT_USER_ID, Channel, Member, Team, read_installation
from bot.demo.slack.changes import Changes
from bot.demo.slack.deliveries import (
    ACK_SECONDS,
    RETRY_DELAYS_SECONDS,
    Answer,
    Attempt,
    Courier,
    Delivery,
    event_delivery,
)
from bot.demo.slack.faults import Fault
from bot.demo.slack.hub import Call, Hub, Posting
from bot.demo.slack.links import Links
from bot.demo.slack.server import Server
from bot.demo.slack.typed import as_wire
from bot.demo.slack.views import shown_view
from bot.demo.slack.wire import Payload, SlackError

Found = TypeVar("Found")
NamedFiles = Sequence[tuple[str, bytes]]
APP_AS_CHANNEL = "@retouch"


class Workspace:
    """People and channels go by name or id; ``@retouch`` as a channel is the direct messages with the app.

    Every act returns when the app has answered, or Slack has given up waiting; what the app does
    afterwards is waited for with ``wait_for``. It lists all that a person can do, one short method each,
    which makes it longer than most modules.
    """

    bot_user_id = BOT_USER_ID

    def __init__(
        self,
        *,
        team: Team | None = None,
        signing_secret: str | None = None,
        fault_of: FaultOf | None = None,
        manifest: Path | None = None,
        app_url: str | None = None,
        processing_seconds: float = 0.05,
        posts_per_second: float | None = None,
        minds_tiers: bool = False,
        ack_seconds: float = ACK_SECONDS,
        retry_delays_seconds: Sequence[float] = RETRY_DELAYS_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.bot_token = f"xoxb-{secrets.token_hex(16)}"
        self.signing_secret = signing_secret or secrets.token_hex(16)
        self._fault_of = fault_of or self._fault_of_other
        self.url = ""
        self.changes = Changes()
        self.courier = Courier(
            signing_secret=self.signing_secret,
            clock=clock,
            ack_seconds=ack_seconds,
            retry_delays_seconds=retry_delays_seconds,
            tell_change=self.changes.tell,
        )
        self.courier.app_url = app_url
        self.links = Links(ack_seconds=ack_seconds, tell_change=self.changes.tell)
        self.hub = Hub(
            team=team or Team(),
            installation=read_installation(manifest),
            courier=self.courier,
            changes=self.changes,
            clock=clock,
            processing_seconds=processing_seconds,
            posts_per_second=posts_per_second,
            minds_tiers=minds_tiers,
        )
        self.admin = Admin(self.hub)
        self._server: Server | None = None

    async def start(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        more_routes: Sequence[web.RouteDef] = (),
        middlewares: Sequence[Middleware] = (),
    ) -> None:
        """Open for business at ``url``; more is for a page that shows the workspace and its traffic."""
        await self.courier.open()
        self._server = Server(
            self.hub,
            fault_of=self._fault_of,
            more_routes=[*self.links.routes(), *more_routes],
            middlewares=middlewares,
        )
        self.url = self.links.base_url = await self._server.start(host, port)
        self.hub.listen_at(self.url)

    async def stop(self) -> None:
        """Close, with everything under way."""
        await self.courier.close()
        await self.links.close()
        if self._server is not None:
            await self._server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.hub.team.team_id

    @property
    def api_url(self) -> str:
        """What the app is told in place of ``https://slack.com/api/``."""
        return f"{self.url}/api/"

    def send_to(self, app_url: str | None) -> None:
        """Where the app listens for Slack; None while there is none."""
        self.courier.app_url = app_url

    def use_socket_mode(self) -> str:
        """From now on the app hears everything over connections it opens; returns its app-level token."""
        self.links.is_on = True
        self.courier.carry = self.links.carry
        return self.links.app_token

    def messages(self, channel: str, *, thread_ts: str | None = None, user: str = "") -> list[Payload]:
        """A channel's messages without the threads, or one thread from its head on, oldest first.

        ``user`` says whose direct messages are meant where the channel is ``@retouch``.
        """
        place = self._channel(channel, user)
        conversations = self.hub.conversations
        if thread_ts is None:
            found = conversations.heads(place.channel_id)
        else:
            head = conversations.find(place.channel_id, thread_ts)
            found = [*([head] if head else []), *conversations.replies(place.channel_id, thread_ts)]
        return [self.hub.shown(place, message) for message in found]

    def ephemerals(self, user: str) -> list[Payload]:
        """What only this person was told, oldest first; each with its ``channel``."""
        user_id = self._member(user).user_id
        told = [found for found in self.hub.conversations.ephemerals if found.user_id == user_id]
        return [{**found.message, "channel": found.channel_id} for found in told]

    def views(self, user: str) -> list[Payload]:
        """The modals this person has open, the top one last; ``errors`` has what is marked, by input."""
        return self.hub.views.stacks.get(self._member(user).user_id, [])

    def home(self, user: str) -> Payload | None:
        """This person's Home tab."""
        return self.hub.views.homes.get(self._member(user).user_id)

    def file(self, file_id: str) -> bytes:
        """What a file holds."""
        return self.hub.files.get(file_id).content

    @property
    def calls(self) -> list[Call]:
        """Every call of the Web API so far."""
        return self.hub.calls

    @property
    def attempts(self) -> list[Attempt]:
        """Every request to the app so far, with its answer."""
        return self.courier.attempts

    async def wait_for(self, find: Callable[[], Found], timeout_seconds: float = 10.0) -> Found:
        """What ``find`` returns, as soon as that is true; asked again whenever something happens here.

        Raises:
            TimeoutError: with what went over the wire last.
        """
        try:
            return await self.changes.wait_for(find, timeout_seconds)
        except TimeoutError:
            calls = [f"{call.method} {call.error}".strip() for call in self.calls[-8:]]
            heard = [f"{tried.delivery.name} {tried.answer.status}" for tried in self.attempts[-8:]]
            wait = f"nothing of the kind within {timeout_seconds} s"
            raise TimeoutError(f"{wait}; the app's last calls: {calls}; it last heard: {heard}") from None

    async def say(
        self,
        user: str,
        channel: str,
        text: str = "",
        *,
        files: NamedFiles = (),
        thread_ts: str | None = None,
        is_broadcast: bool = False,
    ) -> Payload:
        """Post a message, with files; returns it. A mention reaches the app as two events at once.

        ``is_broadcast`` is a reply that is also sent to the channel.
        """
        member, place = self._actor(user), self._channel(channel, user)
        if member.user_id not in place.member_ids:
            raise SlackError("not_in_channel")
        stored = [self.hub.files.add(member.user_id, name, content=content) for name, content in files]
        posting = Posting(
            author_id=member.user_id,
            text=self._wire(text),
            thread_ts=thread_head(self.hub, place, thread_ts or ""),
            is_broadcast=is_broadcast,
            file_ids=[file.file_id for file in stored],
        )
        message, deliveries = self.hub.post(place, posting)
        await asyncio.gather(*(self.courier.send(delivery) for delivery in deliveries))
        return self.hub.shown(place, message)

    async def edit(self, user: str, ts: str, text: str) -> None:
        """Change one's own message."""
        place, message = self._own_message(user, ts)
        edited = {"user": message["user"], "ts": self.hub.conversations.next_ts()}
        self.hub.change(place, message, text=self._wire(text), edited=edited)

    async def delete(self, user: str, ts: str) -> None:
        """Take one's own message back."""
        self.hub.delete(*self._own_message(user, ts))

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Answer:
        """Send a slash command; what it is answered with appears as Slack shows it."""
        return await acts.send_command(
            self.hub,
            self._actor(user),
            channel=self._channel(channel, user),
            command=command,
            text=self._wire(text, with_names=True),
        )

    async def shortcut(self, user: str, channel: str, message_ts: str, callback_id: str) -> Answer:
        """Choose one of the app's entries in a message's menu."""
        place = self._channel(channel, user)
        message = self.hub.conversations.find(place.channel_id, message_ts)
        if message is None:
            raise SlackError("message_not_found")
        return await acts.use_shortcut(
            self.hub, self._actor(user), channel=place, message=message, callback_id=callback_id
        )

    async def click(
        self, user: str, where: str | Payload, action_id: str, value: str | None = None
    ) -> Answer:
        """Press a button or choose from a menu, below a message, ephemeral or not, or in a view.

        ``where`` is a message, its ``ts``, a view or its id. ``action_id`` may stop before a colon.
        ``value`` tells buttons of one name apart, or names a menu's option (it may stop before a colon).

        Raises:
            LookupError: there is nothing of that name.
        """
        member = self._actor(user)
        place_id = where if isinstance(where, str) else str(where.get("ts") or where["id"])
        if not place_id.startswith("V"):
            return await acts.click_message(self.hub, member, ts=place_id, action_id=action_id, value=value)
        view = self._view(user, place_id)
        return await acts.click_view(self.hub, member, view=view, action_id=action_id, value=value)

    async def choose(self, user: str, view_id: str, block_id: str, value: Any) -> Answer | None:
        """Fill one input of an open form; the app hears of it, and answers, only where the input says so."""
        view = self._view(user, view_id)
        return await acts.choose(self.hub, self._actor(user), view=view, block_id=block_id, value=value)

    async def submit(self, user: str, view_id: str, values: Mapping[str, Any] | None = None) -> Answer:
        """Fill the inputs named and send the form in. Files are given as ``[(name, bytes), …]``.

        Raises:
            FormRefused: Slack's client would not send this; the form stays open, marked.
            LookupError: the form has no such input, or the input no such choice.
        """
        member, view = self._actor(user), self._view(user, view_id)
        for block_id, value in (values or {}).items():
            acts.fill(self.hub, member, view=view, block_id=block_id, value=value)
        return await acts.submit(self.hub, member, view=view)

    async def close_view(self, user: str, view_id: str) -> None:
        """Close a form without sending it."""
        await acts.close(self.hub, self._actor(user), view=self._view(user, view_id))

    async def open_home(self, user: str, *, tab: str = "home") -> Answer:
        """Look at the app's own page."""
        member = self._actor(user)
        home = self.home(user)
        event = events.home_opened_event(
            member.user_id,
            self.hub.conversations.open_im(member.user_id).channel_id,
            tab=tab,
            view=shown_view(home) if home else None,
            ts=self.hub.conversations.next_ts(),
        )
        return await self.courier.send(self.hub.event(event))

    async def verify_address(self) -> bool:
        """Ask the app whether its address is its own, as Slack does when one is entered."""
        challenge = secrets.token_hex(16)
        question = {"token": "unused", "challenge": challenge, "type": "url_verification"}
        answer = await self.courier.send(event_delivery(question), repeats=False)
        return answer.is_ok and challenge in answer.body.decode(errors="replace")

    async def deliver_again(
        self, delivery: Delivery | None = None, *, retry_number: int = 1, reason: str = "http_timeout"
    ) -> Answer:
        """Repeat a delivery byte for byte, by default the last one, as a retry of Slack's."""
        again = delivery or self.attempts[-1].delivery
        return await self.courier.repeat(again, retry_number=retry_number, reason=reason)

    def fault(self, method: str, kind: str, *, times: int = 1, seconds: float = 1.0) -> None:
        """Misbehave at the next ``times`` calls: a kind from ``slack.faults``, or an error's name.

        ``method`` is a method's name, ``upload``, ``download``, ``response_url``, ``share`` or ``*``.
        """
        self.hub.faults.add(method, Fault(kind=kind, seconds=seconds, times=times))

    def _fault_of_other(self, token: str) -> str:
        """The one token of a workspace that stands alone is its own."""
        return "" if token == self.bot_token else "invalid_auth"

    def _member(self, name: str) -> Member:
        return self.hub.conversations.get_member(name)

    def _actor(self, name: str) -> Member:
        """Somebody who does something here, which who has left no longer can."""
        member = self._member(name)
        if member.is_deactivated:
            raise SlackError("account_inactive")
        return member

    def _channel(self, name: str, user: str = "") -> Channel:
        if name in {APP_AS_CHANNEL, BOT_USER_ID}:
            return self.hub.conversations.open_im(self._member(user).user_id)
        return self.hub.conversations.get_channel(name)

    def _view(self, user: str, view_id: str) -> Payload:
        found = self.hub.views.find(view_id)
        if found is None or found[0] != self._member(user).user_id:
            raise LookupError(f"{user} has no view {view_id} open")
        return found[1]

    def _own_message(self, user: str, ts: str) -> tuple[Channel, Payload]:
        found = self.hub.conversations.find_anywhere(ts)
        if found is None or found[1]["user"] != self._actor(user).user_id:
            raise SlackError("message_not_found")
        return found

    def _wire(self, text: str, *, with_names: bool = False) -> str:
        conversations = self.hub.conversations
        people, places = conversations.members.values(), conversations.channels.values()
        return as_wire(text, members=people, channels=places, with_names=with_names)
