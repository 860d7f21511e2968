"""A result leaves its thread: the file, then the message. What it cost stays."""

from uuid import UUID

from bot.engine import Following
from bot.people import Thread
from bot.workshop import Workshop
from storage import versions


async def delete_result(workshop: Workshop, version_id: UUID) -> Following | None:
    """Both may be gone already; that is as good."""
    async with workshop.database.transaction(read_only=True) as session:
        version = await versions.get_version(session, version_id)
    if version.file_id is not None:
        await workshop.announcer.delete_file(team_id=version.team_id, file_id=version.file_id)
    if version.share_ts is not None:
        thread = Thread(team_id=version.team_id, channel_id=version.channel_id, thread_ts=version.thread_ts)
        await workshop.announcer.delete_message(thread, ts=version.share_ts)
    return None
