"""A callback that has been checked: ask the service now. Forged, foreign, stale and repeated ones change nothing."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from bot.catalogue import ServiceName
from bot.errors import CallbackRefused
from bot.providers.base import CallbackHint
from bot.steps.records import late_chain, task_chain
from bot.workshop import Workshop
from storage import Session, deliveries, tasks
from storage.tasks import Task

_LIVE = frozenset({"submitting", "accepted"})
_GIVEN_UP = frozenset({"expired", "to_be_checked"})


def bind_receive(workshop: Workshop) -> Callable[[ServiceName, UUID, CallbackHint], Awaitable[None]]:
    """What the callback addresses call once token and signature have been checked."""

    async def receive(service: ServiceName, task_id: UUID, hint: CallbackHint) -> None:
        async with workshop.database.transaction() as session:
            task = await tasks.find_task(session, task_id)
            if task is None or task.service != service or task.state not in _LIVE | _GIVEN_UP:
                raise CallbackRefused("A callback is for no task that waits for one.")
            # Until the service has confirmed a name it is a claim, which another callback may correct.
            confirmed = task.provider_task_id if task.accepted_at is not None else None
            named = confirmed or workshop.providers[service].provider_task_id(task_id)
            if not await _may_be(session, task, named=named, hint=hint):
                raise CallbackRefused("A callback names a task of somebody else.")
            key = f"callback:{task_id}:{hint.event_key}"
            if not await deliveries.mark_seen(session, key, seen_at=workshop.clock()):
                raise CallbackRefused("A callback came again.")
            if named is None:
                # The answer to our submit was lost: the token says which task of ours this id belongs to.
                await tasks.change_task(session, task_id, provider_task_id=hint.provider_task_id)
        if hint.is_worth_asking or named is None:
            _note_delay(workshop, task)
            chain_id = late_chain(task_id) if task.state in _GIVEN_UP else task_chain(task_id)
            await workshop.engine.wake(chain_id, key=hint.event_key)

    return receive


def _note_delay(workshop: Workshop, task: Task) -> None:
    if task.accepted_at is not None:
        seconds = (workshop.clock() - task.accepted_at).total_seconds()
        workshop.meters.callback_delay(task.service, seconds=seconds)


async def _may_be(session: Session, task: Task, *, named: str | None, hint: CallbackHint) -> bool:
    if named is not None:
        return hint.provider_task_id == named
    others = await tasks.list_known_ids(session, service=task.service)
    return hint.provider_task_id == task.provider_task_id or hint.provider_task_id not in others
