"""The ledger: every reservation, settlement, release and adjustment; added to, never changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Index,
    Integer,
    RowMapping,
    String,
    Text,
    Uuid,
    bindparam,
    case,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.counters import CounterKey, add_to_counters, counter_keys
from storage.days import DIMENSIONS, Sums, add_to_days
from storage.limits import Period
from storage.rows import columns_for, insert_into, table_of


class EntryKind(StrEnum):
    """What a row says. A job has at most one of each but adjustments."""

    RESERVATION = "reservation"
    SETTLEMENT = "settlement"
    RELEASE = "release"
    ADJUSTMENT = "adjustment"


_ONCE = text("kind <> 'adjustment'")


class LedgerRow(Base):
    """One entry. The database itself refuses to change or delete it (triggers, see the first migration).

    ``day_start``, ``week_start`` and ``month_start`` name the calendar periods it counts in: those of the
    job's reservation, as the time zone was then.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        Index(
            "uq_ledger_job_id_kind", "job_id", "kind", unique=True, sqlite_where=_ONCE, postgresql_where=_ONCE
        ),
        CheckConstraint("kind IN ('reservation', 'settlement', 'release', 'adjustment')", name="kind"),
        CheckConstraint("kind = 'adjustment' OR (job_id IS NOT NULL AND amount_micros >= 0)", name="amount"),
        Index("ix_ledger_person", "team_id", "user_id", "month_start"),
        Index("ix_ledger_month_start", "month_start"),
        Index("ix_ledger_day", "team_id", "day_start"),
        Index(
            "ix_ledger_job", "job_id"
        ),  # the unique one leaves adjustments out, so SQLite does not read by it
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    job_id: Mapped[UUID | None] = mapped_column(Uuid)
    team_id: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str | None] = mapped_column(String(32))
    model_key: Mapped[str | None] = mapped_column(String(32))
    service: Mapped[str | None] = mapped_column(String(16))
    tag: Mapped[str | None] = mapped_column(String(80))
    amount_micros: Mapped[int] = mapped_column(BigInteger)  # as said: quoted, charged, released, adjusted
    delta_micros: Mapped[int] = mapped_column(BigInteger)  # what it adds to the sums of what is committed
    is_estimate: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day_start: Mapped[date] = mapped_column(Date)
    week_start: Mapped[date] = mapped_column(Date)
    month_start: Mapped[date] = mapped_column(Date)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A ledger row without its number."""

    kind: EntryKind
    job_id: UUID | None
    team_id: str
    user_id: str
    channel_id: str | None
    model_key: str | None
    service: str | None
    tag: str | None
    amount_micros: int
    delta_micros: int
    is_estimate: bool = False
    reason: str | None = None
    created_at: datetime
    day_start: date
    week_start: date
    month_start: date

    @property
    def starts(self) -> Mapping[Period, date]:
        """The periods it counts in."""
        return {Period.DAY: self.day_start, Period.WEEK: self.week_start, Period.MONTH: self.month_start}

    @property
    def sums(self) -> Sums:
        """What it adds to its day. After a release no quote is left for a settlement to differ from."""
        is_charge = self.kind in {EntryKind.SETTLEMENT, EntryKind.ADJUSTMENT}
        differs = self.kind is EntryKind.SETTLEMENT and self.delta_micros != self.amount_micros
        return Sums(
            spent_micros=self.amount_micros if is_charge else 0,
            committed_micros=self.delta_micros,
            jobs=1 if self.kind is EntryKind.RESERVATION else 0,
            drift_micros=self.delta_micros if differs else 0,
        )


@dataclass(frozen=True, kw_only=True)
class PersonSums:
    """A person's month: charges and adjustments, what of that admins adjusted, quotes still open, jobs begun."""

    spent_micros: int
    adjusted_micros: int
    open_micros: int
    jobs: int


