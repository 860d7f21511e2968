"""Turns at a service, on both back ends."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from storage import Database, Session
from storage.jobs import open_job
from storage.tasks import change_task, find_place, next_turn, plan_task

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def plan(session: Session, person: str) -> tuple[UUID, UUID]:
    """A job with one task of this person, at the next turn; (job_id, task_id)."""
    job_id, task_id = uuid4(), uuid4()
    await open_job(
        session,
        job_id,
        team_id="T1",
        user_id=person,
        channel_id="C1",
        draft="{}",
        stage="reserved",
        next_step="take_in",
        asked_at=NOW,
    )
    await plan_task(
        session,
        task_id,
        job_id=job_id,
        number=1,
        service="runware",
        person_key=person,
        turn=await next_turn(session, service="runware", person_key=person),
        expected=1,
        state="planned",
        planned_at=NOW,
    )
    return job_id, task_id


async def test_somebodys_one_task_goes_before_the_second_of_anybody(database: Database) -> None:
    async with database.transaction() as session:
        greedy = [await plan(session, "greedy") for _ in range(20)]
        modest = await plan(session, "modest")

        place = await find_place(session, modest[0], service="runware")
        last_place = await find_place(session, greedy[-1][0], service="runware")

    assert place == 2
    assert last_place == 21


async def test_who_comes_later_does_not_put_off_those_who_wait(database: Database) -> None:
    async with database.transaction() as session:
        greedy = [await plan(session, "greedy") for _ in range(3)]
        await change_task(session, greedy[0][1], state="accepted")
        await change_task(session, greedy[1][1], state="accepted")
        newcomer = await plan(session, "newcomer")

        waiting_place = await find_place(session, greedy[2][0], service="runware")
        newcomer_place = await find_place(session, newcomer[0], service="runware")

    assert waiting_place == 1
    assert newcomer_place == 2


async def test_a_job_that_does_not_wait_has_no_place(database: Database) -> None:
    async with database.transaction() as session:
        job_id, task_id = await plan(session, "ann")
        await change_task(session, task_id, state="accepted")

        place = await find_place(session, job_id, service="runware")

    assert place is None
