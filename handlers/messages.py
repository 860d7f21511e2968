"""Messages of ours: posted once, found again by their metadata, changed in place."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import structlog
from slack_sdk.models.blocks import Block

from bot.errors import AnnouncementDelayed
from bot.people import Thread
from bot.reading.asks import RecentPicture
from handlers.answers import Answer, find_message, read_next_cursor, read_ts
from handlers.calls import SlackCalls, SlackRefused
from handlers.payloads import is_picture, list_at, read_pictures

EVENT_TYPE = "retouch_job"

_PAGES = 5
_PAGE_LENGTH = 200
_UNREADABLE = frozenset(
    {
        "missing_scope",
        "not_allowed_token_type",
        "no_permission",
        "method_not_supported_for_channel_type",
        "thread_not_found",
    }
)
_MESSAGE_GONE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"}
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is posted: blocks, their plain text, and what we find it by."""

    text: str
    blocks: Sequence[Block]
    key: Mapping[str, str]  # with ``kind``; goes into the message's metadata

    def arguments(self) -> dict[str, object]:
        """For posting and changing alike: a change without blocks or text would keep the old ones."""
        return {
            "text": self.text,
            "blocks": [block.to_dict() for block in self.blocks],
            "metadata": {"event_type": EVENT_TYPE, "event_payload": dict(self.key)},
        }


class Messages:
    """Posting, changing, finding and deleting, in channels and threads."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls

    async def post(self, thread: Thread, message: Message, *, is_retry: bool) -> str:
        """Post into the thread, or into the channel while there is none; returns the ts.

        ``is_retry``: look for the message first, an earlier call may have posted it.
        """
        if is_retry and (ts := await self._find(thread, key=message.key)) is not None:
            return ts
        answer = await self._calls.send(
            thread.team_id,
            "chat.postMessage",
            arguments={
                "channel": thread.channel_id,
                "thread_ts": thread.thread_ts,
                "unfurl_links": False,
                "unfurl_media": False,
                **message.arguments(),
            },
            channel_id=thread.channel_id,
        )
        ts = read_ts(answer)
        if ts is None:
            raise AnnouncementDelayed("chat.postMessage: no ts in the answer")
        return ts

    async def is_busy(self, thread: Thread) -> bool:
        """Whether a change would have to wait now, or come while posts already wait for their turn."""
        return await self._calls.is_busy(thread.team_id, "chat.update", channel_id=thread.channel_id)

    async def change(self, thread: Thread, message: Message, *, ts: str) -> bool:
        """Change a message of ours in place; False when it is there no more."""
        try:
            await self._calls.send(
                thread.team_id,
                "chat.update",
                # It takes no turn of the channel's, for it posts nothing; it is bound by the method's own limit.
                arguments={"channel": thread.channel_id, "ts": ts, **message.arguments()},
                is_repeatable=True,
            )
        except SlackRefused as error:
            if error.code in _MESSAGE_GONE:
                return False
            raise
        return True

    async def delete(self, thread: Thread, *, ts: str) -> None:
        """Remove a message of ours, which may be gone already."""
        arguments = {"channel": thread.channel_id, "ts": ts}
        try:
            await self._calls.send(thread.team_id, "chat.delete", arguments=arguments, is_repeatable=True)
        except SlackRefused as error:
            if error.code not in {"message_not_found", "thread_not_found"}:
                raise

    async def find_newest_picture(
        self, thread: Thread, *, but_file_ids: Sequence[str]
    ) -> RecentPicture | None:
        """The newest picture in the thread that a person posted; of one message's pictures the first."""
        newest: RecentPicture | None = None
        async for page in self._pages(thread):
            for message in list_at(page, "messages"):
                if "bot_id" not in message:
                    newest = _first_picture(message, but_file_ids=but_file_ids) or newest
        return newest

    async def _find(self, thread: Thread, *, key: Mapping[str, str]) -> str | None:
        """Look through the thread, or the channel's newest messages, for our metadata."""
        async for page in self._pages(thread):
            ts = find_message(page, event_type=EVENT_TYPE, event_payload=key)
            if ts is not None:
                return ts
        return None

    async def _pages(self, thread: Thread) -> AsyncIterator[Answer]:
        """A thread, oldest message first, or a channel's newest messages.

        Nothing where a workspace does not let us read: a message twice is better than none.
        """
        cursor: str | None = None
        for _ in range(_PAGES):
            try:
                page = await self._read_page(thread, cursor=cursor)
            except SlackRefused as error:
                if error.code in _UNREADABLE:
                    _log.warning("cannot read what was posted", code=error.code)
                    return
                raise
            yield page
            cursor = read_next_cursor(page)
            if cursor is None:
                return

    async def _read_page(self, thread: Thread, *, cursor: str | None) -> Answer:
        method = "conversations.history" if thread.thread_ts is None else "conversations.replies"
        return await self._calls.send(
            thread.team_id,
            method,
            arguments={
                "channel": thread.channel_id,
                "ts": thread.thread_ts,
                "include_all_metadata": True,
                "limit": str(_PAGE_LENGTH),
                "cursor": cursor,
            },
            is_repeatable=True,
        )


def _first_picture(message: Answer, *, but_file_ids: Sequence[str]) -> RecentPicture | None:
    pictures = (picture for picture in read_pictures(message) if picture.file_id not in but_file_ids)
    return next((picture for picture in pictures if is_picture(picture)), None)
