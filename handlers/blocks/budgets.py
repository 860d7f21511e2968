"""Limits, and what admins did about money, as messages."""

from collections.abc import Sequence

from bot.money.amounts import format_usd
from bot.money.budgets import EVERYBODY, Limit, Owner, Period, Scope
from bot.money.limits import describe_limit
from bot.office.acts import Act
from bot.office.checked import Unchecked
from handlers.blocks.escape import escape, excerpt, mention
from handlers.blocks.shown import Shown

_DETAIL_LIMIT = 200
_LIMITS_ON_A_PAGE = 50


def limit_text(owner: Owner, *, limit_micros: int | None, period: Period) -> Shown:
    """``@ada: $20.00 a month from now on.``"""
    return Shown.of(f"{owner_words(owner)}: {describe_limit(limit_micros, period)} from now on.")


def budgets_shown(limits: Sequence[Limit], *, page: int) -> Shown:
    """Every limit in force, a line each; a page beyond the last is the last."""
    pages = max(1, -(-len(limits) // _LIMITS_ON_A_PAGE))
    page = min(page, pages)
    first = (page - 1) * _LIMITS_ON_A_PAGE
    shown = limits[first : first + _LIMITS_ON_A_PAGE]
    lines = [
        f"• {owner_words(Owner(scope=limit.scope, scope_id=limit.scope_id))}: "
        f"{describe_limit(limit.limit_micros, limit.period)}"
        for limit in shown
    ]
    return _listed("Budgets", lines, block_id="budgets", next_page=page + 1 if page < pages else None)


def acts_shown(acts: Sequence[Act], *, page: int, has_more: bool) -> Shown:
    """The audit log, newest first."""
    lines = [
        f"• {act.done_at:%Y-%m-%d %H:%M} UTC · {mention(act.user_id)} · {escape(act.act)} "
        f"{_subject_words(act.subject)} · {excerpt(act.detail, limit=_DETAIL_LIMIT)}"
        for act in acts
    ]
    if not lines:
        lines = ["Nothing yet." if page == 1 else "Nothing before that."]
    return _listed("What admins did", lines, block_id="audit", next_page=page + 1 if has_more else None)


def _listed(title: str, lines: Sequence[str], *, block_id: str, next_page: int | None) -> Shown:
    more = [] if next_page is None else [f"There is more: write page {next_page} behind the command."]
    return Shown.list_of([f"*{title}*", *lines, *more], block_id=block_id)


def unchecked_shown(waiting: Sequence[Unchecked], *, command: str) -> Shown:
    """Jobs to be checked, with how to close them."""
    lines = [
        f"• `{job.name}` · {mention(job.user_id)} · {job.asked_at:%Y-%m-%d %H:%M} UTC · "
        f"{escape(job.model_key)} · {format_usd(job.held_micros)} reserved"
        for job in waiting
    ]
    if not lines:
        return Shown.of("No job has to be checked.")
    hint = f'Look at the bill, then write `{escape(command)} close {waiting[0].name} 0 "not on the bill"`.'
    return Shown.list_of(["*To be checked*", *lines, hint], block_id="checks")


def owner_words(owner: Owner) -> str:
    """Whose limit it is, as finished ``mrkdwn``."""
    if owner.scope is Scope.WORKSPACE:
        return "The workspace"
    if owner.scope_id == EVERYBODY:
        whom = "a budget of their own" if owner.scope is Scope.USER else "a budget of its own"
        return f"{'Everybody' if owner.scope is Scope.USER else 'Every channel'} without {whom}"
    return mention(owner.scope_id) if owner.scope is Scope.USER else f"<#{escape(owner.scope_id)}>"


def _subject_words(subject: str) -> str:
    if subject[:1] in {"U", "W"} and subject.isalnum():
        return mention(subject)
    return f"<#{subject}>" if subject[:1] in {"C", "G"} and subject.isalnum() else escape(subject)
