"""Taking out of the rows what people said and showed; what their jobs cost and how they ended stays."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, String, Uuid, and_, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.attachments import AttachmentRow
from storage.base import Base, Session, UtcDateTime
from storage.digests import DigestRow
from storage.jobs import JobRow
from storage.limits import EVERYBODY
from storage.masks import MaskPageRow
from storage.preferences import PreferenceRow
from storage.recent_pictures import RecentPictureRow
from storage.rows import columns_for, read_all
from storage.showings import ShowingRow
from storage.tasks import TaskRow
from storage.versions import GONE, VersionRow

_EMPTY: Final[Mapping[str, Any]] = {
    "notes": "[]",
    "sentence": None,
    "response_url": None,
    "seed_digest": None,
    "mask_digest": None,
}


class ForgettingRow(Base):
    """A person to be forgotten, or with EVERYBODY a whole workspace, as far as they had asked by then."""

    __tablename__ = "forgettings"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class Forgetting:
    """A row, read."""

    id: UUID
    team_id: str
    user_id: str
    asked_at: datetime

    @property
    def is_workspace(self) -> bool:
        """Whether everybody of the workspace is meant."""
        return self.user_id == EVERYBODY


async def add_forgetting(session: Session, *, team_id: str, user_id: str, asked_at: datetime) -> UUID:
    """Put it down; asked twice, it is done twice."""
    forgetting_id = uuid4()
    await session.execute(
        insert(ForgettingRow).values(id=forgetting_id, team_id=team_id, user_id=user_id, asked_at=asked_at)
    )
    return forgetting_id


async def list_forgettings(session: Session) -> list[Forgetting]:
    """All that is not done yet."""
    return await read_all(
        session, Forgetting, select(*columns_for(Forgetting, ForgettingRow)).order_by(ForgettingRow.asked_at)
    )


async def close_forgetting(session: Session, forgetting_id: UUID) -> None:
    """It is done."""
    await session.execute(delete(ForgettingRow).where(ForgettingRow.id == forgetting_id))


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Jobs that hold words and pictures still: a person's, a workspace's, or everybody's where both are None."""

    team_id: str | None
    user_id: str | None
    asked_before: datetime

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for a query."""
        found: list[ColumnElement[bool]] = [
            JobRow.forgotten_at.is_(None),
            JobRow.asked_at <= self.asked_before,
        ]
        if self.team_id is not None:
            found.append(JobRow.team_id == self.team_id)
        if self.user_id is not None:
            found.append(JobRow.user_id == self.user_id)
        return found


async def list_forgettable(
    session: Session,
    whose: Whose,
    *,
    stages: Collection[str],
    late_stages: Collection[str],
    late_before: datetime,
    limit: int,
) -> list[UUID]:
    """Jobs in one of the ``stages``; those in ``late_stages`` only if they ended before ``late_before``."""
    is_late = and_(JobRow.stage.in_(late_stages), JobRow.finished_at < late_before)
    rows = await session.scalars(
        select(JobRow.id)
        .where(*whose.conditions(), or_(JobRow.stage.in_(stages), is_late))
        .order_by(JobRow.asked_at)
        .limit(limit)
    )
    return list(rows)


async def has_unforgotten(session: Session, whose: Whose) -> bool:
    """Whether any such job is left, over or not."""
    return await session.scalar(select(JobRow.id).where(*whose.conditions()).limit(1)) is not None


async def list_open(session: Session, whose: Whose, *, final_stages: Collection[str]) -> list[UUID]:
    """Jobs that are not over."""
    rows = await session.scalars(
        select(JobRow.id).where(*whose.conditions(), JobRow.stage.not_in(final_stages))
    )
    return list(rows)


async def forget_jobs(session: Session, drafts: Mapping[UUID, str], *, now: datetime) -> set[str]:
    """Take words and pictures out of jobs that are over; what is left of each draft is given.

    Returns the pictures that were let go of.
    """
    jobs = list(
        await session.execute(
            select(JobRow.seed_digest, JobRow.mask_digest, JobRow.parent_version_id).where(
                JobRow.id.in_(drafts)
            )
        )
    )
    freed = {digest for seed_digest, mask_digest, _ in jobs for digest in (seed_digest, mask_digest)}
    freed |= set(await session.scalars(select(AttachmentRow.digest).where(AttachmentRow.job_id.in_(drafts))))
    await session.execute(delete(AttachmentRow).where(AttachmentRow.job_id.in_(drafts)))
    await session.execute(
        update(TaskRow).where(TaskRow.job_id.in_(drafts)).values(raw_answer="", failures="[]")
    )
    for job_id, draft in drafts.items():
        await session.execute(
            update(JobRow).where(JobRow.id == job_id).values(draft=draft, forgotten_at=now, **_EMPTY)
        )
    freed |= await _forget_versions(session, VersionRow.job_id.in_(drafts))
    freed |= await _forget_versions(session, _is_abandoned({parent_id for _, _, parent_id in jobs}))
    return {digest for digest in freed if digest is not None}


async def forget_belongings(session: Session, *, team_id: str, user_id: str | None) -> set[str]:
    """Delete what a person, or with None everybody of a workspace, has here beside jobs.

    Returns the pictures that were let go of.
    """
    freed: set[str | None] = set()
    for table in (PreferenceRow, RecentPictureRow, MaskPageRow):
        is_theirs = [table.team_id == team_id]
        if user_id is not None:
            is_theirs.append(table.user_id == user_id)
        if table is MaskPageRow:
            pages = await session.execute(
                select(MaskPageRow.seed_digest, MaskPageRow.mask_digest).where(*is_theirs)
            )
            freed |= {digest for page in pages for digest in page}
        await session.execute(delete(table).where(*is_theirs))
    if user_id is None:
        for of_everybody in (ShowingRow, DigestRow):
            await session.execute(delete(of_everybody).where(of_everybody.team_id == team_id))
    return {digest for digest in freed if digest is not None}


def _is_abandoned(parent_ids: Collection[UUID | None]) -> ColumnElement[bool]:
    """Originals that nothing is made from any more but what is forgotten."""
    still_used = exists().where(JobRow.parent_version_id == VersionRow.id, JobRow.forgotten_at.is_(None))
    return and_(
        VersionRow.id.in_([parent_id for parent_id in parent_ids if parent_id is not None]),
        VersionRow.state == "original",
        ~still_used,
    )


async def _forget_versions(session: Session, which: ColumnElement[bool]) -> set[str | None]:
    rows = await session.execute(
        select(VersionRow.answer_digest, VersionRow.digest, VersionRow.delivered_digest).where(which)
    )
    freed = {digest for row in rows for digest in row}
    gone = {"picture_url": None, "answer_digest": GONE, "digest": GONE, "delivered_digest": GONE}
    await session.execute(update(VersionRow).where(which).values(notes="[]", **gone))
    return freed
