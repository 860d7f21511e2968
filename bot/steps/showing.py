"""A showing goes out: its picture is put together, stored under Slack's name for it, and shared once."""

from datetime import datetime
from functools import partial
from uuid import UUID

from bot.announcer import Illustration, Notice
from bot.engine import Following
from bot.errors import UploadExpired
from bot.images.compare import compare
from bot.people import Thread
from bot.steps.records import showing_chain, showing_id_of
from bot.workshop import Workshop
from storage import Session, jobs, showings, versions
from storage.showings import Showing
from storage.versions import Version


async def show(workshop: Workshop, showing_id: UUID) -> Following | None:
    """Repeated after a crash, it looks for what it may have posted."""
    async with workshop.database.transaction(read_only=True) as session:
        showing = await showings.find_showing(session, showing_id)
    if showing is None:
        return None
    is_retry = showing.begun_at is not None
    picture = await _picture(workshop, showing)
    file_id = showing.file_id
    if picture is not None and file_id is None:
        file_id = await workshop.announcer.upload(
            team_id=showing.team_id, content=picture.png, file_name=picture.file_name
        )
    async with workshop.database.transaction() as session:
        await showings.change_showing(session, showing_id, file_id=file_id, begun_at=workshop.clock())
    notice = Notice(text=showing.text, pictures=[] if picture is None else [picture])
    thread = Thread(team_id=showing.team_id, channel_id=showing.channel_id, thread_ts=showing.thread_ts)
    try:
        await workshop.announcer.share_notice(
            thread,
            notice,
            file_ids=[] if file_id is None else [file_id],
            key=f"showing:{showing_id}",
            is_retry=is_retry,
        )
    except UploadExpired:
        async with workshop.database.transaction() as session:
            await showings.change_showing(session, showing_id, file_id=None)
        return Following(step="show")
    return None


async def compare_version(workshop: Workshop, version_id: UUID) -> Following | None:
    """What a press on Compare began before a comparison had a row: chains of then may still be under way."""
    showing_id = showing_id_of(comparison_key(version_id))
    async with workshop.database.transaction() as session:
        version = await versions.get_version(session, version_id)
        parent = None if version.parent_id is None else await versions.get_version(session, version.parent_id)
        if parent is None:
            return None
        if await showings.find_showing(session, showing_id) is None:
            await add_comparison(session, showing_id, pair=(parent, version), asked_at=workshop.clock())
    await workshop.engine.start(showing_chain(showing_id), step="show", subject=str(showing_id))
    return None


def comparison_key(version_id: UUID) -> str:
    """A version beside its parent is shown once, whoever asks for it."""
    return f"compare:{version_id}"


async def add_comparison(
    session: Session, showing_id: UUID, *, pair: tuple[Version, Version], asked_at: datetime
) -> None:
    """Two versions side by side, into the thread of the second; the caller has made sure that it is new."""
    before, after = pair
    await showings.add_showing(
        session,
        showing_id,
        team_id=after.team_id,
        channel_id=after.channel_id,
        thread_ts=after.thread_ts,
        text=f"{_name(before)} and {_name(after)} side by side; what differs is outlined. Free of charge.",
        before_id=before.id,
        after_id=after.id,
        asked_at=asked_at,
    )


def _name(version: Version) -> str:
    """A picture that came into its thread later, with a message of its own, has no number."""
    return f"v{version.label}" if version.label else "The picture before"


async def _picture(workshop: Workshop, showing: Showing) -> Illustration | None:
    """Two versions beside each other, or one as it is; None where there is only something to say."""
    if showing.after_id is None:
        return None
    async with workshop.database.transaction(read_only=True) as session:
        after = await versions.get_version(session, showing.after_id)
        before = None if showing.before_id is None else await versions.get_version(session, showing.before_id)
    assert after.digest is not None, "only finished versions are shown"
    after_png = await workshop.pictures.get(after.digest)
    if before is None:
        name = f"v{after.label or '0'}"
        return Illustration(png=after_png, file_name=f"{name}-original.png", alt_text=f"{name}, the original")
    assert before.digest is not None, "only finished versions are shown"
    before_png = await workshop.pictures.get(before.digest)
    labels = (_name(before), _name(after))
    mask_png = await _mask_between(workshop, before, after)
    png = await workshop.pool.run(partial(compare, before_png, after_png, mask_png=mask_png, labels=labels))
    name = "-".join(label.replace(".", "-").replace(" ", "-").lower() for label in labels)
    return Illustration(png=png, file_name=f"compare-{name}.png", alt_text=f"{labels[0]} beside {labels[1]}")


async def _mask_between(workshop: Workshop, before: Version, after: Version) -> bytes | None:
    """The mask that made one from the other; without one the pixels tell what differs."""
    if after.parent_id != before.id or after.job_id is None:
        return None
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, after.job_id)
    return None if job.mask_digest is None else await workshop.pictures.get(job.mask_digest)
