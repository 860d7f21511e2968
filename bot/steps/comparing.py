"""Before and after side by side, shared into the version's thread on somebody's wish."""

from functools import partial
from uuid import UUID

from bot.announcer import Illustration, Notice
from bot.catalogue import Verb
from bot.engine import Following
from bot.images.compare import compare
from bot.steps import questions
from bot.workshop import Workshop
from storage import jobs, versions


async def compare_version(workshop: Workshop, version_id: UUID) -> Following | None:
    """A version beside the picture it was made from; the changed area is outlined in both."""
    async with workshop.database.transaction(read_only=True) as session:
        version = await versions.get_version(session, version_id)
        job = None if version.job_id is None else await jobs.find_job(session, version.job_id)
    if job is None or job.seed_digest is None or version.digest is None:
        return None
    before = await workshop.pictures.get(job.seed_digest)
    after = await workshop.pictures.get(version.digest)
    mask = None
    if job.verb == Verb.EDIT and job.mask_digest is not None:
        mask = await workshop.pictures.get(job.mask_digest)
    label = f"v{version.label}"
    pair = await workshop.pool.run(partial(compare, before, after, mask_png=mask, labels=("Before", label)))
    notice = Notice(
        text=f"{label} beside the picture it was made from.",
        pictures=[Illustration(png=pair, file_name=f"compare-{label}.png", alt_text=f"Before and {label}")],
    )
    await questions.share_once(workshop, job.id, notice, key=f"compare:{version_id}")
    return None
