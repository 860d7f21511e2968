"""What Slack has delivered already: it repeats itself, and the same wish reaches us by two ways."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Uuid, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import insert_into


class DeliveryRow(Base):
    """One delivery by the key that all its repetitions share, with the job it led to."""

    __tablename__ = "deliveries"

    delivery_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    job_id: Mapped[UUID | None] = mapped_column(Uuid)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


async def mark_seen(
    session: Session, delivery_key: str, *, seen_at: datetime, job_id: UUID | None = None
) -> bool:
    """True for exactly one caller, and only if its transaction commits; the others wait for it."""
    inserted = await session.execute(
        insert_into(session, DeliveryRow)
        .on_conflict_do_nothing(index_elements=["delivery_key"])
        .returning(DeliveryRow.delivery_key),
        {"delivery_key": delivery_key, "job_id": job_id, "seen_at": seen_at},
    )
    return inserted.first() is not None


async def mark_pressed(session: Session, key: str, *, now: datetime, not_since: datetime) -> bool:
    """True unless the same key was marked since then; one that is refused does not count as pressed."""
    insert = insert_into(session, DeliveryRow).values(delivery_key=key, job_id=None, seen_at=now)
    marked = await session.execute(
        insert.on_conflict_do_update(
            index_elements=["delivery_key"],
            set_={"seen_at": insert.excluded.seen_at},
            where=DeliveryRow.seen_at < not_since,
        ).returning(DeliveryRow.delivery_key)
    )
    return marked.first() is not None


async def find_job_id(session: Session, delivery_key: str) -> UUID | None:
    """The job that a delivery led to, None where it led to none or was never seen."""
    return await session.scalar(select(DeliveryRow.job_id).where(DeliveryRow.delivery_key == delivery_key))


async def prune_deliveries(session: Session, *, seen_before: datetime) -> None:
    """Forget what nobody will repeat any more."""
    await session.execute(delete(DeliveryRow).where(DeliveryRow.seen_at < seen_before))
