"""Things shown in a thread that make no version and cost nothing: a comparison, the original, what an undo did."""

from uuid import UUID

from bot.errors import NotAllowed
from bot.people import Person, Thread
from bot.sentences import FORGOTTEN
from bot.steps.records import showing_chain, showing_id_of
from bot.steps.showing import add_comparison, comparison_key
from bot.workshop import Workshop
from storage import Session, deliveries, showings, threads, versions
from storage.versions import GONE, Version

_UNKNOWN = "We no longer know this picture. Nothing was charged."
_DELETED = "This picture was deleted. Nothing was charged."
_NOTHING_BEFORE = (
    "This picture was made from nothing else, so there is nothing beside it. Nothing was charged."
)


class Showings:
    """Written down before it is answered, and posted by the engine."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def compare(self, key: str, *, pair: tuple[Version, Version]) -> None:
        """Two versions of one thread side by side. The same ``key`` is the same wish."""
        now = self._workshop.clock()
        _must_be_kept(*pair)
        async with self._workshop.database.transaction() as session:
            if await deliveries.mark_seen(session, key, seen_at=now):
                await add_comparison(session, showing_id_of(key), pair=pair, asked_at=now)
        await self._start(showing_id_of(key))

    async def compare_version(self, version_id: UUID, person: Person) -> str:
        """A version beside the picture it was made from, once. Returns what to say to who pressed.

        Raises:
            NotAllowed: a version we do not know, one that was deleted, or one that begins its thread.
        """
        showing_id = showing_id_of(comparison_key(version_id))
        async with self._workshop.database.transaction() as session:
            version = await _find(session, version_id, person)
            if version.deleted_at is not None:
                raise NotAllowed("deleted version", user_text=_DELETED)
            if version.parent_id is None:
                raise NotAllowed("no parent", user_text=_NOTHING_BEFORE)
            is_new = await showings.find_showing(session, showing_id) is None
            if is_new:
                parent = await versions.get_version(session, version.parent_id)
                _must_be_kept(parent, version)
                await add_comparison(
                    session, showing_id, pair=(parent, version), asked_at=self._workshop.clock()
                )
        await self._start(showing_id)
        if is_new:
            return f"The comparison of v{version.label} comes into this thread in a moment. It costs nothing."
        return f"The comparison of v{version.label} is in this thread already."

    async def original(self, version_id: UUID, person: Person, *, key: str) -> None:
        """The picture that a version goes back to, as it was taken in.

        Raises:
            NotAllowed: a version we do not know.
        """
        async with self._workshop.database.transaction(read_only=True) as session:
            version = await _find(session, version_id, person)
            first = version
            while first.parent_id is not None:
                first = await versions.get_version(session, first.parent_id)
        _must_be_kept(first)
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
        after_id: UUID | None = None,
        chosen_id: UUID | None = None,
    ) -> None:
        """A sentence, with a picture or without; ``chosen_id`` is what the thread builds on from now.

        The same ``key`` is the same wish.
        """
        assert thread.thread_ts is not None, "only threads have versions"
        place = {"team_id": thread.team_id, "channel_id": thread.channel_id, "thread_ts": thread.thread_ts}
        now = self._workshop.clock()
        async with self._workshop.database.transaction() as session:
            if await deliveries.mark_seen(session, key, seen_at=now):
                await showings.add_showing(
                    session, showing_id_of(key), **place, text=text, after_id=after_id, asked_at=now
                )
                if chosen_id is not None:
                    await threads.choose_base(session, **place, version_id=chosen_id)
        await self._start(showing_id_of(key))

    async def _start(self, showing_id: UUID) -> None:
        """Also for a repeated delivery: the first may have come no further than the row."""
        await self._workshop.engine.start(showing_chain(showing_id), step="show", subject=str(showing_id))


async def _find(session: Session, version_id: UUID, person: Person) -> Version:
    version = await versions.find_version(session, version_id)
    if version is None or version.team_id != person.team_id:
        raise NotAllowed("unknown version", user_text=_UNKNOWN)
    return version


def _must_be_kept(*shown: Version) -> None:
    if any(version.digest == GONE for version in shown):
        raise NotAllowed("forgotten version", user_text=FORGOTTEN)
