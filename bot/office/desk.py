"""The door for admins: everything that they may ask for, each in a module of its own behind it."""

from collections.abc import Sequence
from uuid import UUID

from bot.money.budgets import Limit, Owner, Period
from bot.office import acts, approvals, budgets, checked, digests, ordering, rules
from bot.office.acts import Act
from bot.office.approvals import Wish
from bot.office.checked import Unchecked
from bot.office.digests import Frequency
from bot.office.overview import Overview, read_overview
from bot.office.rules import HouseRules, Kind
from bot.people import Person
from bot.reports.base import Report
from bot.reports.periods import Span, read_span
from bot.workshop import Workshop


class Office:
    """The door for admins. Whether somebody is one is found out before it."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def set_budget(
        self, admin: Person, owner: Owner, *, limit_micros: int | None, period: Period
    ) -> None:
        """Set a limit, or lift it with None; it holds from the next request on."""
        await budgets.set_budget(self._workshop, admin, owner=owner, limit_micros=limit_micros, period=period)

    async def list_budgets(self, admin: Person) -> Sequence[Limit]:
        """Every limit in force: the settings' own where no admin has set another."""
        return await budgets.list_budgets(self._workshop, admin)

    async def adjust(self, admin: Person, *, user_id: str, amount_micros: int, reason: str) -> None:
        """Add to what somebody has spent, or take off it, with a reason."""
        await budgets.adjust(
            self._workshop, admin, user_id=user_id, amount_micros=amount_micros, reason=reason
        )

    async def list_acts(self, admin: Person, *, page: int) -> tuple[Sequence[Act], bool]:
        """What admins did, newest first, and whether there is another page behind this one."""
        return await acts.list_acts(self._workshop, admin, page=page)

    def read_span(self, text: str) -> Span:
        """A period in words, on the budgets' calendar.

        Raises:
            RequestError: no period.
        """
        spending = self._workshop.spending
        return read_span(text, today=spending.starts()[Period.DAY], calendar=spending.calendar)

    async def report(self, admin: Person, name: str, *, span: Span, about: Owner | None = None) -> Report:
        """The figures of a workspace, a person or a channel, grouped by what ``name`` says."""
        return await ordering.read_report(self._workshop, admin, name=name, span=span, about=about)

    async def order(
        self, admin: Person, *, kind: str, report: str, span: Span, about: Owner | None = None
    ) -> None:
        """Have the chart or the export sent by direct message; ``kind`` says which."""
        await ordering.order_report(self._workshop, admin, kind=kind, report=report, span=span, about=about)

    async def list_unchecked(self, admin: Person) -> Sequence[Unchecked]:
        """Jobs whose charge nobody knows."""
        return await checked.list_unchecked(self._workshop, admin)

    async def close_checked(self, admin: Person, name: str, *, charged_micros: int, reason: str) -> str:
        """Settle such a job with what the service charged; returns whose it was."""
        job = await checked.close_checked(
            self._workshop, admin, name, charged_micros=charged_micros, reason=reason
        )
        return job.user_id

    async def ask_for_more(self, job_id: UUID, person: Person) -> str:
        """A person wants a job that their budget refused; returns what to tell them."""
        return await approvals.ask_for_more(self._workshop, job_id, person)

    async def overview(self, admin: Person) -> Overview:
        """Everything on one page."""
        return await read_overview(self._workshop, admin)

    async def rules(self, team_id: str) -> HouseRules:
        """What holds for everybody in a workspace now."""
        return await rules.fetch_rules(self._workshop, team_id)

    async def pause(self, admin: Person) -> str:
        """Send nothing new to a service; what runs there finishes."""
        return await rules.pause(self._workshop, admin)

    async def resume(self, admin: Person) -> str:
        """Go on with what has waited."""
        return await rules.resume(self._workshop, admin)

    async def set_list(self, admin: Person, kind: Kind, subjects: Sequence[str]) -> None:
        """Allow these channels or models alone; none allows all."""
        await rules.set_list(self._workshop, admin, kind, subjects)

    async def set_digest(self, admin: Person, channel_id: str, frequency: Frequency | None) -> None:
        """Send a channel a report by itself; None ends it."""
        await digests.set_digest(self._workshop, admin, channel_id, frequency)

    async def read_wish(self, job_id: UUID, admin: Person) -> Wish:
        """What waits for a decision."""
        return await approvals.read_wish(self._workshop, job_id, admin)

    async def approve(
        self, job_id: UUID, admin: Person, *, is_for_period: bool, amount_micros: int | None = None
    ) -> str:
        """Let it run: this job alone, or with more room for everything in the period."""
        return await approvals.approve(
            self._workshop, job_id, admin, is_for_period=is_for_period, amount_micros=amount_micros
        )

    async def deny(self, job_id: UUID, admin: Person, *, reason: str = "") -> str:
        """Not this time."""
        return await approvals.deny(self._workshop, job_id, admin, reason=reason)
