"""Pictures that go into a job: as people attached them, and as we keep them once taken in."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    ForeignKey,
    Integer,
    String,
    Text,
    Uuid,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.rows import columns_for, insert_into, read_all, table_of


class AttachmentRow(Base):
    """One picture of one job; ``digest`` names the lossless copy in the picture store."""

    __tablename__ = "attachments"

    job_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("jobs.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    role: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str | None] = mapped_column(String(64), index=True)
    width_px: Mapped[int | None] = mapped_column(Integer)
    height_px: Mapped[int | None] = mapped_column(Integer)
    is_mask_like: Mapped[bool] = mapped_column(Boolean, default=False)
    has_transparency: Mapped[bool] = mapped_column(Boolean, default=False)
    is_animated: Mapped[bool] = mapped_column(Boolean, default=False)
    notes: Mapped[str] = mapped_column(Text, default="[]")


@dataclass(frozen=True, kw_only=True)
class KeptAttachment:
    """An attachment's row, read. Sizes and flags are None and False until it is taken in."""

    position: int
    role: str | None
    name: str
    file_id: str | None
    digest: str | None
    width_px: int | None = None
    height_px: int | None = None
    is_mask_like: bool = False
    has_transparency: bool = False
    is_animated: bool = False
    notes: str = "[]"


_TABLE: Final = table_of(AttachmentRow)
_OF_JOB: Final = (
    select(*columns_for(KeptAttachment, AttachmentRow))
    .where(_TABLE.c.job_id == bindparam("job_id"))
    .order_by(_TABLE.c.position)
)


async def add_attachments(session: Session, job_id: UUID, attachments: Sequence[KeptAttachment]) -> None:
    """Insert the pictures of a new job."""
    rows = [{"job_id": job_id, **asdict(attachment)} for attachment in attachments]
    if rows:
        await session.execute(insert_into(session, AttachmentRow), rows)


async def list_attachments(session: Session, job_id: UUID) -> list[KeptAttachment]:
    """The pictures of a job in the order they were attached."""
    return await read_all(session, KeptAttachment, _OF_JOB, {"job_id": job_id})


async def take_in(session: Session, job_id: UUID, attachment: KeptAttachment) -> None:
    """Write down what taking a picture in has found; a role that was settled meanwhile stays."""
    columns = asdict(attachment)
    del columns["position"]
    if attachment.role is None:
        del columns["role"]
    await session.execute(
        update(_TABLE)
        .where(_TABLE.c.job_id == job_id, _TABLE.c.position == attachment.position)
        .values(**columns)
    )


async def drop_unassigned(session: Session, job_id: UUID) -> set[str | None]:
    """Forget pictures that turned out to have no part in the job; what they let go of."""
    return await _drop(session, AttachmentRow.job_id == job_id, AttachmentRow.role.is_(None))


async def drop_attachment(session: Session, job_id: UUID, *, position: int) -> set[str | None]:
    """Forget one picture; what it let go of."""
    return await _drop(session, AttachmentRow.job_id == job_id, AttachmentRow.position == position)


async def _drop(session: Session, *conditions: ColumnElement[bool]) -> set[str | None]:
    rows = await session.scalars(delete(AttachmentRow).where(*conditions).returning(AttachmentRow.digest))
    return set(rows)
