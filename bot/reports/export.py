"""The ledger as CSV, one line for each row, harmless in a spreadsheet."""

import csv
from functools import lru_cache
from typing import Final, TextIO

from bot.money.amounts import usd
from bot.reports.base import About, Source
from bot.reports.periods import Span
from storage.sums import Line, Slice, stream_lines

HEADINGS: Final = (
    "time_utc",
    "day",
    "kind",
    "person",
    "channel",
    "model",
    "service",
    "tag",
    "job",
    "amount_usd",
    "committed_usd",
    "is_estimate",
    "reason",
)
_FEW: Final = 1024  # the same prices, models and tags come again and again
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


async def write_csv(source: Source, span: Span, out: TextIO, *, about: About | None = None) -> int:
    """Write every row of the span, a page at a time; how many there were."""
    about = about or About()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    rows = Slice(
        first_day=span.first_day,
        last_day=span.last_day,
        team_id=source.team_id,
        user_id=about.user_id,
        channel_id=about.channel_id,
    )
    count = 0
    async with source.database.transaction(read_only=True) as session:
        async for page in stream_lines(session, rows):
            writer.writerows(_cells(line) for line in page)
            count += len(page)
    return count


def _cells(line: Line) -> tuple[object, ...]:
    return (
        line.created_at,
        line.day_start.isoformat(),
        line.kind,
        line.user_id,
        line.channel_id or "",
        _plain(line.model_key),
        line.service or "",
        _plain(line.tag),
        line.job_id or "",
        _dollars(line.amount_micros),
        _dollars(line.delta_micros),
        "yes" if line.is_estimate else "no",
        _plain(line.reason),
    )


@lru_cache(maxsize=_FEW)
def _dollars(micros: int) -> str:
    return str(usd(micros))


@lru_cache(maxsize=_FEW)
def _plain(text: str | None) -> str:
    """What people wrote, in front of which a spreadsheet sees no formula."""
    if not text:
        return ""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) or text[0] in _FORMULA_STARTS else text
