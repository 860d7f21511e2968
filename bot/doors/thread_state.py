"""A thread as its versions: which one is built on, which one a label names, which mask an edit keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.catalogue import Verb
from bot.errors import RequestError
from bot.people import Thread
from bot.sentences import FORGOTTEN
from bot.workshop import Workshop
from storage import jobs, threads, versions
from storage.jobs import Job
from storage.versions import GONE, Version


@dataclass(frozen=True, kw_only=True)
class ThreadState:
    """Every version of a thread with the job that made it; ``chosen_id`` is what an undo went back to."""

    versions: Sequence[Version]
    jobs: dict[UUID, Job]
    chosen_id: UUID | None

    @property
    def newest(self) -> Version:
        """What is built on where nothing is named.

        Raises:
            RequestError: every version was deleted.
        """
        left = [version for version in self.versions if version.deleted_at is None]
        chosen = next((version for version in left if version.id == self.chosen_id), None)
        if chosen is not None:
            return chosen
        if not left:
            raise RequestError(
                "Every picture of this thread was deleted. Nothing was charged. Attach one to your message."
            )
        return left[-1]

    def find(self, label: str | None) -> Version:
        """The version that "3", "3.1" or "#2" (the second of the newest results) names; None is the newest.

        Raises:
            RequestError: none of that name, one that was deleted, or several.
        """
        if label is None:
            return self.newest
        if label.startswith("#"):
            last = self.versions[-1].number
            is_several = any(v.number == last and v.sub_number for v in self.versions)
            label = f"{last}.{label[1:]}" if is_several else label[1:]
        named = [v for v in self.versions if v.label == label or str(v.number) == label]
        if not named:
            raise RequestError(
                f"There is no v{label} in this thread. Nothing was charged. The newest is v{self.newest.label}."
            )
        alive = [version for version in named if version.deleted_at is None]
        if not alive:
            raise RequestError(f"v{label} was deleted. Nothing was charged. Name another version.")
        if all(version.digest == GONE for version in alive):
            raise RequestError(FORGOTTEN)
        if len(alive) > 1:
            names = " or ".join(f"v{version.label}" for version in alive)
            raise RequestError(f"v{label} is several pictures. Nothing was charged. Say {names}.")
        return alive[0]

    def job_of(self, version: Version) -> Job | None:
        """The job that made it; None for an original."""
        return None if version.job_id is None else self.jobs.get(version.job_id)

    def parent_of(self, version: Version) -> Version | None:
        """What it was made from, as far as that is still there."""
        return next(
            (other for other in self.versions if other.id == version.parent_id and other.deleted_at is None),
            None,
        )

    def verb_of(self, version: Version) -> Verb:
        """What a reply without a verb does: what made this version; for an original what was done last."""
        last = next((job for other in reversed(self.versions) if (job := self.job_of(other))), None)
        job = self.job_of(version) or last
        return Verb(job.verb) if job is not None and job.verb else Verb.EDIT

    def mask_of(self, version: Version) -> str | None:
        """The digest of the mask that an edit of this version keeps: its own, its line's, else the newest."""
        line: Version | None = version
        while line is not None:
            job = self.job_of(line)
            if job is not None and job.mask_digest is not None:
                return job.mask_digest
            parent_id = line.parent_id
            line = next((other for other in self.versions if other.id == parent_id), None)
        made = [job for other in self.versions if (job := self.job_of(other)) and job.mask_digest]
        return made[-1].mask_digest if made else None


async def load_thread(workshop: Workshop, thread: Thread) -> ThreadState:
    """The thread as our database has it."""
    assert thread.thread_ts is not None, "only threads have versions"
    place = {
        "team_id": thread.team_id,
        "channel_id": thread.channel_id,
        "thread_ts": thread.thread_ts,
    }
    async with workshop.database.transaction(read_only=True) as session:
        found = await versions.list_of_thread(session, **place)
        job_ids = {version.job_id for version in found if version.job_id is not None}
        made = [await jobs.get_job(session, job_id) for job_id in job_ids]
        chosen_id = await threads.find_base(session, **place)
    return ThreadState(versions=found, jobs={job.id: job for job in made}, chosen_id=chosen_id)
