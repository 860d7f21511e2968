"""Where these tests happen, and what several of them do there."""

from typing import Any

from bot.demo.workspace import Workspace
from bot.people import Person, Thread
from handlers.threads import SlackAnnouncer
from tests.handlers_out.pictures import PNG

BEN = Person(team_id=Workspace.team_id, user_id="U0BEN0002")
GENERAL = Thread(team_id=Workspace.team_id, channel_id="C0GENERAL")
RANDOM = Thread(team_id=Workspace.team_id, channel_id="C0RANDOM1")


def replies(workspace: Workspace, thread: Thread) -> list[dict[str, Any]]:
    return workspace.messages(thread.channel_id, thread_ts=thread.thread_ts)[1:]


async def put_up(announcer: SlackAnnouncer) -> str:
    return await announcer.upload(team_id=GENERAL.team_id, content=PNG, file_name="result.png")
