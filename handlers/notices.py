"""What only one person sees: in the thread, by the address a command brought along, or by direct message."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from http import HTTPStatus

import httpx
import structlog

from bot.announcer import Notice
from bot.errors import AnnouncementDelayed, AnnouncementFailed
from bot.people import Person, Thread
from handlers.addresses import may_be_posted_to
from handlers.answers import read_channel_id
from handlers.blocks.notice import notice_blocks, notice_text
from handlers.calls import SlackCalls, SlackRefused

AdminsOf = Callable[[str], Awaitable[Sequence[str]]]
"""The user ids of a workspace's admins that are known to us, by team id."""

_RESPONSE_SECONDS = 10

_log = structlog.get_logger(__name__)


class PrivateNotices:
    """Notices to one person or to the admins. Pictures of a notice are for threads and left out here."""

    def __init__(self, calls: SlackCalls, http: httpx.AsyncClient, *, admins_of: AdminsOf) -> None:
        self._calls = calls
        self._http = http
        self._admins_of = admins_of

    async def tell(
        self, person: Person, thread: Thread, notice: Notice, *, response_url: str | None = None
    ) -> None:
        """Try the place the person looks at first, then the ones that always work.

        A command's own address works where the bot is no member, so it goes first while there is no
        thread. Slack hides an ephemeral message in a thread that nobody has replied to, so beside such a
        thread it is said in the channel.
        """
        if thread.channel_id.startswith("D"):
            await self._post(thread, notice)
            return
        if thread.is_new:
            thread = replace(thread, thread_ts=None)
        if thread.thread_ts is None and await self._respond(response_url, notice, team_id=thread.team_id):
            return
        if await self._whisper(person, thread, notice):
            return
        if thread.thread_ts is not None and await self._respond(response_url, notice, team_id=thread.team_id):
            return
        await self._message(person, notice)

    async def tell_admins(self, team_id: str, notice: Notice) -> None:
        """One direct message each; somebody who cannot be reached does not stop the others.

        Raises:
            AnnouncementFailed, AnnouncementDelayed: nobody could be reached.
        """
        user_ids = list(dict.fromkeys(await self._admins_of(team_id)))
        if not user_ids:
            raise AnnouncementFailed("no admin is known")
        failures: list[AnnouncementFailed | AnnouncementDelayed] = []
        for user_id in user_ids:
            try:
                await self._message(Person(team_id=team_id, user_id=user_id), notice)
            except (AnnouncementFailed, AnnouncementDelayed) as error:
                _log.warning("an admin could not be told", cause=str(error))
                failures.append(error)
        if failures and len(failures) == len(user_ids):
            raise failures[0]

    async def _whisper(self, person: Person, thread: Thread, notice: Notice) -> bool:
        """An ephemeral message; False where this channel does not take it from us."""
        arguments = {"channel": thread.channel_id, "thread_ts": thread.thread_ts, "user": person.user_id}
        try:
            await self._calls.send(
                thread.team_id,
                "chat.postEphemeral",
                arguments={**arguments, **_content(notice)},
                channel_id=thread.channel_id,
            )
        except SlackRefused as error:
            _log.info("a private note goes another way", code=error.code)
            return False
        return True

    async def _respond(self, response_url: str | None, notice: Notice, *, team_id: str) -> bool:
        """Use the address a command or click brought along; False where there is none or it is used up."""
        if response_url is None:
            return False
        api_url = (await self._calls.client(team_id)).base_url
        if not may_be_posted_to(response_url, api_url=api_url):
            return False
        body = {"response_type": "ephemeral", "replace_original": False, **_content(notice)}
        try:
            response = await self._http.post(
                response_url, json=body, timeout=_RESPONSE_SECONDS, follow_redirects=False
            )
        except httpx.TransportError as error:
            _log.info("a response address did not answer", cause=type(error).__name__)
            return False
        return response.status_code == HTTPStatus.OK

    async def open_direct(self, person: Person) -> Thread:
        """The direct messages of one person with us."""
        answer = await self._calls.send(
            person.team_id, "conversations.open", arguments={"users": person.user_id}, is_repeatable=True
        )
        channel_id = read_channel_id(answer)
        if channel_id is None:
            raise AnnouncementDelayed("conversations.open: no channel in the answer")
        return Thread(team_id=person.team_id, channel_id=channel_id)

    async def _message(self, person: Person, notice: Notice) -> None:
        await self._post(await self.open_direct(person), notice)

    async def _post(self, thread: Thread, notice: Notice) -> None:
        await self._calls.send(
            thread.team_id,
            "chat.postMessage",
            arguments={
                "channel": thread.channel_id,
                "thread_ts": thread.thread_ts,
                "unfurl_links": False,
                "unfurl_media": False,
                **_content(notice),
            },
            channel_id=thread.channel_id,
        )


def _content(notice: Notice) -> dict[str, object]:
    return {"text": notice_text(notice), "blocks": [block.to_dict() for block in notice_blocks(notice)]}
