"""Asking admins for more than a budget has left: the person asks, an admin decides, the waiting job goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.announcer import Stage
from bot.errors import NotAllowed, RequestError
from bot.money.amounts import MICROS_PER_USD, format_usd
from bot.money.limits import Room
from bot.office.acts import log_act
from bot.people import Person
from bot.sentences import FORGOTTEN
from bot.steps.records import person_of
from bot.steps.starting import start_job
from bot.workshop import Workshop
from storage import Session, allowances, approvals, jobs
from storage.allowances import Allowance
from storage.approvals import Approval
from storage.counters import CounterKey
from storage.jobs import Job

DECIDE_WITHIN = timedelta(days=1)
LEAST_RAISE_MICROS = 5 * MICROS_PER_USD
ASKED = "An admin has been asked. Nothing was charged. It starts by itself once they say yes."
OUT_OF_DATE = "This was asked or decided already. Nothing was charged."
_DENIED = "An admin did not approve this. You were not charged. Change the request, or ask when the budget begins anew."
_EXPIRED = "No admin decided within a day. You were not charged. Ask again any time."
_NO_LONGER = "Nothing waits for this any more: it was decided, cancelled or too late. Nothing was charged."


def raise_micros(quote_micros: int) -> int:
    """What "for the period" adds to a limit: five dollars, or the price in whole dollars where that is more."""
    whole = -(-quote_micros // MICROS_PER_USD) * MICROS_PER_USD
    return max(LEAST_RAISE_MICROS, whole)


async def ask_for_more(workshop: Workshop, job_id: UUID, person: Person) -> str:
    """A person wants a refused job let through. Returns what to tell them."""
    async with workshop.database.transaction() as session:
        job = await jobs.find_job(session, job_id)
        if job is None or (job.team_id, job.user_id) != (person.team_id, person.user_id):
            raise NotAllowed(
                "not their job",
                user_text="Only the person who asked for this can ask for more. Nothing was charged.",
            )
        if job.forgotten_at is not None:
            raise NotAllowed("forgotten job", user_text=FORGOTTEN)
        if not await approvals.mark_asked(session, job_id, asked_at=workshop.clock()):
            return OUT_OF_DATE
        number = await _move(
            session,
            job,
            stage=Stage.ASKED,
            next_step="ask_admins",
            price_was_shown=True,  # the refusal named it
            sentence=None,
            finished_at=None,
        )
    await start_job(workshop, job_id, number, step="ask_admins")
    return ASKED


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an admin decides on. ``raise_micros`` more for the period would let it through."""

    job_id: UUID
    user_id: str
    quote_micros: int
    raise_micros: int
    asked_at: datetime


async def read_wish(workshop: Workshop, job_id: UUID, admin: Person) -> Wish:
    """The request as it waits now.

    Raises:
        NotAllowed: nothing of that kind is known in this workspace.
    """
    job, approval = await _find(workshop, job_id, admin)
    lacking = [
        _lacking(room, approval.quote_micros) for room in (await _tight(workshop, job, approval)).values()
    ]
    return Wish(
        job_id=job_id,
        user_id=job.user_id,
        quote_micros=approval.quote_micros,
        raise_micros=max([raise_micros(approval.quote_micros), *lacking]),
        asked_at=approval.asked_at or approval.offered_at,
    )


async def list_wishes(workshop: Workshop, admin: Person, *, most: int) -> tuple[Sequence[Wish], int]:
    """The oldest requests in this workspace that wait for a decision, and how many wait in all."""
    async with workshop.database.transaction(read_only=True) as session:
        waiting = await jobs.list_waiting_for(session, "approval", team_id=admin.team_id)
    return [await read_wish(workshop, job.id, admin) for job in waiting[:most]], len(waiting)


async def approve(
    workshop: Workshop,
    job_id: UUID,
    admin: Person,
    *,
    is_for_period: bool,
    amount_micros: int | None = None,
) -> str:
    """Let the job through, or raise what stands in its way for the period; it starts by itself, once.

    Raises:
        RequestError: the amount would not let it through.
    """
    job, approval = await _find(workshop, job_id, admin)
    tight = await _tight(workshop, job, approval) if is_for_period else None
    granted = _grants(workshop, approval, tight, amount_micros=amount_micros)
    async with workshop.database.transaction() as session:
        number = await _decide(workshop, session, job_id, admin, state="approved", next_step="approved")
        if number is None:
            return _NO_LONGER
        for allowance in granted:
            await allowances.grant(session, allowance)
        detail = _describe(granted, approval)
        await log_act(workshop, session, admin=admin, act="approve", subject=job.user_id, detail=detail)
    await start_job(workshop, job_id, number, step="approved")
    return f"Approved: {detail}. It runs now."


