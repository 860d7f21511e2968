"""Things shown in a thread that make no version and cost nothing: a comparison, the original, what an undo did."""

import uuid
from uuid import UUID

from bot.errors import NotAllowed
from bot.people import Person, Thread
from bot.steps.records import showing_chain
from bot.workshop import Workshop
from storage import deliveries, showings, threads, versions
from storage.versions import Version

_NAMESPACE = UUID("b3f6c3c4-3c55-5f0b-8a39-0a4d1b1f1a0e")


class Showings:
    """Written down before it is answered, and posted by the engine."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def compare(self, thread: Thread, *, key: str, pair: tuple[Version, Version]) -> None:
        """Two versions side by side."""
        before, after = pair
        await self.show(
            thread,
            key=key,
            text=f"v{before.label} and v{after.label} side by side; what differs is outlined. Free of charge.",
            before_id=before.id,
            after_id=after.id,
        )

    async def original(self, version_id: UUID, person: Person, *, key: str) -> None:
        """The picture that a version goes back to, as it was taken in.

        Raises:
            NotAllowed: a version we do not know.
        """
        async with self._workshop.database.transaction(read_only=True) as session:
            version = await versions.find_version(session, version_id)
            if version is None or version.team_id != person.team_id:
                raise NotAllowed(
                    "unknown version", user_text="We no longer know this picture. Nothing was charged."
                )
            first = version
            while first.parent_id is not None:
                first = await versions.get_version(session, first.parent_id)
        name = f"v{first.label}" if first.label else "The picture"
        await self.show(
            Thread(team_id=version.team_id, channel_id=version.channel_id, thread_ts=version.thread_ts),
            key=key,
            text=f"{name} that v{version.label} goes back to, in full. Free of charge.",
            after_id=first.id,
        )

    async def show(
        self,
        thread: Thread,
        *,
        key: str,
        text: str,
        before_id: UUID | None = None,
        after_id: UUID | None = None,
        chosen_id: UUID | None = None,
    ) -> None:
        """A sentence, with one picture or two; ``chosen_id`` is what the thread builds on from now.

        The same ``key`` is the same wish.
        """
        assert thread.thread_ts is not None, "only threads have versions"
        showing_id = uuid.uuid5(_NAMESPACE, key)
        place = {"team_id": thread.team_id, "channel_id": thread.channel_id, "thread_ts": thread.thread_ts}
        now = self._workshop.clock()
        async with self._workshop.database.transaction() as session:
            if await deliveries.mark_seen(session, key, seen_at=now):
                await showings.add_showing(
                    session,
                    showing_id,
                    **place,
                    text=text,
                    before_id=before_id,
                    after_id=after_id,
                    asked_at=now,
                )
                if chosen_id is not None:
                    await threads.choose_base(session, **place, version_id=chosen_id)
        # Also for a repeated delivery: the first may have come no further than the row.
        await self._workshop.engine.start(showing_chain(showing_id), step="show", subject=str(showing_id))
