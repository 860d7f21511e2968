"""Versions: every picture of a thread, the original included, with its parent and its proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Index, Integer, String, Text, Uuid, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, insert_into, read_all, read_one, table_of

GONE: Final = "0" * 64
"""What stands where a picture's digest was once the picture is forgotten; the name of no picture."""


class VersionRow(Base):
    """One picture. ``number`` is None until it goes out; 0 is the picture the thread began with."""

    __tablename__ = "versions"
    __table_args__ = (
        Index("ix_versions_thread", "team_id", "channel_id", "thread_ts", "number", "sub_number"),
        Index("ix_versions_task", "task_id", "picture_id", unique=True),
        Index("ix_versions_job", "job_id", "state", "deleted_at", "id"),
        Index("ix_versions_parent", "parent_id", "state", "deleted_at"),
        Index("ix_versions_state", "state", "task_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    team_id: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str] = mapped_column(String(32))
    number: Mapped[int | None] = mapped_column(Integer)
    sub_number: Mapped[int | None] = mapped_column(Integer)
    parent_id: Mapped[UUID | None] = mapped_column(Uuid)
    job_id: Mapped[UUID | None] = mapped_column(Uuid)
    task_id: Mapped[UUID | None] = mapped_column(Uuid)
    picture_id: Mapped[str | None] = mapped_column(String(200))
    picture_url: Mapped[str | None] = mapped_column(Text)
    # The service's picture as it came, the lossless one that the next version starts from, and the bytes
    # that went to Slack.
    answer_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    digest: Mapped[str | None] = mapped_column(String(64), index=True)
    delivered_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(16))
    seed: Mapped[int | None] = mapped_column(BigInteger)
    cost_micros: Mapped[int] = mapped_column(BigInteger, default=0)
    is_flagged: Mapped[bool] = mapped_column(Boolean, default=False)
    changed_outside: Mapped[int | None] = mapped_column(Integer)
    outside_px: Mapped[int | None] = mapped_column(Integer)
    notes: Mapped[str] = mapped_column(Text, default="[]")
    file_id: Mapped[str | None] = mapped_column(String(32))
    share_ts: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version's row, read."""

    id: UUID
    team_id: str
    channel_id: str
    thread_ts: str
    number: int | None
    sub_number: int | None
    parent_id: UUID | None
    job_id: UUID | None
    task_id: UUID | None
    picture_id: str | None
    picture_url: str | None
    answer_digest: str | None
    digest: str | None
    delivered_digest: str | None
    state: str
    seed: int | None
    cost_micros: int
    is_flagged: bool
    changed_outside: int | None
    outside_px: int | None
    notes: str
    file_id: str | None
    share_ts: str | None
    created_at: datetime
    shared_at: datetime | None
    deleted_at: datetime | None

    @property
    def label(self) -> str:
        """ "2", or "3.1" where one job made several; empty before it has a number."""
        if self.number is None:
            return ""
        return f"{self.number}.{self.sub_number}" if self.sub_number else str(self.number)


_TABLE: Final = table_of(VersionRow)
_VERSIONS: Final = select(*columns_for(Version, VersionRow))
# Read several times in every step, so their SQL is written once.
_ONE: Final = _VERSIONS.where(_TABLE.c.id == bindparam("version_id"))
_CAME: Final = _VERSIONS.order_by(_TABLE.c.created_at, _TABLE.c.picture_id)
_OF_TASK: Final = _CAME.where(_TABLE.c.task_id == bindparam("task_id"))
_OF_JOB: Final = _CAME.where(_TABLE.c.job_id == bindparam("job_id"))


async def add_version(session: Session, version_id: UUID, **columns: Any) -> None:
    """Insert a version unless it is there already; services repeat what they have said."""
    insert = insert_into(session, VersionRow).on_conflict_do_nothing(index_elements=["id"])
    await session.execute(insert, {"id": version_id, **columns})


async def find_version(session: Session, version_id: UUID) -> Version | None:
    """The version, or None."""
    return await read_one(session, Version, _ONE, {"version_id": version_id})


async def get_version(session: Session, version_id: UUID) -> Version:
    """The version; raises LookupError where there is none."""
    version = await find_version(session, version_id)
    if version is None:
        raise LookupError(f"no version {version_id}")
    return version


async def change_version(session: Session, version_id: UUID, **columns: Any) -> None:
    """Set columns of one version."""
    await session.execute(update(_TABLE).where(_TABLE.c.id == version_id).values(**columns))


async def list_of_task(session: Session, task_id: UUID) -> list[Version]:
    """A task's results in the order they came."""
    return await read_all(session, Version, _OF_TASK, {"task_id": task_id})


async def list_of_job(session: Session, job_id: UUID) -> list[Version]:
    """A job's results in the order they came."""
    return await read_all(session, Version, _OF_JOB, {"job_id": job_id})


async def find_newest(
    session: Session, *, team_id: str, channel_id: str, thread_ts: str, states: Sequence[str]
) -> Version | None:
    """The thread's newest version that people can see."""
    return await read_one(
        session,
        Version,
        _VERSIONS.where(
            VersionRow.team_id == team_id,
            VersionRow.channel_id == channel_id,
            VersionRow.thread_ts == thread_ts,
            VersionRow.state.in_(states),
            VersionRow.deleted_at.is_(None),
        )
        .order_by(VersionRow.number.desc().nulls_last(), VersionRow.sub_number.desc().nulls_last())
        .limit(1),
    )


async def find_original(
    session: Session, *, team_id: str, channel_id: str, thread_ts: str, digest: str
) -> Version | None:
    """The version that is this very picture in this thread."""
    return await read_one(
        session,
        Version,
        _VERSIONS.where(
            VersionRow.team_id == team_id,
            VersionRow.channel_id == channel_id,
            VersionRow.thread_ts == thread_ts,
            VersionRow.digest == digest,
        )
        .order_by(VersionRow.number)
        .limit(1),
    )


async def list_of_thread(session: Session, *, team_id: str, channel_id: str, thread_ts: str) -> list[Version]:
    """Every version with a number, deleted ones too, in the order of their numbers.

    One that is rendered and numbered is just going out: people may see it before we know that they do.
    """
    return await read_all(
        session,
        Version,
        _VERSIONS.where(
            VersionRow.team_id == team_id,
            VersionRow.channel_id == channel_id,
            VersionRow.thread_ts == thread_ts,
            VersionRow.number.is_not(None),
            VersionRow.state.in_(("original", "rendered", "shared")),
        ).order_by(VersionRow.number, VersionRow.sub_number.nulls_first()),
    )
