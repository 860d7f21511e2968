"""Turns at a service, and submits that may be taken for each other, on both back ends."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from storage import Database, Session
from storage.jobs import open_job
from storage.tasks import change_task, find_place, get_task, has_rivals, next_turn, plan_task

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_LATER = count()


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
        planned_at=NOW + timedelta(seconds=next(_LATER)),
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


async def test_submits_without_an_answer_are_rivals_while_either_may_be_the_others(
    database: Database,
) -> None:
    found = {}
    async with database.transaction() as session:
        mine = (await plan(session, "ann"))[1]
        await change_task(session, mine, state="submitting", intent_at=NOW)
        task, other = await get_task(session, mine), (await plan(session, "ben"))[1]
        since = NOW - timedelta(minutes=2)
        states: dict[str, dict[str, object]] = {
            "lost just before": {"state": "to_be_checked", "intent_at": NOW - timedelta(minutes=1)},
            "on its way": {"state": "submitting", "intent_at": NOW + timedelta(minutes=1)},
            "lost long ago": {"state": "to_be_checked", "intent_at": NOW - timedelta(minutes=3)},
            "answered": {"state": "accepted", "intent_at": NOW, "accepted_at": NOW},
            "refused": {"state": "failed", "intent_at": NOW},
        }
        for name, changes in states.items():
            await change_task(session, other, accepted_at=None)
            await change_task(session, other, **changes)
            found[name] = await has_rivals(session, task, since=since)

    assert found == {
        "lost just before": True,
        "on its way": True,
        "lost long ago": False,
        "answered": False,
        "refused": False,
    }
