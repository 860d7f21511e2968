"""Any report as a message: the figures, then the table, the dearest first."""

from slack_sdk.models.blocks import ContextBlock, SectionBlock

from bot.money.amounts import format_usd
from bot.reports.base import Label, Report, Row
from bot.reports.words import drift_words, facts, has_drifted, row_name, share
from handlers.blocks.escape import cut, escape, mention, mrkdwn
from handlers.blocks.shown import Shown, line_blocks

_MOST_ROWS = 25
_TEXT_LIMIT = 3000
# Whose prices these are; people and channels only mix them.
_QUOTED = frozenset({Label.MODEL, Label.SERVICE})


def report_shown(report: Report, *, hint: str, page: int = 1) -> Shown:
    """The same builder for all of them; ``hint`` stands below, for what comes by other ways.

    A table longer than a message is shown in pages, the dearest first; a page beyond the last is the last.
    """
    headline = f"*{_title(report)}*"
    figures = cut("\n".join([headline, *(escape(fact) for fact in facts(report))]), limit=_TEXT_LIMIT)
    pages = max(1, -(-len(report.rows) // _MOST_ROWS))
    first = (min(page, pages) - 1) * _MOST_ROWS
    rows = [_row_line(report, row) for row in report.rows[first : first + _MOST_ROWS]]
    rest = report.rows[first + _MOST_ROWS :]
    if rest:
        spent = sum(row.spent_micros for row in rest)
        rows.append(
            f"and {len(rest)} more: {format_usd(spent)}. Page {first // _MOST_ROWS + 1} of {pages}: "
            f"write page {first // _MOST_ROWS + 2} behind the command."
        )
    return Shown(
        text=figures,
        blocks=[
            SectionBlock(block_id="report", text=mrkdwn(figures)),
            *line_blocks(rows or ["Nothing in this time."], block_id="report_table"),
            ContextBlock(block_id="report_hint", elements=[mrkdwn(escape(hint))]),
        ],
    )


def _title(report: Report) -> str:
    about = report.about
    if about.user_id is not None:
        return f"{mention(about.user_id)}: {escape(report.title)}"
    if about.channel_id is not None:
        return f"<#{escape(about.channel_id)}>: {escape(report.title)}"
    return escape(report.title)


def _row_line(report: Report, row: Row) -> str:
    """``• @ada · $1.23 · 14 jobs · 12 % · $0.09 reserved``."""
    parts = [
        _name(report.label, row.name),
        format_usd(row.spent_micros),
        "1 job" if row.jobs == 1 else f"{row.jobs} jobs",
        share(row, report.total),
        f"{format_usd(row.open_micros)} reserved" if row.open_micros else "",
        f"charged {drift_words(row)} than quoted" if report.label in _QUOTED and has_drifted(row) else "",
    ]
    return "• " + " · ".join(filter(None, parts))


def _name(label: Label, name: str | None) -> str:
    if name is not None and label is Label.PERSON:
        return mention(name)
    if name is not None and label is Label.CHANNEL and name[:1] in {"C", "G"} and name.isalnum():
        return f"<#{name}>"
    if label is Label.CHANNEL and name is not None:
        return "a direct message"
    return escape(row_name(label, name))
