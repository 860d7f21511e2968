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


def limit_text(owner: Owner, *, limit_micros: int | None, period: Period) -> Shown:
    """``@ada: $20.00 a month from now on.``"""
    return Shown.of(f"{owner_words(owner)}: {describe_limit(limit_micros, period)} from now on.")


def budgets_shown(limits: Sequence[Limit]) -> Shown:
    """Every limit in force, a line each."""
    lines = [
        f"• {owner_words(Owner(scope=limit.scope, scope_id=limit.scope_id))}: "
        f"{describe_limit(limit.limit_micros, limit.period)}"
        for limit in limits
    ]
    return Shown.of("\n".join(["*Budgets*", *lines]), block_id="budgets")


def acts_shown(acts: Sequence[Act]) -> Shown:
    """The audit log, newest first."""
    lines = [
        f"• {act.done_at:%Y-%m-%d %H:%M} UTC · {mention(act.user_id)} · {escape(act.act)} "
        f"{_subject_words(act.subject)} · {excerpt(act.detail, limit=_DETAIL_LIMIT)}"
        for act in acts
    ]
    return Shown.of("\n".join(["*What admins did*", *(lines or ["Nothing yet."])]), block_id="audit")


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
    return Shown.of("\n".join(["*To be checked*", *lines, hint]), block_id="checks")


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
