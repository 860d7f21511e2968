"""What admins rule for everybody: a pause, and which channels and models may be used; looked at before money moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.catalogue import MODELS
from bot.errors import NotAllowed, RequestError
from bot.office.acts import log_act
from bot.people import Person
from bot.steps.records import job_chain, task_chain
from bot.workshop import Workshop
from storage import Session, jobs, rules, tasks
from storage.rules import WHOLE, Rule, RuleKind

Kind = RuleKind
PAUSED: Final = "pause"  # what a job waits for

_PAUSED = (
    "Retouch is paused. What an image service has already finishes; new requests wait and are not charged."
)
_RESUMED = "Retouch goes on. What has waited starts by itself."


@dataclass(frozen=True, kw_only=True)
class HouseRules:
    """The rules in force in one workspace; an empty list allows everything."""

    paused_by: str | None
    channel_ids: Sequence[str]
    model_keys: Sequence[str]

    @property
    def is_paused(self) -> bool:
        """Whether requests wait."""
        return self.paused_by is not None


def read_house_rules(found: Sequence[Rule]) -> HouseRules:
    """The rows of one workspace."""
    pauses = [rule.set_by for rule in found if rule.kind is Kind.PAUSE]
    return HouseRules(
        paused_by=pauses[0] if pauses else None,
        channel_ids=[rule.subject for rule in found if rule.kind is Kind.CHANNEL],
        model_keys=[rule.subject for rule in found if rule.kind is Kind.MODEL],
    )


async def fetch_rules(workshop: Workshop, team_id: str) -> HouseRules:
    """What holds now."""
    async with workshop.database.transaction(read_only=True) as session:
        return read_house_rules(await rules.list_rules(session, team_id))


async def require_allowed(session: Session, team_id: str, *, channel_id: str, model_key: str) -> None:
    """A direct message is on no list and open to everybody; budgets hold there too.

    Raises:
        NotAllowed: the channel or the model is not on its list.
    """
    found = read_house_rules(await rules.list_rules(session, team_id))
    is_direct = channel_id.startswith("D")
    if found.channel_ids and not is_direct and channel_id not in found.channel_ids:
        raise NotAllowed(
            "the channel is not on the list",
            user_text="Admins have not allowed this channel for edits. You were not charged. "
            "Use another channel or a direct message to me, or ask an admin.",
        )
    if found.model_keys and model_key not in found.model_keys:
        names = " or ".join(MODELS[key].name for key in found.model_keys if key in MODELS)
        raise NotAllowed(
            "the model is not on the list",
            user_text=f"Admins have not allowed {MODELS[model_key].name}. You were not charged. "
            f"Use {names}, or ask an admin.",
        )


async def pause(workshop: Workshop, admin: Person) -> str:
    """Send nothing new to a service until ``resume``."""
    await _change(workshop, admin, Kind.PAUSE, WHOLE, is_added=True, act="pause")
    return _PAUSED


async def resume(workshop: Workshop, admin: Person) -> str:
    """Go on, with what has waited first."""
    await _change(workshop, admin, Kind.PAUSE, WHOLE, is_added=False, act="resume")
    await start_paused(workshop)
    await _wake_planned(workshop)
    return _RESUMED


async def set_list(workshop: Workshop, admin: Person, kind: Kind, subjects: Sequence[str]) -> None:
    """Allow these alone; none at all allows everything again.

    Raises:
        RequestError: no such model.
    """
    if kind is Kind.MODEL and not set(subjects) <= MODELS.keys():
        raise RequestError(f"Nothing was changed: the models are {', '.join(MODELS)}.")
    known = await fetch_rules(workshop, admin.team_id)
    before = known.channel_ids if kind is Kind.CHANNEL else known.model_keys
    for subject in sorted({*subjects, *before}):
        if (subject in subjects) != (subject in before):
            is_added = subject in subjects
            await _change(
                workshop, admin, kind, subject, is_added=is_added, act="allow" if is_added else "disallow"
            )


async def start_paused(workshop: Workshop) -> None:
    """Jobs that wait for the end of a pause go on where there is none; also for what a crash left waiting."""
    async with workshop.database.transaction(read_only=True) as session:
        waiting = await jobs.list_waiting_for(session, PAUSED)
        paused = {
            team_id for team_id in {job.team_id for job in waiting} if await rules.is_paused(session, team_id)
        }
    for job in waiting:
        if job.team_id in paused:
            continue
        async with workshop.database.transaction() as session:
            number = await jobs.resume_job(session, job.id, waiting_for=PAUSED, next_step="reserve")
        if number is not None:
            await workshop.engine.start(job_chain(job.id, number), step="reserve", subject=str(job.id))


async def _wake_planned(workshop: Workshop) -> None:
    """What stands in line for a service looks again now; by itself it would within half a minute."""
    async with workshop.database.transaction(read_only=True) as session:
        planned = await tasks.list_in_state(session, states=("planned",))
    for task in planned:
        await workshop.engine.wake(task_chain(task.id), key=f"resumed:{workshop.clock().isoformat()}")


async def _change(
    workshop: Workshop, admin: Person, kind: Kind, subject: str, *, is_added: bool, act: str
) -> None:
    """Add or lift a rule and log it, where that changes anything."""
    now = workshop.clock()
    rule = Rule(team_id=admin.team_id, kind=kind, subject=subject, set_by=admin.user_id, set_at=now)
    async with workshop.database.transaction() as session:
        if is_added:
            is_changed = await rules.add_rule(session, rule)
        else:
            is_changed = await rules.drop_rule(session, admin.team_id, kind=kind, subject=subject)
        if is_changed:
            await log_act(
                workshop,
                session,
                admin=admin,
                act=act,
                subject="workspace" if subject == WHOLE else subject,
                detail="requests" if kind is Kind.PAUSE else kind.value,
            )
