"""What each day added up to, by person, channel, model, service and tag, kept beside the ledger for reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, Date, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.rows import insert_into

# The ledger's columns that a report may group by.
DIMENSIONS: Final = ("channel_id", "model_key", "service", "tag", "user_id")
_FEWEST: Final = "service"  # every dimension has the same days; this one has the fewest rows for each
NOTHING: Final = ""  # a key that a row has not got; no tag and no id is empty
_SUMS: Final = ("spent_micros", "committed_micros", "jobs", "drift_micros")


class LedgerDayRow(Base):
    """One group's day. Only ``ledger.add_entry`` changes it, in the transaction of the ledger's row."""

    __tablename__ = "ledger_days"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    day_start: Mapped[date] = mapped_column(Date, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    spent_micros: Mapped[int] = mapped_column(BigInteger)
    committed_micros: Mapped[int] = mapped_column(BigInteger)
    jobs: Mapped[int] = mapped_column(BigInteger)
    drift_micros: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Charges and adjustments, with open quotes, jobs begun, charged less quoted."""

    spent_micros: int
    committed_micros: int
    jobs: int
    drift_micros: int


async def add_to_days(
    session: Session, *, team_id: str, day_start: date, keys: dict[str, str | None], sums: Sums
) -> None:
    """Add one ledger row to its five groups, always in the same order: see ``add_to_counters``."""
    values = {name: getattr(sums, name) for name in _SUMS}
    insert = insert_into(session, LedgerDayRow)
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=["team_id", "dimension", "day_start", "key"],
            set_={name: getattr(LedgerDayRow, name) + insert.excluded[name] for name in _SUMS},
        ),
        [
            {
                "team_id": team_id,
                "dimension": dimension,
                "day_start": day_start,
                "key": keys[dimension] or NOTHING,
                **values,
            }
            for dimension in DIMENSIONS
        ],
    )


async def sum_groups_of_days(
    session: Session, *, dimension: str, first_day: date, last_day: date, team_id: str | None
) -> Sequence[tuple[str | None, Sums]]:
    """Every group with all of its days added up; None is every workspace together."""
    rows = await session.execute(
        select(LedgerDayRow.key, *(func.sum(getattr(LedgerDayRow, name)) for name in _SUMS))
        .where(*_within(dimension, first_day, last_day, team_id))
        .group_by(LedgerDayRow.key)
    )
    return [(key or None, read_sums(*numbers)) for key, *numbers in rows]


async def spent_by_day(
    session: Session, *, first_day: date, last_day: date, team_id: str | None
) -> Mapping[date, int]:
    """What was spent on every day that has rows; None is every workspace together."""
    rows = await session.execute(
        select(LedgerDayRow.day_start, func.sum(LedgerDayRow.spent_micros))
        .where(*_within(_FEWEST, first_day, last_day, team_id))
        .group_by(LedgerDayRow.day_start)
    )
    return {day: int(spent) for day, spent in rows}


def read_sums(spent: Decimal, committed: Decimal, jobs: int, drift: Decimal) -> Sums:
    """Sums as a database gives them: PostgreSQL's are decimals."""
    return Sums(
        spent_micros=int(spent), committed_micros=int(committed), jobs=int(jobs), drift_micros=int(drift)
    )


def _within(
    dimension: str, first_day: date, last_day: date, team_id: str | None
) -> list[ColumnElement[bool]]:
    conditions = [
        LedgerDayRow.dimension == dimension,
        LedgerDayRow.day_start >= first_day,
        LedgerDayRow.day_start <= last_day,
    ]
    return conditions if team_id is None else [LedgerDayRow.team_id == team_id, *conditions]
