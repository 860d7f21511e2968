"""Reports that admins ask for: the figures at once, the chart or the export by direct message."""

from uuid import uuid4

from bot.money.budgets import Owner
from bot.office.acts import log_act
from bot.people import Person
from bot.reports.base import Report, build
from bot.reports.breakdowns import REPORTS
from bot.reports.periods import Span
from bot.steps.reporting import read_about, read_source, report_chain
from bot.workshop import Workshop
from storage.orders import ReportOrder, add_order


async def read_report(
    workshop: Workshop, admin: Person, *, name: str, span: Span, about: Owner | None
) -> Report:
    """The figures of a workspace, a person or a channel, grouped by what ``name`` says."""
    source = await read_source(workshop, admin.team_id)
    whom = read_about(None if about is None else about.scope_id)
    return await build(source, REPORTS[name], span, whom)


async def order_report(
    workshop: Workshop, admin: Person, *, kind: str, report: str, span: Span, about: Owner | None
) -> None:
    """Have it sent; ``kind`` says whether as a chart or as an export, which is logged."""
    order = ReportOrder(
        id=uuid4(),
        team_id=admin.team_id,
        user_id=admin.user_id,
        kind=kind,
        report=report,
        about=None if about is None else about.scope_id,
        first_day=span.first_day,
        last_day=span.last_day,
        file_id=None,
        ordered_at=workshop.clock(),
        sent_at=None,
    )
    async with workshop.database.transaction() as session:
        await add_order(session, order)
        if kind == "export":
            await log_act(
                workshop, session, admin=admin, act="export", subject="workspace", detail=span.words
            )
    await workshop.engine.start(report_chain(order.id), step="send_report", subject=str(order.id))
