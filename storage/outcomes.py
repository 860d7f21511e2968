"""What became of the jobs of some days: how many ended how, and how many pictures were kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from storage.base import Session
from storage.jobs import JobRow
from storage.versions import VersionRow


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """Jobs that ended with pictures and without, and pictures neither deleted nor worked on further."""

    delivered: int
    failed: int
    kept_pictures: int
    median_seconds: float | None = None  # from the submit to the last result, of those that were delivered


async def count_outcomes(
    session: Session,
    *,
    begun_from: datetime,
    begun_before: datetime,
    team_id: str | None = None,
    user_id: str | None = None,
    channel_id: str | None = None,
) -> Outcomes:
    """Of the jobs that were reserved in this time; None is everybody and everywhere."""
    conditions: list[ColumnElement[bool]] = [
        JobRow.reserved_at >= begun_from,
        JobRow.reserved_at < begun_before,
    ]
    for column, value in (
        (JobRow.team_id, team_id),
        (JobRow.user_id, user_id),
        (JobRow.channel_id, channel_id),
    ):
        if value is not None:
            conditions.append(column == value)
    within = and_(*conditions)
    ended = await session.execute(select(JobRow.stage, func.count()).where(within).group_by(JobRow.stage))
    stages = {str(stage): int(count) for stage, count in ended}
    child = aliased(VersionRow)
    is_superseded = exists().where(
        child.parent_id == VersionRow.id, child.state == "shared", child.deleted_at.is_(None)
    )
    kept = await session.scalar(
        select(func.count())
        .select_from(VersionRow)
        .join(JobRow, JobRow.id == VersionRow.job_id)
        .where(within, VersionRow.state == "shared", VersionRow.deleted_at.is_(None), ~is_superseded)
    )
    return Outcomes(
        delivered=stages.get("delivered", 0),
        failed=stages.get("failed", 0) + stages.get("expired", 0),
        kept_pictures=kept or 0,
        median_seconds=await _median_seconds(session, within, stages.get("delivered", 0)),
    )


async def _median_seconds(session: Session, within: ColumnElement[bool], delivered: int) -> float | None:
    """The middle one, found by the database: a month may have a hundred thousand."""
    if not delivered:
        return None
    is_sqlite = session.dialect.name == "sqlite"
    seconds = (
        (func.julianday(JobRow.finished_at) - func.julianday(JobRow.submitted_at)) * 86_400
        if is_sqlite
        else func.extract("epoch", JobRow.finished_at - JobRow.submitted_at)
    )
    middle = await session.scalar(
        select(seconds)
        .where(within, JobRow.stage == "delivered", JobRow.submitted_at.is_not(None))
        .order_by(seconds)
        .limit(1)
        .offset((delivered - 1) // 2)
    )
    return None if middle is None else float(middle)
