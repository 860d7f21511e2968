"""The picture a wish without one works on: the newest of its thread, as we know it or as Slack still shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.catalogue import Field
from bot.errors import RequestError
from bot.sentences import NO_PICTURE, ONLY_REFERENCES
from bot.steps.records import thread_of
from bot.workshop import Workshop
from storage import recent_pictures, versions
from storage.attachments import KeptAttachment
from storage.jobs import Job


@dataclass(frozen=True, kw_only=True)
class ThreadPicture:
    """What was found, as one more attachment; ``version_id`` where it is a version of ours."""

    picture: KeptAttachment
    version_id: UUID | None = None


async def find_thread_picture(
    workshop: Workshop, job: Job, references: Sequence[KeptAttachment]
) -> ThreadPicture:
    """The newest picture we know of in the job's thread; where we know none, one look at the thread.

    Raises:
        RequestError: there is none.
    """
    found = await _find_known(workshop, job, references)
    if found is None and job.thread_ts is not None and not job.is_thread_new:
        found = await _look_for_one(workshop, job, references)
    if found is None:
        raise RequestError(ONLY_REFERENCES if references else NO_PICTURE, field=Field.SEED_IMAGE)
    return found


async def _find_known(
    workshop: Workshop, job: Job, references: Sequence[KeptAttachment]
) -> ThreadPicture | None:
    if job.thread_ts is None:
        return None
    place = {"team_id": job.team_id, "channel_id": job.channel_id, "thread_ts": job.thread_ts}
    async with workshop.database.transaction(read_only=True) as session:
        version = await versions.find_newest(session, **place, states=("original", "shared"))
        posted = await recent_pictures.find_newest_in_thread(
            session, **place, but_file_ids=_file_ids(references)
        )
    if version is not None and (posted is None or posted.posted_at <= version.created_at):
        picture = _seed_image(references, digest=version.digest)
        return ThreadPicture(picture=picture, version_id=version.id)
    if posted is None:
        return None
    return ThreadPicture(picture=_seed_image(references, name=posted.name, file_id=posted.file_id))


async def _look_for_one(
    workshop: Workshop, job: Job, references: Sequence[KeptAttachment]
) -> ThreadPicture | None:
    """What was posted before we were invited, or while we were away."""
    posted = await workshop.announcer.find_newest_picture(thread_of(job), but_file_ids=_file_ids(references))
    if posted is None:
        return None
    return ThreadPicture(picture=_seed_image(references, name=posted.name, file_id=posted.file_id))


def _file_ids(references: Sequence[KeptAttachment]) -> list[str]:
    return [reference.file_id for reference in references if reference.file_id is not None]


def _seed_image(
    others: Sequence[KeptAttachment], *, name: str = "", file_id: str | None = None, digest: str | None = None
) -> KeptAttachment:
    return KeptAttachment(
        position=len(others), role=Field.SEED_IMAGE, name=name, file_id=file_id, digest=digest
    )
