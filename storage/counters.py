"""What is committed per person, channel and workspace in each period, kept beside the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import BigInteger, Date, Row, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.limits import EVERYBODY, Period, Scope
from storage.rows import insert_into


class LedgerCounterRow(Base):
    """One running sum. Only ``ledger.add_entry`` changes it, in the transaction of the ledger's row."""

    __tablename__ = "ledger_counters"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    scope_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    period_start: Mapped[date] = mapped_column(Date, primary_key=True)
    committed_micros: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, kw_only=True, order=True)
class CounterKey:
    """Which sum. The order of the fields is the order in which counters are locked."""

    team_id: str
    scope: Scope
    scope_id: str
    period: Period
    period_start: date


def counter_keys(
    team_id: str, starts: Mapping[Period, date], *, user_id: str, channel_id: str | None
) -> list[CounterKey]:
    """The counters that a person's spending in a channel adds to: 9, or 6 where there is no channel."""
    owners = {Scope.USER: user_id, Scope.CHANNEL: channel_id, Scope.WORKSPACE: EVERYBODY}
    return [
        CounterKey(team_id=team_id, scope=scope, scope_id=owner, period=period, period_start=start)
        for scope, owner in owners.items()
        if owner is not None
        for period, start in starts.items()
    ]


async def add_to_counters(
    session: Session, keys: Sequence[CounterKey], *, delta_micros: int
) -> dict[CounterKey, int]:
    """Add to every counter; the new sums.

    The rows stay locked until the transaction ends, so nobody else changes the sums before then. The
    fixed order of the keys keeps two transactions from waiting for each other.
    """
    insert = insert_into(session, LedgerCounterRow)
    rows = await session.execute(
        insert.on_conflict_do_update(
            index_elements=list(CounterKey.__dataclass_fields__),
            set_={"committed_micros": LedgerCounterRow.committed_micros + insert.excluded.committed_micros},
        ).returning(*_KEY, LedgerCounterRow.committed_micros),
        [{**asdict(key), "committed_micros": delta_micros} for key in sorted(keys)],
    )
    return dict(_read_sum(row) for row in rows)


def read_key(team_id: str, scope: str, scope_id: str, period: str, period_start: date) -> CounterKey:
    """A key from its columns, in their order."""
    return CounterKey(
        team_id=team_id,
        scope=Scope(scope),
        scope_id=scope_id,
        period=Period(period),
        period_start=period_start,
    )


def _read_sum(row: Row[str, str, str, str, date, int]) -> tuple[CounterKey, int]:
    team_id, scope, scope_id, period, start, committed = row
    return read_key(team_id, scope, scope_id, period, start), committed


_KEY = (
    LedgerCounterRow.team_id,
    LedgerCounterRow.scope,
    LedgerCounterRow.scope_id,
    LedgerCounterRow.period,
    LedgerCounterRow.period_start,
)
