"""What admins do about money: limits, adjustments, and the log of all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from bot.errors import RequestError
from bot.money.amounts import format_usd
from bot.money.budgets import EVERYBODY, Act, Limit, Owner, Period
from bot.money.limits import describe_amount, describe_limit
from bot.office import approvals, checked, digests, rules
from bot.office.approvals import Wish
from bot.office.digests import Frequency
from bot.office.overview import Overview, read_overview
from bot.office.rules import HouseRules, Kind
from bot.people import Person
from bot.reports.base import Report, build
from bot.reports.breakdowns import REPORTS
from bot.reports.periods import Span, read_span
from bot.steps.reporting import read_about, read_source, report_chain
from bot.workshop import Workshop
from storage import Session, audit, ledger, limits
from storage.ledger import Entry, EntryKind
from storage.orders import ReportOrder, add_order

LAST_ACTS = 20
MAX_ADJUSTMENT_MICROS = 100_000 * 1_000_000


@dataclass(frozen=True, kw_only=True)
class Unchecked:
    """A job that an admin has to look at; ``name`` is what they close it by."""

    name: str
    user_id: str
    channel_id: str
    model_key: str
    held_micros: int
    asked_at: datetime


class Office:
    """The door for admins. Whether somebody is one is found out before it."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def set_budget(
        self, admin: Person, owner: Owner, *, limit_micros: int | None, period: Period
    ) -> None:
        """Set a limit, or lift it with None; it holds from the next request on."""
        limit = Limit(
            team_id=admin.team_id,
            scope=owner.scope,
            scope_id=owner.scope_id,
            period=period,
            limit_micros=limit_micros,
        )
        async with self._workshop.database.transaction() as session:
            await limits.set_limit(session, limit)
            await self._log(
                session,
                admin,
                act="budget",
                subject=owner.name,
                detail=describe_limit(limit_micros, period),
            )

    async def list_budgets(self, admin: Person) -> Sequence[Limit]:
        """Every limit in force: the settings' own where no admin has set another."""
        async with self._workshop.database.transaction(read_only=True) as session:
            told = await limits.list_all(session, admin.team_id)
        known = {(limit.scope, limit.scope_id, limit.period) for limit in told}
        defaults = [
            Limit(team_id=admin.team_id, scope=scope, scope_id=EVERYBODY, period=period, limit_micros=micros)
            for (scope, period), micros in self._workshop.spending.defaults.items()
            if (scope, EVERYBODY, period) not in known
        ]
        return [*defaults, *told]

    async def adjust(self, admin: Person, *, user_id: str, amount_micros: int, reason: str) -> None:
        """Add to what somebody has spent, or take off it, with a reason; nothing in the past is changed.

        Raises:
            RequestError: no reason, nothing to adjust, or more than anybody means.
        """
        if not reason.strip():
            raise RequestError("An adjustment needs a reason. Nothing was changed. Write it at the end.")
        if amount_micros == 0 or abs(amount_micros) > MAX_ADJUSTMENT_MICROS:
            raise RequestError(
                f"An adjustment is up to {format_usd(MAX_ADJUSTMENT_MICROS)}, and not nothing. "
                "Nothing was changed. Write another amount."
            )
        entry = self._adjustment(admin, user_id, amount_micros=amount_micros, reason=reason.strip())
        async with self._workshop.database.transaction() as session:
            await ledger.add_entry(session, entry)
            await self._log(
                session,
                admin,
                act="adjust",
                subject=user_id,
                detail=f"{describe_amount(amount_micros)}: {reason.strip()}",
            )

    async def list_acts(self, admin: Person) -> Sequence[Act]:
        """What admins did last, newest first."""
        async with self._workshop.database.transaction(read_only=True) as session:
            return await audit.list_acts(session, admin.team_id, limit=LAST_ACTS)

    def read_span(self, text: str) -> Span:
        """A period in words, on the budgets' calendar.

        Raises:
            RequestError: no period.
        """
        spending = self._workshop.spending
        return read_span(text, today=spending.starts()[Period.DAY], calendar=spending.calendar)

    async def report(self, admin: Person, name: str, *, span: Span, about: Owner | None = None) -> Report:
        """The figures of a workspace, a person or a channel, grouped by what ``name`` says."""
        source = await read_source(self._workshop, admin.team_id)
        whom = read_about(None if about is None else about.scope_id)
        return await build(source, REPORTS[name], span, whom)

    async def order(
        self, admin: Person, *, kind: str, report: str, span: Span, about: Owner | None = None
    ) -> None:
        """Have the chart or the export sent by direct message; ``kind`` says which."""
        order = ReportOrder(
            id=uuid4(),
            team_id=admin.team_id,
            user_id=admin.user_id,
            kind=kind,
            report=report,
            about=None if about is None else about.scope_id,
            first_day=span.first_day,
            last_day=span.last_day,
            file_id=None,
            ordered_at=self._workshop.clock(),
            sent_at=None,
        )
        async with self._workshop.database.transaction() as session:
            await add_order(session, order)
            if kind == "export":
                await self._log(session, admin, act="export", subject="workspace", detail=span.words)
        await self._workshop.engine.start(report_chain(order.id), step="send_report", subject=str(order.id))

    async def list_unchecked(self, admin: Person) -> Sequence[Unchecked]:
        """Jobs whose charge nobody knows."""
        return [
            Unchecked(
                name=checked.short_id(job.id),
                user_id=job.user_id,
                channel_id=job.channel_id,
                model_key=job.model_key or "",
                held_micros=job.quote_micros - job.charged_micros,
                asked_at=job.asked_at,
            )
            for job in await checked.list_unchecked(self._workshop, admin)
        ]

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

    async def _log(self, session: Session, admin: Person, *, act: str, subject: str, detail: str) -> None:
        await audit.write_act(
            session,
            Act(
                team_id=admin.team_id,
                user_id=admin.user_id,
                act=act,
                subject=subject,
                detail=detail,
                done_at=self._workshop.clock(),
            ),
        )

    def _adjustment(self, admin: Person, user_id: str, *, amount_micros: int, reason: str) -> Entry:
        starts = self._workshop.spending.starts()
        return Entry(
            kind=EntryKind.ADJUSTMENT,
            job_id=None,
            team_id=admin.team_id,
            user_id=user_id,
            channel_id=None,
            model_key=None,
            service=None,
            tag=None,
            amount_micros=amount_micros,
            delta_micros=amount_micros,
            reason=reason,
            created_at=self._workshop.clock(),
            day_start=starts[Period.DAY],
            week_start=starts[Period.WEEK],
            month_start=starts[Period.MONTH],
        )
