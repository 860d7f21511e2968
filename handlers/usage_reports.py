"""The words behind ``/usage`` that show something: reports by person, channel, model and tag, and the export."""

from collections.abc import Sequence

from bot.money.budgets import Owner, Scope
from handlers.blocks.reports import report_shown
from handlers.blocks.shown import Shown
from handlers.usage_desk import Act, Desk
from handlers.usage_words import find_channel, find_person, read_plain, split_page

_CHART_COMES = "The chart comes by direct message. "
_HINT = "`{command} export` sends every row as CSV."


def find_report(word: str) -> Act | None:
    """A person's report or a channel's, where the word names one."""
    return show_one if find_person(word) or find_channel(word) else None


async def show_one(desk: Desk, words: Sequence[str]) -> str | Shown:
    """``@ada`` by model, ``#design`` by person."""
    user_id, channel_id = find_person(words[0]), find_channel(words[0])
    if user_id is not None:
        about = Owner(scope=Scope.USER, scope_id=user_id)
        return await _show(desk, "model", words, about=about)
    about = Owner(scope=Scope.CHANNEL, scope_id=channel_id or "")
    return await _show(desk, "person", words, about=about)


async def show_team(desk: Desk, words: Sequence[str]) -> str | Shown:
    """Everybody, by person."""
    return await _show(desk, "person", words)


async def show_channels(desk: Desk, words: Sequence[str]) -> str | Shown:
    """Everywhere, by channel."""
    return await _show(desk, "channel", words)


async def show_models(desk: Desk, words: Sequence[str]) -> str | Shown:
    """Everything, by model."""
    return await _show(desk, "model", words)


async def show_services(desk: Desk, words: Sequence[str]) -> str | Shown:
    """Everything, by image service."""
    return await _show(desk, "service", words)


async def show_tags(desk: Desk, words: Sequence[str]) -> str | Shown:
    """Everything, by tag."""
    return await _show(desk, "tag", words)


async def export(desk: Desk, words: Sequence[str]) -> str | Shown:
    """Every row as CSV by direct message."""
    span = desk.office.read_span(_period(words))
    await desk.office.order(desk.admin, kind="export", report="person", span=span)
    return f"The ledger for {span.words} comes by direct message in a moment."


async def _show(desk: Desk, name: str, words: Sequence[str], *, about: Owner | None = None) -> Shown:
    words, page = split_page(words)
    span = desk.office.read_span(_period(words))
    report = await desk.office.report(desk.admin, name, span=span, about=about)
    hint = _HINT.format(command=desk.command)
    if page == 1 and report.rows:
        await desk.office.order(desk.admin, kind="chart", report=name, span=span, about=about)
        hint = _CHART_COMES + hint
    return report_shown(report, hint=hint, page=page)


def _period(words: Sequence[str]) -> str:
    return " ".join(read_plain(word) for word in words[1:])


ACTS: dict[str, Act] = {
    "team": show_team,
    "channels": show_channels,
    "models": show_models,
    "services": show_services,
    "tags": show_tags,
    "export": export,
}