async def deny(workshop: Workshop, job_id: UUID, admin: Person, *, reason: str = "") -> str:
    """Refuse the job for good and say so to who asked, with the reason where there is one."""
    job, approval = await _find(workshop, job_id, admin)
    async with workshop.database.transaction() as session:
        number = await _decide(
            workshop,
            session,
            job_id,
            admin,
            state="denied",
            next_step="tell_refusal",
            stage=Stage.REFUSED,
            sentence=f"{_DENIED} They wrote: {reason}" if reason else _DENIED,
            finished_at=workshop.clock(),
        )
        if number is None:
            return _NO_LONGER
        detail = f"{format_usd(approval.quote_micros)} for one request" + (f": {reason}" if reason else "")
        await log_act(workshop, session, admin=admin, act="deny", subject=job.user_id, detail=detail)
    await start_job(workshop, job_id, number, step="tell_refusal")
    return "Denied. The person has been told, and nothing was charged."


async def close_undecided(workshop: Workshop) -> None:
    """End what no admin has decided on within a day."""
    now = workshop.clock()
    async with workshop.database.transaction(read_only=True) as session:
        old = await approvals.list_asked(session, asked_before=now - DECIDE_WITHIN)
    for approval in old:
        async with workshop.database.transaction() as session:
            await approvals.decide(session, approval.job_id, state="expired", decided_at=now)
            number = await jobs.resume_job(
                session,
                approval.job_id,
                waiting_for="approval",
                next_step="tell_refusal",
                stage=Stage.EXPIRED,
                sentence=_EXPIRED,
                finished_at=now,
            )
        if number is not None:
            await start_job(workshop, approval.job_id, number, step="tell_refusal")


async def _find(workshop: Workshop, job_id: UUID, admin: Person) -> tuple[Job, Approval]:
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.find_job(session, job_id)
        approval = await approvals.find_approval(session, job_id)
    if job is None or approval is None or job.team_id != admin.team_id:
        raise NotAllowed("unknown approval", user_text=_NO_LONGER)
    return job, approval


async def _decide(
    workshop: Workshop, session: Session, job_id: UUID, admin: Person, *, state: str, **columns: Any
) -> int | None:
    """The number of the job's next chain, None where it waits no longer."""
    number = await jobs.resume_job(session, job_id, waiting_for="approval", **columns)
    if number is not None:
        await approvals.decide(
            session, job_id, state=state, decided_at=workshop.clock(), decided_by=admin.user_id
        )
    return number


async def _tight(workshop: Workshop, job: Job, approval: Approval) -> Mapping[CounterKey, Room]:
    """The limits that stand in its way now."""
    rooms = await workshop.spending.rooms(person_of(job), job.channel_id)
    return {key: room for key, room in rooms.items() if room.left_micros < approval.quote_micros}


def _lacking(room: Room, quote_micros: int) -> int:
    """How much more than its limit a room would have to hold."""
    return room.committed_micros + quote_micros - room.limit_micros


def _grants(
    workshop: Workshop,
    approval: Approval,
    tight: Mapping[CounterKey, Room] | None,
    *,
    amount_micros: int | None,
) -> Sequence[Allowance]:
    """One for the job alone, or one for each limit in its way; an amount that is named has to be enough."""
    quote_micros = approval.quote_micros
    amounts: dict[CounterKey | None, int]
    if tight is None:
        needed: dict[CounterKey | None, int] = {None: quote_micros}
        amounts = {None: quote_micros if amount_micros is None else amount_micros}
    else:
        needed = {key: _lacking(room, quote_micros) for key, room in tight.items()}
        usual = raise_micros(quote_micros)
        amounts = {
            key: max(usual, lacking) if amount_micros is None else amount_micros
            for key, lacking in needed.items()
        }
    if any(amount < needed[key] for key, amount in amounts.items()):
        least = format_usd(max(needed.values()))
        raise RequestError(
            f"That would not let the request through. Nothing was changed. It needs at least {least}.",
            field="amount",
        )
    return [
        Allowance(
            job_id=approval.job_id,
            team_id=approval.team_id,
            key=key,
            amount_micros=amount_micros,
            granted_at=workshop.clock(),
        )
        for key, amount_micros in amounts.items()
    ]


def _describe(granted: Sequence[Allowance], approval: Approval) -> str:
    raises = [
        f"{format_usd(allowance.amount_micros)} more for the {allowance.key.scope} this {allowance.key.period}"
        for allowance in granted
        if allowance.key is not None
    ]
    if raises:
        return ", ".join(raises)
    up_to = max((allowance.amount_micros for allowance in granted), default=approval.quote_micros)
    return f"{format_usd(up_to)} for this request alone"


async def _move(session: Session, job: Job, **columns: Any) -> int:
    number = job.chain_number + 1
    await jobs.change_job(session, job.id, chain_number=number, **columns)
    return number
