"""Progress and results into the job's thread: Slack as the middle sees it (``bot.announcer.Announcer``)."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import httpx

from bot.announcer import FINAL_STAGES, Notice, Result, Status
from bot.catalogue import Verb
from bot.people import Person, Thread
from bot.reading.asks import RecentPicture
from handlers.addresses import FileHosts
from handlers.blocks.notice import notice_blocks, notice_text, root_blocks, root_text
from handlers.blocks.progress import status_blocks, status_text
from handlers.blocks.result import result_blocks, result_buttons, result_text, result_title
from handlers.calls import SlackCalls, SlackRefused
from handlers.files import fetch_file
from handlers.messages import Message, Messages
from handlers.notices import AdminsOf, PrivateNotices
from handlers.uploads import BlocksRefused, Shown, Uploads


class SlackAnnouncer:
    """Says everything the middle has to say, each thing once, at Slack's pace."""

    def __init__(
        self, calls: SlackCalls, *, http: httpx.AsyncClient, file_hosts: FileHosts, admins_of: AdminsOf
    ) -> None:
        self._calls = calls
        self._http = http
        self._file_hosts = file_hosts
        self._messages = Messages(calls)
        self._uploads = Uploads(calls, http)
        self._private = PrivateNotices(calls, http, admins_of=admins_of)

    async def fetch_file(self, *, team_id: str, file_id: str, max_bytes: int) -> bytes:
        """The bytes of a file somebody attached, or a sentence why not."""
        return await fetch_file(
            self._calls,
            self._http,
            hosts=self._file_hosts,
            team_id=team_id,
            file_id=file_id,
            max_bytes=max_bytes,
        )

    async def find_newest_picture(
        self, thread: Thread, *, but_file_ids: Sequence[str]
    ) -> RecentPicture | None:
        """The newest picture that a person posted in the thread, as Slack shows it now."""
        return await self._messages.find_newest_picture(thread, but_file_ids=but_file_ids)

    async def open_thread(
        self, thread: Thread, *, job_id: UUID, person: Person, verb: Verb, prompt: str, is_retry: bool
    ) -> str:
        """Post the root message in the channel; its ts is the thread's."""
        message = Message(
            text=root_text(person=person, verb=verb, prompt=prompt),
            blocks=root_blocks(person=person, verb=verb, prompt=prompt),
            key={"kind": "root", "job_id": str(job_id)},
        )
        return await self._messages.post(_channel_of(thread), message, is_retry=is_retry)

    async def show_status(
        self, thread: Thread, status: Status, *, status_ts: str | None, is_retry: bool
    ) -> str:
        """Post or change the status message.

        Progress is left out while the channel is busy: the next look brings it. Where somebody deleted
        the message, progress is not worth a new one, but the summary is.
        """
        message = Message(
            text=status_text(status),
            blocks=status_blocks(status),
            key={"kind": "status", "job_id": str(status.job_id)},
        )
        is_progress = status.stage not in FINAL_STAGES
        if status_ts is not None:
            if is_progress and await self._messages.is_busy(thread):
                return status_ts
            is_there = await self._messages.change(thread, message, ts=status_ts)
            if is_there or is_progress:
                return status_ts
        return await self._messages.post(thread, message, is_retry=is_retry)

    async def upload(self, *, team_id: str, content: bytes | Path, file_name: str) -> str:
        """Put the bytes up; they are shared by ``share_result`` or ``share_notice``."""
        return await self._uploads.put_up(team_id=team_id, content=content, file_name=file_name)

    async def keep_file(self, *, team_id: str, file_id: str) -> None:
        """Keep an uploaded file without a message; Slack would drop it otherwise."""
        await self._uploads.keep(team_id=team_id, file_id=file_id)

    async def share_result(self, thread: Thread, result: Result, *, file_id: str) -> None:
        """Picture, line and buttons as one message; where Slack takes no blocks with a file, as two.

        The picture then comes first, which Slack posts some time after it has answered.
        """
        shown = Shown(file_id=file_id, title=result_title(result))
        try:
            await self._uploads.share(thread, [shown], blocks=result_blocks(result))
        except BlocksRefused:
            await self._uploads.share_with_comment(thread, [shown], comment=result_text(result))
            await self.wait_for_share(thread, file_id=file_id)
            buttons = Message(
                text=f"v{result.version_label}",
                blocks=[result_buttons(result)],
                key={"kind": "buttons", "version_id": str(result.version_id)},
            )
            await self._messages.post(thread, buttons, is_retry=False)

    async def share_notice(
        self, thread: Thread, notice: Notice, *, file_ids: Sequence[str], key: str, is_retry: bool
    ) -> None:
        """A notice with its pictures as one message; where Slack takes no blocks with files, as two."""
        message = Message(
            text=notice_text(notice), blocks=notice_blocks(notice), key={"kind": "notice", "key": key}
        )
        if not file_ids:
            await self._messages.post(thread, message, is_retry=is_retry)
            return
        if is_retry and await self.find_share(thread, file_id=file_ids[0]) is not None:
            return
        shown = [
            Shown(file_id=file_id, title=picture.alt_text)
            for file_id, picture in zip(file_ids, notice.pictures, strict=True)
        ]
        try:
            await self._uploads.share(thread, shown, blocks=message.blocks)
        except BlocksRefused:
            await self._uploads.share_with_comment(thread, shown, comment=message.text)
            if notice.choices:
                await self.wait_for_share(thread, file_id=file_ids[0])
                await self._messages.post(thread, message, is_retry=False)

    async def find_share(self, thread: Thread, *, file_id: str) -> str | None:
        """Where the file was shared in this thread, for after a crash."""
        return await self._uploads.find_share(thread, file_id=file_id)

    async def wait_for_share(self, thread: Thread, *, file_id: str) -> str | None:
        """Where the file was shared just now."""
        return await self._uploads.wait_for_share(thread, file_id=file_id)

    async def tell_privately(
        self, person: Person, thread: Thread, notice: Notice, *, response_url: str | None = None
    ) -> None:
        """Only this person sees it."""
        await self._private.tell(person, thread, notice, response_url=response_url)

    async def open_direct(self, person: Person) -> Thread:
        """Where this person's direct messages from us are."""
        return await self._private.open_direct(person)

    async def tell_admins(self, team_id: str, notice: Notice) -> None:
        """A direct message to every admin we know."""
        await self._private.tell_admins(team_id, notice)

    async def delete_message(self, thread: Thread, *, ts: str) -> None:
        """Remove a message of ours."""
        await self._messages.delete(thread, ts=ts)

    async def delete_file(self, *, team_id: str, file_id: str) -> None:
        """Remove a file of ours, which may be gone already."""
        try:
            await self._calls.send(team_id, "files.delete", arguments={"file": file_id}, is_repeatable=True)
        except SlackRefused as error:
            if error.code not in {"file_not_found", "file_deleted"}:
                raise


def _channel_of(thread: Thread) -> Thread:
    """The channel itself: a root message belongs to no thread."""
    return Thread(team_id=thread.team_id, channel_id=thread.channel_id)
