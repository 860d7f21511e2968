"""A report on its way: the chart as a picture or the ledger as CSV to who ordered it, a digest to its channel."""

import tempfile
from pathlib import Path
from uuid import UUID

from bot.announcer import Illustration, Notice
from bot.engine import Following
from bot.errors import AnnouncementDelayed, AnnouncementFailed, UploadExpired
from bot.people import Person, Thread
from bot.reports.base import About, Report, Source, build
from bot.reports.breakdowns import REPORTS
from bot.reports.drawing import draw
from bot.reports.export import write_csv
from bot.reports.periods import Span
from bot.reports.words import facts, row_lines
from bot.steps.asking import alarm
from bot.workshop import Workshop
from storage import orders
from storage.limits import Period, Scope
from storage.orders import ReportOrder

_NOT_POSTED = (
    "asked for a digest there, and Slack did not take it. Nothing was charged. "
    "Invite Retouch to the channel, or end the digest with {usage} digest and off."
)


def report_chain(order_id: UUID) -> str:
    """The engine's name for the chain that sends a report."""
    return f"report:{order_id}"


async def send_report(workshop: Workshop, order_id: UUID) -> Following | None:
    """Put the file up, note it, share it; repeated after a crash, it looks for the first share."""
    async with workshop.database.transaction(read_only=True) as session:
        order = await orders.get_order(session, order_id)
    if order.sent_at is not None:
        return None
    place = await _place_of(workshop, order)
    file_id, is_retry = order.file_id, order.file_id is not None
    with tempfile.TemporaryDirectory() as folder:
        if order.kind == "export":
            notice = await _export(workshop, order, folder=Path(folder))
        else:
            notice = await _chart(workshop, order)
        if file_id is None:
            file_id = await _put_up(workshop, order, notice.pictures[0])
    try:
        await workshop.announcer.share_notice(
            place, notice, file_ids=[file_id], key=f"report:{order_id}", is_retry=is_retry
        )
    except UploadExpired as error:
        async with workshop.database.transaction() as session:
            await orders.note_file(session, order_id, file_id=None)
        raise AnnouncementDelayed("Slack forgot the file of a report") from error
    except AnnouncementFailed:
        if order.channel_id is None:
            raise
        await _tell_admins(workshop, order)
    async with workshop.database.transaction() as session:
        await orders.mark_sent(session, order_id, sent_at=workshop.clock())
    return None


async def _place_of(workshop: Workshop, order: ReportOrder) -> Thread:
    if order.channel_id is not None:
        return Thread(team_id=order.team_id, channel_id=order.channel_id)
    return await workshop.announcer.open_direct(Person(team_id=order.team_id, user_id=order.user_id))


async def _tell_admins(workshop: Workshop, order: ReportOrder) -> None:
    """Of a digest that its channel does not take, once; the next one is tried all the same."""
    await alarm(
        workshop,
        order.team_id,
        key=f"digest:{order.id}",
        text=_NOT_POSTED.format(usage=workshop.usage_command),
        about=Person(team_id=order.team_id, user_id=order.user_id),
        place=Thread(team_id=order.team_id, channel_id=order.channel_id or ""),
    )


async def read_source(workshop: Workshop, team_id: str) -> Source:
    """The ledger of a workspace as it stands today."""
    nobody = Person(team_id=team_id, user_id="")
    rooms = await workshop.spending.rooms(nobody)
    budgets = [
        room.limit_micros
        for room in rooms.values()
        if (room.scope, room.period) == (Scope.WORKSPACE, Period.MONTH)
    ]
    return Source(
        database=workshop.database,
        today=workshop.spending.starts()[Period.DAY],
        calendar=workshop.spending.calendar,
        team_id=team_id,
        budget_micros=budgets[0] if budgets else None,
    )


async def start_forgotten_reports(workshop: Workshop) -> None:
    """Orders that were committed just before a crash have no chain yet."""
    since = workshop.clock() - orders.KEPT_FOR
    async with workshop.database.transaction(read_only=True) as session:
        unsent = await orders.list_unsent(session, ordered_since=since)
    for order in unsent:
        chain_id = report_chain(order.id)
        if await workshop.engine.status(chain_id) is None:
            await workshop.engine.start(chain_id, step="send_report", subject=str(order.id))


async def _put_up(workshop: Workshop, order: ReportOrder, file: Illustration) -> str:
    file_id = await workshop.announcer.upload(
        team_id=order.team_id, content=file.png, file_name=file.file_name
    )
    async with workshop.database.transaction() as session:
        await orders.note_file(session, order.id, file_id=file_id)
    return file_id


async def _chart(workshop: Workshop, order: ReportOrder) -> Notice:
    source = await read_source(workshop, order.team_id)
    about = read_about(order.about)
    report: Report = await build(source, REPORTS[order.report], _span(order), about)
    png = await workshop.pool.run(draw, report.chart)
    lines = row_lines(report) if order.kind == "digest" else []
    text = "\n".join([f"{report.title}:", *facts(report), *lines])
    file = Illustration(png=png, file_name="spending.png", alt_text=report.chart.title)
    person = None if about.user_id is None else Person(team_id=order.team_id, user_id=about.user_id)
    return Notice(text=text, about=person, pictures=[file])


async def _export(workshop: Workshop, order: ReportOrder, *, folder: Path) -> Notice:
    """A ledger may be long, so it lies in a file and is sent from there."""
    span = _span(order)
    source = await read_source(workshop, order.team_id)
    path = folder / "ledger.csv"
    # The mark at its beginning is how spreadsheets know UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        count = await write_csv(source, span, out, about=read_about(order.about))
    rows = "1 row" if count == 1 else f"{count:,} rows"
    name = f"retouch-{span.first_day}-{span.last_day}.csv"
    file = Illustration(png=path, file_name=name, alt_text=f"Ledger, {span.words}")
    return Notice(
        text=f"The ledger, {span.words}: {rows}. Times are UTC, amounts US dollars.", pictures=[file]
    )


def read_about(about: str | None) -> About:
    """An id of a person or a channel, told apart by its first letter."""
    if about is None:
        return About()
    return About(user_id=about) if about[0] in "UW" else About(channel_id=about)


def _span(order: ReportOrder) -> Span:
    return Span(first_day=order.first_day, last_day=order.last_day)
