"""Mask pages: each row is one link that one person may paint one mask with."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String, Text, Uuid, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, read_one


class MaskPageRow(Base):
    """What the page paints on, and the edit that its save asks for."""

    __tablename__ = "mask_pages"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    parent_version_id: Mapped[UUID | None] = mapped_column(Uuid)
    draft: Mapped[str] = mapped_column(Text)  # JSON as the middle wrote it
    attachments: Mapped[str] = mapped_column(Text)  # the same
    back_url: Mapped[str | None] = mapped_column(Text)
    seed_digest: Mapped[str | None] = mapped_column(String(64))  # None until the picture is taken in
    width_px: Mapped[int | None] = mapped_column(Integer)
    height_px: Mapped[int | None] = mapped_column(Integer)
    mask_digest: Mapped[str | None] = mapped_column(String(64))  # the mask to begin with
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


@dataclass(frozen=True, kw_only=True)
class MaskPage:
    """A page's row, read."""

    id: UUID
    team_id: str
    user_id: str
    channel_id: str
    thread_ts: str | None
    parent_version_id: UUID | None
    draft: str
    attachments: str
    back_url: str | None
    seed_digest: str | None
    width_px: int | None
    height_px: int | None
    mask_digest: str | None
    expires_at: datetime


async def add_page(session: Session, page: MaskPage) -> None:
    """Insert a new page."""
    await session.execute(insert(MaskPageRow).values(**asdict(page)))


async def find_page(session: Session, page_id: UUID) -> MaskPage | None:
    """The page, or None."""
    return await read_one(
        session, MaskPage, select(*columns_for(MaskPage, MaskPageRow)).where(MaskPageRow.id == page_id)
    )


async def change_page(session: Session, page_id: UUID, **columns: Any) -> None:
    """Set columns of one page."""
    await session.execute(update(MaskPageRow).where(MaskPageRow.id == page_id).values(**columns))


async def prune_pages(session: Session, *, expired_before: datetime) -> set[str | None]:
    """Forget pages that nobody can open any more; the pictures that they let go of."""
    pages = await session.execute(
        delete(MaskPageRow)
        .where(MaskPageRow.expires_at < expired_before)
        .returning(MaskPageRow.seed_digest, MaskPageRow.mask_digest)
    )
    return {digest for page in pages for digest in page}
