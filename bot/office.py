"""What admins do about money: limits, adjustments, and the log of all of it."""

from collections.abc import Sequence
from uuid import UUID

from bot import approvals
from bot.budgets import EVERYBODY, Act, Limit, Owner, Period
from bot.errors import RequestError
from bot.limits import describe_amount, describe_limit
from bot.money import format_usd
from bot.people import Person
from bot.workshop import Workshop
from storage import Session, audit, ledger, limits
from storage.ledger import Entry, EntryKind

LAST_ACTS = 20
MAX_ADJUSTMENT_MICROS = 100_000 * 1_000_000


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

    async def note(self, admin: Person, *, act: str, subject: str, detail: str) -> None:
        """Write down something an admin looked at or took out."""
        async with self._workshop.database.transaction() as session:
            await self._log(session, admin, act=act, subject=subject, detail=detail)

    async def ask_for_more(self, job_id: UUID, person: Person) -> str:
        """A person wants a job that their budget refused; returns what to tell them."""
        return await approvals.ask_for_more(self._workshop, job_id, person)

    async def approve(self, job_id: UUID, admin: Person, *, is_for_period: bool) -> str:
        """Let it run: this job alone, or with more room for everything in the period."""
        return await approvals.approve(self._workshop, job_id, admin, is_for_period=is_for_period)

    async def deny(self, job_id: UUID, admin: Person) -> str:
        """Not this time."""
        return await approvals.deny(self._workshop, job_id, admin)

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
