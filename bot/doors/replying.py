"""A reply in a thread of ours, from its words to a job, an undo or a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.catalogue import MODELS, Field, Value, Verb
from bot.doors.channels import Channels
from bot.doors.jobs import Jobs
from bot.doors.preferences import Preferences
from bot.doors.results import Results
from bot.doors.showing import Showings
from bot.doors.thread_state import ThreadState, load_thread
from bot.errors import RequestError
from bot.people import Person, Thread
from bot.reading.asks import Ask, Attachment
from bot.reading.manners import Manner, decide_manner
from bot.reading.plain_words import Reading
from bot.reading.replies import Act, Reply, read_reply
from bot.reading.requests import Draft
from bot.workshop import Workshop
from storage import jobs as job_rows
from storage import threads
from storage.versions import Version

_NO_REQUEST = (
    "v{label} is an original, so there is no request to repeat. Nothing was charged. Say what should change."
)
_NOTHING_BEFORE = (
    "There is nothing before v{label}. Nothing was changed or charged. Say `use v1` to choose one."
)
_NOTHING_TO_COMPARE = "There is nothing to compare v{label} with. Nothing was charged. Name two versions."


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message in a thread; ``pictures`` are the attached ones whose part in it nobody named."""

    person: Person
    thread: Thread
    text: str = field(repr=False)
    delivery_key: str
    is_addressed: bool
    pictures: Sequence[Attachment] = ()
    references: Sequence[Attachment] = ()


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What will be done about a message, and how it begins."""

    said: Said
    reply: Reply
    manner: Manner

    @property
    def costs(self) -> bool:
        """Whether it can end in a charge."""
        return self.reply.act in {Act.RUN, Act.REPEAT}

    @property
    def is_asked_for(self) -> bool:
        """Whether its author expects an answer, also where the answer is no."""
        return self.manner is Manner.AT_ONCE or self.reply.reading is Reading.INSTRUCTION


class Replies:
    """The door for what people write in threads."""

    def __init__(
        self,
        workshop: Workshop,
        *,
        jobs: Jobs,
        results: Results,
        showings: Showings,
        preferences: Preferences,
        channels: Channels,
    ) -> None:
        self._workshop = workshop
        self._jobs = jobs
        self._results = results
        self._showings = showings
        self._preferences = preferences
        self._channels = channels

    async def knows(self, thread: Thread) -> bool:
        """Whether we have worked in this thread."""
        if thread.thread_ts is None:
            return False
        async with self._workshop.database.transaction(read_only=True) as session:
            return await threads.is_known(
                session,
                team_id=thread.team_id,
                channel_id=thread.channel_id,
                thread_ts=thread.thread_ts,
            )

    async def hear(self, said: Said) -> Heard | None:
        """What a message in a known thread asks for; None where it is none of our business."""
        reply = read_reply(said.text, is_addressed=said.is_addressed)
        manner = decide_manner(
            reply,
            mode=await self._channels.mode_in(said.thread.team_id, said.thread.channel_id),
            is_addressed=said.is_addressed,
            has_picture=bool(said.pictures),
            has_run_here=await self._has_run_here(said),
        )
        return None if manner is None else Heard(said=said, reply=reply, manner=manner)

    async def act(self, heard: Heard) -> None:
        """Do it; the same message a second time is done already.

        Raises:
            RequestError: a version that is not there, or nothing to do it with.
        """
        state = await load_thread(self._workshop, heard.said.thread)
        version = state.find(heard.reply.base)
        match heard.reply.act:
            case Act.RUN:
                await self._jobs.ask(await self._ask(heard, state, version))
            case Act.REPEAT:
                await self._repeat(heard, state, version)
            case Act.UNDO:
                parent = state.parent_of(version)
                if parent is None:
                    raise RequestError(_NOTHING_BEFORE.format(label=version.label))
                await self._choose(heard, parent, said=f"v{version.label} is undone.")
            case Act.USE:
                await self._choose(heard, version, said="All right.")
            case Act.COMPARE:
                await self._compare(heard, state, version)

    async def _has_run_here(self, said: Said) -> bool:
        thread = said.thread
        async with self._workshop.database.transaction(read_only=True) as session:
            return await job_rows.has_run_in_thread(
                session,
                team_id=thread.team_id,
                channel_id=thread.channel_id,
                thread_ts=thread.thread_ts or "",
                user_id=said.person.user_id,
            )

    async def _ask(self, heard: Heard, state: ThreadState, version: Version) -> Ask:
        said, reply = heard.said, heard.reply
        job = state.job_of(version)
        verb = reply.draft.verb or (Verb.EDIT if said.pictures else state.verb_of(version))
        draft = _less_chatter(heard, said_before="" if job is None else Draft.from_json(job.draft).prompt)
        values = {**_carried(job_rows_draft=None if job is None else job.draft, verb=verb), **draft.values}
        draft = await self._preferences.fill(
            replace(draft, verb=verb, values=values), said.person, channel_id=said.thread.channel_id
        )
        kept = [Attachment(role=Field.SEED_IMAGE, digest=version.digest), *said.references, *said.pictures]
        is_marked = bool(said.pictures) or Field.REGION in draft.values
        mask_digest = None if is_marked or verb is Verb.REMIX else state.mask_of(version)
        if mask_digest is not None:
            kept.append(Attachment(role=Field.MASK_IMAGE, digest=mask_digest))
            # Our own masks mark with white, unless somebody wants just the other part.
            draft = replace(draft, values={Field.MASK_POLARITY: "white", **draft.values})
        return Ask(
            delivery_key=said.delivery_key,
            person=said.person,
            thread=said.thread,
            draft=draft,
            attachments=kept,
            parent_version_id=version.id,
            manner=heard.manner,
        )

    async def _repeat(self, heard: Heard, state: ThreadState, version: Version) -> None:
        if state.job_of(version) is None:
            raise RequestError(_NO_REQUEST.format(label=version.label))
        await self._results.again(
            version.id,
            heard.said.person,
            delivery_key=heard.said.delivery_key,
            changes=heard.reply.draft,
            keeps_seed=not heard.reply.drops_seed,
            manner=heard.manner,
        )

    async def _choose(self, heard: Heard, version: Version, *, said: str) -> None:
        text = (
            f"{said} The next edit builds on v{version.label}, unless you name another. Nothing was charged."
        )
        await self._showings.show(
            heard.said.thread, key=heard.said.delivery_key, text=text, chosen_id=version.id
        )

    async def _compare(self, heard: Heard, state: ThreadState, version: Version) -> None:
        """Two versions as they were named; one with what it was made from."""
        before = state.parent_of(version) if heard.reply.other is None else state.find(heard.reply.other)
        if before is None or before.id == version.id:
            raise RequestError(_NOTHING_TO_COMPARE.format(label=version.label))
        # Named in an order, shown in that order.
        first, second = (before, version) if heard.reply.other is None else (version, before)
        await self._showings.compare(heard.said.delivery_key, pair=(first, second))


def _less_chatter(heard: Heard, *, said_before: str) -> Draft:
    """A picture without an order is a new mask for the request before it."""
    reply = heard.reply
    is_order = reply.reading is not Reading.NOT_FOR_US or (heard.said.is_addressed and not reply.is_courtesy)
    if heard.said.pictures and not (is_order and reply.draft.prompt):
        return replace(reply.draft, prompt=said_before)
    return reply.draft


def _carried(*, job_rows_draft: str | None, verb: Verb) -> dict[Field, Value]:
    """What goes on from the version before: its model, where the verb is still the same."""
    if job_rows_draft is None:
        return {}
    values = Draft.from_json(job_rows_draft).values
    model = MODELS.get(str(values.get(Field.MODEL)))
    return {Field.MODEL: model.key} if model is not None and model.verb is verb else {}