_TABLE: Final = table_of(LedgerRow)
_ENTRIES: Final = select(*columns_for(Entry, LedgerRow)).order_by(_TABLE.c.id)
_OF_JOB: Final = _ENTRIES.where(_TABLE.c.job_id == bindparam("job_id"))


async def add_entry(session: Session, entry: Entry) -> dict[CounterKey, int] | None:
    """Write a row and count it; the new sums, or None where this job has such a row already.

    One call per transaction: a second one would lock counters out of order.
    """
    inserted = await session.execute(
        insert_into(session, LedgerRow)
        .on_conflict_do_nothing(index_elements=["job_id", "kind"], index_where=_ONCE)
        .returning(LedgerRow.id),
        asdict(entry),
    )
    if inserted.first() is None:
        return None
    keys = counter_keys(entry.team_id, entry.starts, user_id=entry.user_id, channel_id=entry.channel_id)
    sums = await add_to_counters(session, keys, delta_micros=entry.delta_micros)
    await add_to_days(
        session,
        team_id=entry.team_id,
        day_start=entry.day_start,
        keys={dimension: getattr(entry, dimension) for dimension in DIMENSIONS},
        sums=entry.sums,
    )
    return sums


async def lock_entries(session: Session, job_id: UUID) -> list[Entry]:
    """A job's entries, and the right to be the only one who adds to them until the transaction ends."""
    await session.execute(
        select(LedgerRow.id)
        .where(LedgerRow.job_id == job_id, LedgerRow.kind == EntryKind.RESERVATION)
        .with_for_update()
    )
    # A statement of its own: only what begins after the lock sees what its last holder wrote.
    return await list_entries(session, job_id)


async def list_entries(session: Session, job_id: UUID) -> list[Entry]:
    """A job's entries in the order they were written."""
    rows = await session.execute(_OF_JOB, {"job_id": job_id})
    return [_read(row) for row in rows.mappings()]


async def list_last_jobs(session: Session, *, team_id: str, user_id: str, limit: int) -> list[list[Entry]]:
    """The entries of the jobs that a person began last: newest job first, its entries as written.

    By month and number, in which they were begun, for so they stand in the index: only the last are read.
    """
    last_job_ids = (
        select(LedgerRow.job_id)
        .where(
            LedgerRow.team_id == team_id,
            LedgerRow.user_id == user_id,
            LedgerRow.kind == EntryKind.RESERVATION,
        )
        .order_by(LedgerRow.month_start.desc(), LedgerRow.id.desc())
        .limit(limit)
    )
    rows = await session.execute(_ENTRIES.where(LedgerRow.job_id.in_(last_job_ids)))
    by_job: dict[UUID | None, list[Entry]] = {}
    for row in rows.mappings():
        by_job.setdefault(row["job_id"], []).append(_read(row))
    return [*by_job.values()][::-1]


async def sum_person(session: Session, *, team_id: str, user_id: str, month_start: date) -> PersonSums:
    """One person's month in one look."""
    is_charge = LedgerRow.kind.in_([EntryKind.SETTLEMENT, EntryKind.ADJUSTMENT])
    is_for_no_job = LedgerRow.job_id.is_(None)
    row = (
        await session.execute(
            select(
                func.coalesce(func.sum(case((is_charge, LedgerRow.amount_micros), else_=0)), 0),
                func.coalesce(func.sum(case((is_for_no_job, LedgerRow.amount_micros), else_=0)), 0),
                func.coalesce(func.sum(LedgerRow.delta_micros), 0),
                func.count(case((LedgerRow.kind == EntryKind.RESERVATION, 1))),
            ).where(
                LedgerRow.team_id == team_id,
                LedgerRow.user_id == user_id,
                LedgerRow.month_start == month_start,
            )
        )
    ).one()
    spent, adjusted, committed, jobs = (int(number) for number in row)
    return PersonSums(spent_micros=spent, adjusted_micros=adjusted, open_micros=committed - spent, jobs=jobs)


def _read(row: RowMapping) -> Entry:
    return Entry(**{**row, "kind": EntryKind(row["kind"])})
