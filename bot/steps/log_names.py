"""By what the log lines of a step are found: everything a job does has the job's id."""

from uuid import UUID

from storage import Database, DatabaseAway, tasks

_MAX_KNOWN = 1_000


class TaskLogNames:
    """Knows whose a task is after one look."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: dict[UUID, UUID] = {}

    async def of(self, task_id: UUID) -> dict[str, str]:
        """The task's id and its job's; the task's alone where the database cannot be asked now."""
        job_id = self._jobs.get(task_id)
        if job_id is None:
            try:
                async with self._database.transaction(read_only=True) as session:
                    job_id = (await tasks.get_task(session, task_id)).job_id
            except (DatabaseAway, LookupError):
                return {"task_id": str(task_id)}
            if len(self._jobs) >= _MAX_KNOWN:
                self._jobs.clear()
            self._jobs[task_id] = job_id
        return {"job_id": str(job_id), "task_id": str(task_id)}
