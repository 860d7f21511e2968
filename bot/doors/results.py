"""A finished picture from the outside: what its buttons and the replies about it can do."""

from uuid import UUID

from bot.catalogue import Field
from bot.doors.jobs import Jobs
from bot.errors import NotAllowed
from bot.people import Person
from bot.reading.asks import Ask, Details, Fill
from bot.reading.repeats import repeat_text
from bot.reading.requests import Draft, EditRequest
from bot.sentences import FORGOTTEN
from bot.steps.fills import describe_parameters, fill_from_version, repeated
from bot.steps.records import deletion_chain, load_request
from bot.workshop import Workshop
from storage import jobs, tasks, versions
from storage.jobs import Job
from storage.versions import Version

_OWN_ROLES = frozenset({None, Field.SEED_IMAGE, Field.MASK_IMAGE})


class Results:
    """The door to versions that a job has delivered."""

    def __init__(self, workshop: Workshop, jobs: Jobs) -> None:
        self._workshop = workshop
        self._jobs = jobs

    async def again(
        self,
        version_id: UUID,
        person: Person,
        *,
        delivery_key: str,
        speed: str | None = None,
        changes: Draft | None = None,
        keeps_seed: bool = True,
        manner: str = "at_once",
    ) -> UUID:
        """The request behind a version once more, from that version's own parent, with ``changes`` over it."""
        version, job = await self._find(version_id, person)
        fill = await fill_from_version(self._workshop, version, job, from_parent=True)
        wanted = changes or Draft(values={Field.RENDERING_SPEED: speed} if speed else {})
        draft, attachments = repeated(fill, wanted, keeps_seed=keeps_seed)
        return await self._jobs.ask(
            Ask(
                delivery_key=delivery_key,
                person=person,
                thread=fill.thread,
                draft=draft,
                attachments=attachments,
                price_was_shown=False,
                parent_version_id=fill.parent_version_id,
                manner=manner,
            )
        )

    async def fill(self, version_id: UUID, person: Person) -> Fill:
        """A version's request, filled in to work on that version."""
        version, job = await self._find(version_id, person)
        return await fill_from_version(self._workshop, version, job, from_parent=False)

    async def details(self, version_id: UUID, person: Person) -> Details:
        """Everything there is to know about a version, deleted or not."""
        version, job = await self._find(version_id, person, is_deleted_fine=True)
        async with self._workshop.database.transaction(read_only=True) as session:
            request, pictures = await load_request(self._workshop, session, job)
            task = None if version.task_id is None else await tasks.find_task(session, version.task_id)
        return Details(
            version_label=version.label,
            prompt=request.prompt,
            parameters=describe_parameters(request),
            raw_answer="" if task is None else task.raw_answer,
            price_micros=version.cost_micros,
            is_estimate=job.is_estimate,
            created_at=version.created_at,
            seed=version.seed,
            author_user_id=job.user_id,
            text=repeat_text(request),
            is_edit=isinstance(request, EditRequest),
            references=sum(picture.role not in _OWN_ROLES for picture in pictures),
            kept_file_id=version.file_id if version.state == "kept" else None,
        )

    async def delete(self, version_id: UUID, person: Person) -> str:
        """Take a result out of its thread. What it cost stays."""
        version, job = await self._find(version_id, person)
        if job.user_id != person.user_id:
            raise NotAllowed(
                "not theirs", user_text="Only the person who asked for this picture can delete it."
            )
        async with self._workshop.database.transaction() as session:
            await versions.change_version(session, version_id, deleted_at=self._workshop.clock())
        await self._workshop.engine.start(
            deletion_chain(version_id), step="delete_result", subject=str(version_id)
        )
        return f"v{version.label} is deleted. What it cost stays in your usage."

    async def _find(
        self, version_id: UUID, person: Person, *, is_deleted_fine: bool = False
    ) -> tuple[Version, Job]:
        async with self._workshop.database.transaction(read_only=True) as session:
            version = await versions.find_version(session, version_id)
            known = version is not None and version.team_id == person.team_id and version.job_id is not None
            job = (
                await jobs.find_job(session, version.job_id) if known and version and version.job_id else None
            )
        if version is None or job is None:
            raise NotAllowed(
                "unknown version", user_text="We no longer know this picture. Nothing was charged."
            )
        if job.forgotten_at is not None:
            raise NotAllowed("forgotten version", user_text=FORGOTTEN)
        if version.deleted_at is not None and not is_deleted_fine:
            raise NotAllowed("deleted version", user_text="This picture was deleted. Nothing was charged.")
        return version, job
