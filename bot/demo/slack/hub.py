"""Everything the local Slack remembers, and what each thing that happens in it sets off."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from bot.demo.slack import events
from bot.demo.slack.cast import APP_ID, BOT_ID, BOT_USER_ID, Channel, Installation, Team
from bot.demo.slack.changes import Changes
from bot.demo.slack.conversations import Conversations, Ephemeral
from bot.demo.slack.deliveries import Courier, Delivery, event_delivery
from bot.demo.slack.faults import SHARE, Faults
from bot.demo.slack.files import Files, Share
from bot.demo.slack.pace import Pace
from bot.demo.slack.responses import Responses
from bot.demo.slack.uploads import Upload, Uploads
from bot.demo.slack.views import Views, with_block_ids
from bot.demo.slack.wire import Payload

MOST_TEXT = 40_000


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of the Web API, as received; ``error`` is empty where it went well."""

    method: str
    arguments: Mapping[str, Any] = field(repr=False)
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Posting:
    """What a new message consists of."""

    author_id: str
    text: str = ""
    blocks: Sequence[Payload] = ()
    thread_ts: str | None = None
    file_ids: Sequence[str] = ()
    metadata: Payload | None = None
    is_broadcast: bool = False


class Hub:
    """The parts of the workspace side by side, and the acts that touch several of them at once."""

    def __init__(
        self,
        *,
        team: Team,
        installation: Installation,
        courier: Courier,
        changes: Changes,
        clock: Callable[[], float],
        processing_seconds: float,
        posts_per_second: float | None,
        minds_tiers: bool,
    ) -> None:
        self.team = team
        self.installation = installation
        self.courier = courier
        self.changes = changes
        self.conversations = Conversations(team=team, clock=clock)
        self.files = Files(team=team, channels=self.conversations.channels, clock=clock)
        self.uploads = Uploads(clock=clock)
        self.views = Views(team=team, clock=clock)
        self.responses = Responses(clock=clock)
        self.faults = Faults()
        self.pace = Pace(posts_per_second=posts_per_second, minds_tiers=minds_tiers, clock=clock)
        self.calls: list[Call] = []
        self.base_url = ""
        self._clock = clock
        self._processing_seconds = processing_seconds

    def listen_at(self, base_url: str) -> None:
        """Learn our own address, which files, links and response addresses carry."""
        self.base_url = self.files.base_url = self.responses.base_url = base_url

    def post(self, channel: Channel, posting: Posting) -> tuple[Payload, list[Delivery]]:
        """Say something in a channel; returns the message and what the app is to hear of it."""
        ts = self.conversations.next_ts()
        message: Payload = {
            "type": "message",
            "user": posting.author_id,
            "team": self.team.team_id,
            "ts": ts,
            "text": posting.text[:MOST_TEXT],
            "blocks": with_block_ids(deepcopy(list(posting.blocks))),
        }
        if posting.author_id == BOT_USER_ID:
            message |= {"bot_id": BOT_ID, "app_id": APP_ID}
        if posting.thread_ts:
            message["thread_ts"] = posting.thread_ts
        if posting.file_ids:
            message |= {"files": [{"id": file_id} for file_id in posting.file_ids], "upload": True}
            share = Share(channel_id=channel.channel_id, ts=ts, thread_ts=posting.thread_ts)
            self.files.share(posting.file_ids, share)
        if posting.metadata:
            message["metadata"] = posting.metadata
        if posting.is_broadcast:
            message["subtype"] = "thread_broadcast"
        self.conversations.add(channel.channel_id, message)
        self.changes.tell()
        shown = self.shown(channel, message)
        heard = [
            *events.posted_events(channel, shown, self.installation),
            *self._file_events(channel, posting),
        ]
        return message, [self.event(event) for event in heard]

    def app_posts(self, channel: Channel, posting: Posting) -> Payload:
        """The app says something; it hears its own message like everybody's, in its own time."""
        message, deliveries = self.post(channel, posting)
        self._send_all(deliveries)
        return message

    def change(self, channel: Channel, message: Payload, **new: Any) -> None:
        """Edit a message in place."""
        previous = self.shown(channel, message)
        message.update(new)
        if "blocks" in new:
            message["blocks"] = with_block_ids(deepcopy(new["blocks"]))
        self.changes.tell()
        if channel.has_app and self.installation.hears(events.message_event_name(channel)):
            ts = self.conversations.next_ts()
            changed = events.changed_event(channel, self.shown(channel, message), previous, ts=ts)
            self._send_all([self.event(changed)])

    def delete(self, channel: Channel, message: Payload) -> None:
        """Take a message away; its files stay, but are no longer shared by it."""
        previous = self.shown(channel, message)
        self.conversations.remove(channel.channel_id, message["ts"])
        self.files.unshare(channel.channel_id, previous["ts"])
        self.changes.tell()
        if channel.has_app and self.installation.hears(events.message_event_name(channel)):
            ts = self.conversations.next_ts()
            self._send_all([self.event(events.deleted_event(channel, previous, ts=ts))])

    def delete_file(self, file_id: str) -> None:
        """Remove a file; a message that was nothing else goes with it."""
        stored = self.files.delete(file_id)
        for share in stored.shares:
            found = self.conversations.find(share.channel_id, share.ts)
            if found is None:
                continue
            has_more = found["text"] or found["blocks"] or len(found["files"]) > 1
            channel = self.conversations.channels[share.channel_id]
            if has_more:
                self.change(channel, found)
            else:
                self.delete(channel, found)
        self.changes.tell()

    def tell_one(
        self, user_id: str, channel_id: str, *, text: str, blocks: Sequence[Payload], thread_ts: str | None
    ) -> str:
        """Something only one person sees; returns its ts, which names nothing that could be edited."""
        message: Payload = {
            "type": "message",
            "user": BOT_USER_ID,
            "bot_id": BOT_ID,
            "ts": self.conversations.next_ts(),
            "text": text,
            "blocks": with_block_ids(deepcopy(list(blocks))),
        }
        if thread_ts:
            message["thread_ts"] = thread_ts
        told = Ephemeral(user_id=user_id, channel_id=channel_id, message=message)
        self.conversations.ephemerals.append(told)
        self.changes.tell()
        return str(message["ts"])

    def complete_upload(
        self, files: Sequence[tuple[str, str | None]], *, channels: Sequence[Channel], posting: Posting
    ) -> list[Payload]:
        """Finish uploads, given as ids and titles; looking them through and sharing them comes later."""
        completed = [(self.uploads.complete(file_id), title) for file_id, title in files]
        for upload, title in completed:
            self.files.take_upload(upload, title)
        shown = [self.files.payload(upload.file_id) for upload, _ in completed]
        uploads = [upload for upload, _ in completed]
        self.courier.in_background(self._process(uploads, channels=channels, posting=posting))
        return shown

    def shown(self, channel: Channel, message: Payload) -> Payload:
        """A message as Slack shows it now: its files in full, and at a thread's head what is below."""
        shown = deepcopy(message)
        if "files" in shown:
            shown["files"] = [self.files.payload(file["id"]) for file in shown["files"]]
        replies = list(self.conversations.replies(channel.channel_id, message["ts"]))
        if replies:
            shown |= {
                "thread_ts": message["ts"],
                "reply_count": len(replies),
                "reply_users": sorted({reply["user"] for reply in replies}),
                "latest_reply": replies[-1]["ts"],
            }
        return shown

    async def _process(
        self,
        uploads: Sequence[Upload],
        *,
        channels: Sequence[Channel],
        posting: Posting,
    ) -> None:
        await asyncio.sleep(self._processing_seconds)
        for upload in uploads:
            self.files.look_through(upload.file_id)
        self.changes.tell()
        # Alt text given at the start makes Slack take a file and not share it, without a word
        # (python-slack-sdk issue 1818).
        shared = [upload.file_id for upload in uploads if not upload.has_alt_text]
        if not channels or not shared or self.faults.take(SHARE):
            return
        for channel in channels:
            self.app_posts(
                channel,
                Posting(
                    author_id=BOT_USER_ID,
                    text=posting.text,
                    blocks=posting.blocks,
                    thread_ts=posting.thread_ts,
                    file_ids=shared,
                ),
            )

    def _file_events(self, channel: Channel, posting: Posting) -> Iterable[Payload]:
        if not channel.has_app or not self.installation.hears("file_shared"):
            return
        for file_id in posting.file_ids:
            ts = self.conversations.next_ts()
            yield events.file_shared_event(channel, file_id, user_id=posting.author_id, ts=ts)

    def event(self, event: Payload) -> Delivery:
        """An event, ready to be delivered."""
        return event_delivery(events.envelope(event, team=self.team, at=self._clock()))

    def _send_all(self, deliveries: Iterable[Delivery]) -> None:
        for delivery in deliveries:
            self.courier.in_background(self.courier.send(delivery))
