"""Reports that go out as files: what somebody ordered by direct message, and the digests of channels."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Date, String, Uuid, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, insert_into, read_all, read_one

# An order that has not gone out by then is of no use to anybody.
KEPT_FOR: Final = timedelta(days=1)


class ReportOrderRow(Base):
    """One report. ``kind`` is chart, export or digest; ``channel_id`` None is ``user_id``'s direct messages."""

    __tablename__ = "report_orders"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    report: Mapped[str] = mapped_column(String(16))
    about: Mapped[str | None] = mapped_column(String(32))
    channel_id: Mapped[str | None] = mapped_column(String(32))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    file_id: Mapped[str | None] = mapped_column(String(32))
    ordered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


@dataclass(frozen=True, kw_only=True)
class ReportOrder:
    """A row, read."""

    id: UUID
    team_id: str
    user_id: str
    kind: str
    report: str
    about: str | None
    channel_id: str | None = None
    first_day: date
    last_day: date
    file_id: str | None
    ordered_at: datetime
    sent_at: datetime | None


_ORDERS: Final = select(*columns_for(ReportOrder, ReportOrderRow))


async def add_order(session: Session, order: ReportOrder) -> bool:
    """Write an order down; False where its id is there already, whoever wrote it."""
    inserted = await session.execute(
        insert_into(session, ReportOrderRow)
        .values(**asdict(order))
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(ReportOrderRow.id)
    )
    return inserted.first() is not None


async def get_order(session: Session, order_id: UUID) -> ReportOrder:
    """The order; raises LookupError where there is none."""
    order = await read_one(session, ReportOrder, _ORDERS.where(ReportOrderRow.id == order_id))
    if order is None:
        raise LookupError(f"no report order {order_id}")
    return order


async def list_unsent(session: Session, *, ordered_since: datetime) -> list[ReportOrder]:
    """Orders since then that have not gone out."""
    return await read_all(
        session,
        ReportOrder,
        _ORDERS.where(ReportOrderRow.sent_at.is_(None), ReportOrderRow.ordered_at >= ordered_since),
    )


async def note_file(session: Session, order_id: UUID, *, file_id: str | None) -> None:
    """Its file is up and about to be shared; None where it has to be put up again."""
    await session.execute(update(ReportOrderRow).where(ReportOrderRow.id == order_id).values(file_id=file_id))


async def mark_sent(session: Session, order_id: UUID, *, sent_at: datetime) -> None:
    """It is out."""
    await session.execute(update(ReportOrderRow).where(ReportOrderRow.id == order_id).values(sent_at=sent_at))
