"""What an admin sees on one page: money, who waits, how the services are, what is ruled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.announcer import Stage
from bot.money.budgets import Limit, Period, Scope
from bot.money.limits import Room
from bot.office import approvals, budgets, rules
from bot.office.approvals import Wish
from bot.office.rules import HouseRules
from bot.people import Person
from bot.reports.base import About, Forecast, build
from bot.reports.breakdowns import REPORTS
from bot.reports.periods import Span, month_of
from bot.steps.reporting import read_source
from bot.workshop import Workshop
from storage import jobs, workload
from storage.workload import Workload

LATELY: Final = timedelta(hours=1)
MOST_WISHES: Final = 5


@dataclass(frozen=True, kw_only=True)
class Overview:
    """One workspace now. ``rooms`` are the workspace's own limits, ``wishes`` the oldest requests for more.

    ``limits`` are all that are in force.
    """

    month: Span
    spent_micros: int
    open_micros: int
    forecast: Forecast | None
    rooms: Sequence[Room]
    limits: Sequence[Limit]
    wishes: Sequence[Wish]
    waiting: int
    unchecked: int
    services: Sequence[Workload]
    rules: HouseRules


async def read_overview(workshop: Workshop, admin: Person) -> Overview:
    """For one page view; whether somebody may see it was found out before."""
    month = month_of(workshop.spending.starts()[Period.DAY])
    source = await read_source(workshop, admin.team_id)
    report = await build(source, REPORTS["model"], month, About())
    rooms = await workshop.spending.rooms(Person(team_id=admin.team_id, user_id=""))
    wishes, waiting = await approvals.list_wishes(workshop, admin, most=MOST_WISHES)
    async with workshop.database.transaction(read_only=True) as session:
        unchecked = await jobs.list_in_stage(session, admin.team_id, stage=Stage.TO_BE_CHECKED)
        services = await workload.read_workload(session, since=workshop.clock() - LATELY)
    return Overview(
        month=month,
        spent_micros=report.total.spent_micros,
        open_micros=report.total.open_micros,
        forecast=report.forecast,
        rooms=[room for room in rooms.values() if room.scope is Scope.WORKSPACE],
        limits=await budgets.list_budgets(workshop, admin),
        wishes=wishes,
        waiting=waiting,
        unchecked=len(unchecked),
        services=services,
        rules=await rules.fetch_rules(workshop, admin.team_id),
    )
