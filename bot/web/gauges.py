"""What ``/metrics`` says about the database that all processes share."""

from bot.announcer import FINAL_STAGES
from bot.web.health import ReadGauges, Reading
from bot.workshop import Workshop
from storage import gauges
from storage.gauges import Standing
from storage.limits import Period

_UNDER_WAY = ("planned", "submitting", "accepted")


def bind_read_gauges(workshop: Workshop) -> ReadGauges:
    """Read them anew each time: nothing about jobs is counted twice in two places."""

    async def read_gauges() -> list[Reading]:
        month_start = workshop.spending.starts()[Period.MONTH]
        async with workshop.database.transaction(read_only=True) as session:
            by_stage = await gauges.count_jobs(session)
            by_state = await gauges.count_tasks(session, states=_UNDER_WAY)
            by_team = await gauges.sum_month(session, month_start=month_start)
        jobs = [_count("retouch_jobs", (one.name,), one) for one in by_stage]
        job_ages = [
            _age(workshop, "retouch_oldest_job_seconds", (one.name,), one)
            for one in by_stage
            if one.name not in FINAL_STAGES
        ]
        tasks = [_count("retouch_tasks", (service, one.name), one) for service, one in by_state]
        task_ages = [
            _age(workshop, "retouch_oldest_task_seconds", (service, one.name), one)
            for service, one in by_state
        ]
        spent = [
            Reading(gauge="retouch_month_committed_micros", labels=(team_id,), value=micros)
            for team_id, micros in by_team
        ]
        return [*jobs, *job_ages, *tasks, *task_ages, *spent]

    return read_gauges


def _count(gauge: str, labels: tuple[str, ...], standing: Standing) -> Reading:
    return Reading(gauge=gauge, labels=labels, value=standing.count)


def _age(workshop: Workshop, gauge: str, labels: tuple[str, ...], standing: Standing) -> Reading:
    seconds = (workshop.clock() - standing.oldest_at).total_seconds()
    return Reading(gauge=gauge, labels=labels, value=max(seconds, 0.0))
