"""Files of ours: put up first, shared later in one call, and found again by their own shares."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx
from slack_sdk.models.blocks import Block

from bot.errors import AnnouncementDelayed, AnnouncementFailed, UploadExpired
from bot.people import Thread
from handlers.addresses import may_be_posted_to
from handlers.answers import UploadPlace, read_file, read_upload_place
from handlers.calls import AnswerLost, SlackCalls, SlackRefused

_UPLOAD_SECONDS = 120
_PART_BYTES = 2**20
# Pauses between looks at a file's shares: Slack shares some time after it has answered.
_FIND_PAUSES = (0.2, 0.4, 0.8)
_WAIT_PAUSES = (0.2, 0.3, 0.5, 1.0, 1.5, 1.5)

_UNKNOWN_FILE = frozenset({"file_not_found", "file_deleted", "invalid_file", "file_not_uploaded"})
_BLOCKS_REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "invalid_arg_name"}
)


class BlocksRefused(AnnouncementFailed):
    """This workspace takes no blocks with a file; nothing was shared."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A file that is up, and the title people will see."""

    file_id: str
    title: str


class Uploads:
    """The upload flow in three steps, each of which may be the last before a crash."""

    def __init__(
        self,
        calls: SlackCalls,
        http: httpx.AsyncClient,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._http = http
        self._sleep = sleep

    async def put_up(self, *, team_id: str, content: bytes | Path, file_name: str) -> str:
        """Upload bytes or a file's, shared with nobody yet; Slack drops them if they never are.

        No ``alt_txt``: with it a file is put up and then, without an error, not shared.
        Source: python-slack-sdk issue 1818, read 2026-11-20.
        """
        length = str(_length(content))
        answer = await self._calls.send(
            team_id,
            "files.getUploadURLExternal",
            arguments={"filename": file_name, "length": length},
            is_repeatable=True,
        )
        place = read_upload_place(answer)
        if place is None:
            raise AnnouncementDelayed("files.getUploadURLExternal: no place in the answer")
        api_url = (await self._calls.client(team_id)).base_url
        await self._post(place, content=content, length=length, api_url=api_url)
        return place.file_id

    async def keep(self, *, team_id: str, file_id: str) -> None:
        """Complete an upload that is shared with nobody; one that was completed before is fine."""
        try:
            await self._calls.send(
                team_id,
                "files.completeUploadExternal",
                arguments={"files": [{"id": file_id}]},
                is_repeatable=True,
            )
        except SlackRefused as error:
            if error.code not in _UNKNOWN_FILE:
                raise

    async def share(self, thread: Thread, files: Sequence[Shown], *, blocks: Sequence[Block]) -> None:
        """Post files and blocks as one message.

        Raises:
            UploadExpired: Slack does not know a file, and it is not in the thread either.
            BlocksRefused: share it without blocks.
        """
        try:
            await self._complete(thread, files, blocks=[block.to_dict() for block in blocks])
        except SlackRefused as error:
            if error.code in _BLOCKS_REFUSED:
                raise BlocksRefused(str(error)) from error
            raise

    async def share_with_comment(self, thread: Thread, files: Sequence[Shown], *, comment: str) -> None:
        """Post files with a line of text; Slack would ignore blocks beside it."""
        await self._complete(thread, files, initial_comment=comment)

    async def find_share(self, thread: Thread, *, file_id: str) -> str | None:
        """The ts of the message that shows the file in this thread."""
        return await self._look(thread, file_id=file_id, pauses=_FIND_PAUSES)

    async def wait_for_share(self, thread: Thread, *, file_id: str) -> str | None:
        """The same with more patience, for just after sharing."""
        return await self._look(thread, file_id=file_id, pauses=_WAIT_PAUSES)

    async def _post(self, place: UploadPlace, *, content: bytes | Path, length: str, api_url: str) -> None:
        if not may_be_posted_to(place.address, api_url=api_url):
            raise AnnouncementFailed("upload: Slack named an address that is not public")
        try:
            async with asyncio.timeout(_UPLOAD_SECONDS):
                response = await self._http.post(
                    place.address,
                    content=content if isinstance(content, bytes) else _parts(content),
                    headers={"Content-Type": "application/octet-stream", "Content-Length": length},
                    follow_redirects=False,
                )
        except (httpx.TransportError, TimeoutError) as error:
            raise AnnouncementDelayed(f"upload: {type(error).__name__}") from error
        if response.status_code != HTTPStatus.OK:
            raise AnnouncementDelayed(f"upload: status {response.status_code}")

    async def _complete(self, thread: Thread, files: Sequence[Shown], **content: object) -> None:
        arguments = {
            "files": [{"id": file.file_id, "title": file.title} for file in files],
            "channel_id": thread.channel_id,
            "thread_ts": thread.thread_ts,
            **content,
        }
        try:
            await self._calls.send(
                thread.team_id,
                "files.completeUploadExternal",
                arguments=arguments,
                channel_id=thread.channel_id,
            )
        except AnswerLost:
            if await self.wait_for_share(thread, file_id=files[0].file_id) is None:
                raise
        except SlackRefused as error:
            if error.code not in _UNKNOWN_FILE:
                raise
            # A file that is shared already may not be completed again, so the file decides.
            if await self.wait_for_share(thread, file_id=files[0].file_id) is None:
                raise UploadExpired(str(error)) from error

    async def _look(self, thread: Thread, *, file_id: str, pauses: Sequence[float]) -> str | None:
        """Look, and look again after each pause while the file is known but not in the thread."""
        for pause in (*pauses, None):
            try:
                answer = await self._calls.send(
                    thread.team_id, "files.info", arguments={"file": file_id}, is_repeatable=True
                )
            except SlackRefused as error:
                if error.code in _UNKNOWN_FILE:
                    return None
                raise
            for share in read_file(answer).shares:
                if (share.channel_id, share.thread_ts) == (thread.channel_id, thread.thread_ts):
                    return share.ts
            if pause is not None:
                await self._sleep(pause)
        return None


def _length(content: bytes | Path) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


async def _parts(path: Path) -> AsyncIterator[bytes]:
    """A file piece by piece: it may be longer than what we want to hold."""
    with path.open("rb") as file:
        while part := await asyncio.to_thread(file.read, _PART_BYTES):
            yield part
