"""A job that wants more than its budget has left: ask the admins, and go on once one has said yes."""

from uuid import UUID

from bot.announcer import Choice, Notice, Stage
from bot.catalogue import MODELS, Verb
from bot.engine import Following
from bot.errors import AnnouncementDelayed, AnnouncementFailed, BotError, BudgetExceeded, RequestError
from bot.money.amounts import format_usd
from bot.money.budgets import Scope
from bot.money.limits import describe_room
from bot.reading.requests import Draft
from bot.steps.records import person_of, thread_of
from bot.workshop import Workshop
from storage import Session, approvals, jobs
from storage.jobs import Job

_PROMPT_LENGTH = 150
_NO_ADMIN = (
    "No admin could be reached. You were not charged. "
    "Ask one to raise the budget with {usage} budget, then try again."
)
_WHO_USED = {
    Scope.USER: "They have used",
    Scope.CHANNEL: "The channel has used",
    Scope.WORKSPACE: "The workspace has used",
}
_APPROVED = "An admin approved your request. It runs now."


async def offer_more(session: Session, job: Job, error: BotError, *, workshop: Workshop) -> None:
    """Where it is the budget that refuses, note that the person may ask for more."""
    if isinstance(error, BudgetExceeded):
        await approvals.offer(
            session,
            job.id,
            team_id=job.team_id,
            quote_micros=error.quote_micros,
            offered_at=workshop.clock(),
        )


async def choices_of_refusal(workshop: Workshop, job_id: UUID) -> list[Choice]:
    """Ask for more where that may help, and always the form again."""
    async with workshop.database.transaction(read_only=True) as session:
        approval = await approvals.find_approval(session, job_id)
    again = Choice(action="reopen_form", label="Change and try again", value=str(job_id))
    if approval is None or approval.state != "offered":
        return [again]
    more = Choice(action="ask_for_more", label="Ask for more", value=str(job_id), style="primary")
    return [more, again]


async def ask_admins(workshop: Workshop, job_id: UUID) -> Following | None:
    """Wait first, tell after: an admin may answer at once, and a crash between the two repeats the step."""
    async with workshop.database.transaction() as session:
        job = await jobs.get_job(session, job_id, for_update=True)
        approval = await approvals.find_approval(session, job_id)
        if job.stage != Stage.ASKED or approval is None or approval.state != "asked":
            return None
        await jobs.change_job(session, job_id, waiting_for="approval")
    notice = await _wish(workshop, job, quote_micros=approval.quote_micros)
    try:
        await workshop.announcer.tell_admins(job.team_id, notice)
    except AnnouncementFailed as error:
        raise RequestError(_NO_ADMIN.format(usage=workshop.usage_command)) from error
    return None


async def go_on(workshop: Workshop, job_id: UUID) -> Following | None:
    """Tell the person, who may be elsewhere by now, and reserve."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
    if job.stage == Stage.ASKED:
        try:
            await workshop.announcer.tell_privately(person_of(job), thread_of(job), Notice(text=_APPROVED))
        except (AnnouncementFailed, AnnouncementDelayed):
            return Following(step="reserve")
    return Following(step="reserve")


async def _wish(workshop: Workshop, job: Job, *, quote_micros: int) -> Notice:
    """Who wants what, for how much, and what they have spent of which limit."""
    rooms = (await workshop.spending.rooms(person_of(job), job.channel_id)).values()
    tight = [room for room in rooms if room.left_micros < quote_micros]
    spent = " ".join(f"{_WHO_USED[room.scope]} {describe_room(room)}." for room in tight)
    draft = Draft.from_json(job.draft)
    prompt = " ".join(draft.prompt.split())
    if len(prompt) > _PROMPT_LENGTH:
        prompt = f"{prompt[: _PROMPT_LENGTH - 1]}…"
    what = f"{'an edit' if job.verb == Verb.EDIT else 'a remix'} with {MODELS[job.model_key or ''].name}"
    results = f", {job.count} results" if job.count > 1 else ""
    value = str(job.id)
    return Notice(
        about=person_of(job),
        place=thread_of(job),
        text=f"asks for more: {what}{results} for {format_usd(quote_micros)}, “{prompt}”. {spent} "
        "Nothing runs until you decide; after a day it is closed.",
        choices=[
            Choice(action="approve_more", label="Approve this one", value=value, style="primary"),
            Choice(action="approve_more:amount", label="Approve another amount…", value=value),
            Choice(action="deny_more", label="Deny", value=value, style="danger"),
            Choice(action="deny_more:reason", label="Deny with a reason…", value=value),
        ],
    )
