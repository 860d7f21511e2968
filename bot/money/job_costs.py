"""What one job has cost so far, read from its ledger entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from storage.ledger import Entry, EntryKind


@dataclass(frozen=True, kw_only=True)
class JobCost:
    """One job's money. ``charged_micros`` is None while it is open, 0 once its quote was released."""

    job_id: UUID | None
    channel_id: str | None
    model_key: str | None
    tag: str | None
    quote_micros: int
    charged_micros: int | None
    is_estimate: bool
    is_settled: bool
    is_released: bool
    reserved_at: datetime

    @property
    def held_micros(self) -> int:
        """What of the quote a settlement or a release has still to give back."""
        return 0 if self.is_settled or self.is_released else self.quote_micros


def read_cost(entries: Sequence[Entry]) -> JobCost:
    """A job's entries, at least its reservation, in the order they were written."""
    reservation = entries[0]  # every other entry is made from it
    kinds = {entry.kind for entry in entries}
    charges = [entry for entry in entries if entry.kind in {EntryKind.SETTLEMENT, EntryKind.ADJUSTMENT}]
    is_closed = bool(charges) or EntryKind.RELEASE in kinds
    return JobCost(
        job_id=reservation.job_id,
        channel_id=reservation.channel_id,
        model_key=reservation.model_key,
        tag=reservation.tag,
        quote_micros=reservation.amount_micros,
        charged_micros=sum(entry.amount_micros for entry in charges) if is_closed else None,
        is_estimate=any(entry.is_estimate for entry in charges),
        is_settled=EntryKind.SETTLEMENT in kinds,
        is_released=EntryKind.RELEASE in kinds,
        reserved_at=reservation.created_at,
    )
