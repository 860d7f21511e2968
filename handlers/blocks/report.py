"""What somebody spent, as a message."""

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock

from bot.catalogue import MODELS
from bot.money.amounts import format_usd
from bot.money.job_costs import JobCost
from bot.money.limits import describe_amount
from bot.money.spending import PersonMonth
from handlers.blocks.escape import escape, mrkdwn
from handlers.blocks.wording import price_words


def month_text(month: PersonMonth) -> str:
    """``November 2026: $1.23 spent on 14 jobs · $18.77 of $20.00 left``."""
    jobs = "1 job" if month.jobs == 1 else f"{month.jobs} jobs"
    parts = [f"{month.month_start:%B %Y}: {format_usd(month.spent_micros)} spent on {jobs}"]
    if month.adjusted_micros:
        parts.append(f"{describe_amount(month.adjusted_micros)} of that by an admin")
    if month.open_micros:
        parts.append(f"{format_usd(month.open_micros)} reserved for what still runs")
    if month.left_micros is not None:
        of_budget = "" if month.budget_micros is None else f" of {format_usd(month.budget_micros)}"
        parts.append(f"{format_usd(month.left_micros)}{of_budget} left")
    return " · ".join(parts)


def month_blocks(month: PersonMonth) -> list[Block]:
    """The sums, then the last jobs, newest first."""
    blocks: list[Block] = [SectionBlock(block_id="month", text=mrkdwn(f"*Your month* · {month_text(month)}"))]
    if month.last_jobs:
        lines = "\n".join(_job_line(job) for job in month.last_jobs)
        blocks.append(ContextBlock(block_id="last_jobs", elements=[mrkdwn(lines)]))
    return blocks


def _job_line(job: JobCost) -> str:
    """``3 November · Ideogram 3.0 Edit · $0.09 · in #design``."""
    model = MODELS.get(job.model_key or "")
    parts = [
        f"{job.reserved_at.day} {job.reserved_at:%B}",
        escape(model.name if model else job.model_key or ""),
    ]
    if job.charged_micros is None:
        parts.append(f"{format_usd(job.quote_micros)} reserved")
    else:
        parts.append(price_words(job.charged_micros, is_estimate=job.is_estimate))
    if job.channel_id is not None and job.channel_id.startswith("C"):
        parts.append(f"in <#{job.channel_id}>")
    return "• " + " · ".join(filter(None, parts))
