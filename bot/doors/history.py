"""The threads a person has worked in lately, each as its last picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.people import Person
from bot.reading.requests import Draft
from bot.workshop import Workshop
from storage import jobs, versions
from storage.jobs import Job
from storage.versions import Version

_JOBS_LOOKED_AT = 60
_JOBS_SEARCHED = 1000


@dataclass(frozen=True, kw_only=True)
class PastThread:
    """One thread, as this person's last job left it."""

    channel_id: str
    thread_ts: str
    message_ts: str  # of the last result, or of the thread where there is none
    prompt: str = field(repr=False)
    stage: str
    model_key: str | None
    version_label: str  # empty where nothing came
    file_id: str | None
    price_micros: int
    is_estimate: bool
    asked_at: datetime
    jobs: int


class History:
    """Read from our own rows; nobody sees anything but their own."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def last_threads(self, person: Person, *, limit: int, words: str = "") -> Sequence[PastThread]:
        """Newest first; with ``words``, those where the person asked for something with all of them in it."""
        wanted = words.casefold().split()
        async with self._workshop.database.transaction(read_only=True) as session:
            found = await jobs.list_of_person(
                session,
                team_id=person.team_id,
                user_id=person.user_id,
                limit=_JOBS_SEARCHED if wanted else _JOBS_LOOKED_AT,
            )
            by_thread: dict[tuple[str, str], list[Job]] = {}
            for job in found:
                if job.thread_ts is not None and _has_words(job, wanted):
                    by_thread.setdefault((job.channel_id, job.thread_ts), []).append(job)
            last = list(by_thread.values())[:limit]
            results = [await versions.list_of_job(session, of_thread[0].id) for of_thread in last]
        return [_read(of_thread, made) for of_thread, made in zip(last, results, strict=True)]


def _has_words(job: Job, wanted: Sequence[str]) -> bool:
    prompt = Draft.from_json(job.draft).prompt.casefold()
    return all(word in prompt for word in wanted)


def _read(of_thread: Sequence[Job], results: Sequence[Version]) -> PastThread:
    job = of_thread[0]
    shown = [version for version in results if version.state == "shared" and version.deleted_at is None]
    last = shown[-1] if shown else None
    thread_ts = job.thread_ts or ""
    return PastThread(
        channel_id=job.channel_id,
        thread_ts=thread_ts,
        message_ts=(last.share_ts if last else None) or thread_ts,
        prompt=Draft.from_json(job.draft).prompt,
        stage=job.stage,
        model_key=job.model_key,
        version_label=last.label if last else "",
        file_id=last.file_id if last else None,
        price_micros=job.charged_micros,
        is_estimate=job.is_estimate,
        asked_at=job.asked_at,
        jobs=len(of_thread),
    )
