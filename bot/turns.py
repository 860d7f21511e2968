"""Whose turn it is: people take turns, so a place in line does not depend on how many jobs somebody has."""

from collections import deque
from collections.abc import Sequence
from uuid import UUID


def place_in_line(queue: Sequence[tuple[UUID, str]], job_id: UUID) -> int | None:
    """1 where the job's first task is next, None where none of its tasks waits.

    ``queue`` is (job_id, person_key) of the waiting tasks, oldest first.
    """
    lines: dict[str, deque[UUID]] = {}
    for waiting_job_id, person_key in queue:
        lines.setdefault(person_key, deque()).append(waiting_job_id)
    place = 0
    while lines:
        for person_key in list(lines):
            place += 1
            if lines[person_key].popleft() == job_id:
                return place
            if not lines[person_key]:
                del lines[person_key]
    return None
