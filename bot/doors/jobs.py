"""A job from the outside: ask for one, look at it, answer its question, stop it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bot.announcer import FINAL_STAGES, Stage
from bot.catalogue import MODELS, Verb
from bot.doors.answers import cancel_job, read_answer
from bot.doors.checks import check_form, price_form
from bot.doors.flips import flipped_ask
from bot.doors.preferences import find_defaults
from bot.errors import NotAllowed
from bot.people import Person, Thread
from bot.reading.asks import Ask, Attachment, Beginning, Fill, PriceLine, RecentPicture
from bot.reading.carrying import for_model
from bot.reading.requests import Draft
from bot.sentences import FORGOTTEN
from bot.steps.fills import fill_from_job
from bot.steps.records import job_id_of
from bot.steps.starting import start_job
from bot.workshop import Workshop
from storage import Session, deliveries, jobs, recent_pictures
from storage import attachments as kept
from storage.jobs import Job

RECENT = timedelta(minutes=15)


class Jobs:
    """The door to the middle. What a method has returned from survives a crash."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def ask(self, ask: Ask) -> UUID:
        """Write the wish down and start its chain. The same ``delivery_key`` is the same job."""
        job_id = job_id_of(ask.delivery_key)
        now = self._workshop.clock()
        async with self._workshop.database.transaction() as session:
            is_new = await deliveries.mark_seen(session, ask.delivery_key, seen_at=now, job_id=job_id)
            if is_new:
                await _open(session, job_id, ask, now=now)
        if is_new:
            await start_job(self._workshop, job_id, 1, step="take_in")
        return job_id

    async def check(
        self,
        draft: Draft,
        *,
        verb: Verb,
        person: Person,
        attachments: Sequence[Attachment],
    ) -> None:
        """What can be known within two seconds: bounds, small pictures that will not do.

        Raises:
            RequestError: with the sentence, and the field to complain at.
        """
        await check_form(self._workshop, draft, verb=verb, person=person, attachments=attachments)

    async def begin_form(self, person: Person, channel_id: str) -> Beginning:
        """What a form begins with. One transaction: people wait for it within Slack's three seconds."""
        since = self._workshop.clock() - RECENT
        async with self._workshop.database.transaction(read_only=True) as session:
            posted = await recent_pictures.find_newest_of_person(
                session,
                team_id=person.team_id,
                channel_id=channel_id,
                user_id=person.user_id,
                posted_since=since,
            )
            defaults = await find_defaults(session, person, channel_id)
            left_micros = await self._workshop.spending.find_left(session, person, channel_id)
        recent = None
        if posted is not None:
            recent = RecentPicture(file_id=posted.file_id, name=posted.name, mimetype=posted.mimetype)
        return Beginning(recent=recent, defaults=defaults, left_micros=left_micros)

    def price(
        self,
        draft: Draft,
        *,
        verb: Verb,
        left_micros: int | None,
        attachments: Sequence[Attachment] = (),
    ) -> PriceLine:
        """The price of what a form says, beside what is left of the budget."""
        quote_micros, is_estimate = price_form(
            self._workshop.prices, draft, verb=verb, attachments=attachments
        )
        return PriceLine(quote_micros=quote_micros, is_estimate=is_estimate, left_micros=left_micros)

    async def price_line(
        self,
        draft: Draft,
        *,
        verb: Verb,
        person: Person,
        channel_id: str,
        attachments: Sequence[Attachment] = (),
    ) -> PriceLine:
        """``price`` with what is left now."""
        left_micros = await self._workshop.spending.left_micros(person, channel_id)
        return self.price(draft, verb=verb, left_micros=left_micros, attachments=attachments)

    async def note_picture(
        self, person: Person, thread: Thread, *, file_id: str, name: str, mimetype: str
    ) -> None:
        """Remember that somebody posted a picture."""
        picture = recent_pictures.PostedPicture(
            team_id=person.team_id,
            channel_id=thread.channel_id,
            file_id=file_id,
            user_id=person.user_id,
            name=name,
            mimetype=mimetype,
            thread_ts=thread.thread_ts,
            posted_at=self._workshop.clock(),
        )
        async with self._workshop.database.transaction() as session:
            await recent_pictures.remember_picture(session, picture)

    async def answer(self, job_id: UUID, person: Person, *, answer: str, delivery_key: str) -> str | None:
        """A person's click on a question of their job. Returns a sentence to say to them alone, if any."""
        if answer.startswith("use_model:"):
            await self._use_model(job_id, person, answer=answer, delivery_key=delivery_key)
            return None
        job = await self._find_own(job_id, person)
        kind, change = read_answer(answer)
        async with self._workshop.database.transaction() as session:
            columns = await change(session, job)
            number = await jobs.resume_job(session, job_id, waiting_for=kind, next_step="decide", **columns)
        if number is None:
            return "This question has been answered already."
        await start_job(self._workshop, job_id, number, step="decide")
        return None

    async def cancel(self, job_id: UUID, person: Person) -> str:
        """Stop a job. Before its submit that is free; after it the service charges, and we say so."""
        await self._find_own(job_id, person, action="cancel it")
        return await cancel_job(self._workshop, job_id)

    async def fill_from_job(self, job_id: UUID, person: Person) -> Fill:
        """What a refused or ended job asked for, to put it into a form again."""
        job = await self._find_own(job_id, person, action="open it again")
        return await fill_from_job(self._workshop, job)

    async def flip(self, job_id: UUID, person: Person, *, delivery_key: str) -> str:
        """The other side of the mask instead: stop this job and ask again. Returns what became of this one."""
        job = await self._find_own(job_id, person, action="turn its mask round")
        ask = await flipped_ask(self._workshop, job, delivery_key=delivery_key)
        if job.stage in FINAL_STAGES:
            await self.ask(ask)
            return "The other part of the picture is changed now; this is an edit of its own."
        sentence = await cancel_job(self._workshop, job_id)
        await self.ask(ask)
        return f"The other part of the picture is changed instead. The first edit: {sentence}"

    async def press(self, key: str, *, within_seconds: float = 3.0) -> bool:
        """False for a click that repeats the same person's click on the same button just now."""
        async with self._workshop.database.transaction() as session:
            now = self._workshop.clock()
            return await deliveries.mark_pressed(
                session, key, now=now, not_since=now - timedelta(seconds=within_seconds)
            )

    async def _use_model(self, job_id: UUID, person: Person, *, answer: str, delivery_key: str) -> None:
        """The request of a job whose model is gone, with another model."""
        fill = await self.fill_from_job(job_id, person)
        model = MODELS[answer.partition(":")[2]]
        await self.ask(
            Ask(
                delivery_key=delivery_key,
                person=person,
                thread=fill.thread,
                draft=for_model(fill.draft, model),
                attachments=fill.attachments,
                price_was_shown=True,
                parent_version_id=fill.parent_version_id,
            )
        )

    async def _find_own(self, job_id: UUID, person: Person, *, action: str = "answer it") -> Job:
        async with self._workshop.database.transaction(read_only=True) as session:
            job = await jobs.find_job(session, job_id)
        if job is None or job.team_id != person.team_id:
            raise NotAllowed(
                "unknown job", user_text="We no longer know this job. Nothing was charged; ask again."
            )
        if job.user_id != person.user_id:
            raise NotAllowed(
                "somebody else's job",
                user_text=f"Only the person who asked for this can {action}. Nothing was charged.",
            )
        if job.forgotten_at is not None:
            raise NotAllowed("forgotten job", user_text=FORGOTTEN)
        return job


async def _open(session: Session, job_id: UUID, ask: Ask, *, now: datetime) -> None:
    await jobs.open_job(
        session,
        job_id,
        team_id=ask.person.team_id,
        user_id=ask.person.user_id,
        channel_id=ask.thread.channel_id,
        thread_ts=ask.thread.thread_ts,
        is_thread_new=ask.thread.is_new or ask.thread.thread_ts is None,
        response_url=ask.response_url,
        parent_version_id=ask.parent_version_id,
        draft=ask.draft.to_json(),
        price_was_shown=ask.price_was_shown,
        manner=ask.manner,
        stage=Stage.ASKED,
        next_step="take_in",
        asked_at=now,
    )
    await kept.add_attachments(
        session,
        job_id,
        [
            kept.KeptAttachment(
                position=position,
                role=attachment.role,
                name=attachment.name,
                file_id=attachment.file_id,
                digest=attachment.digest,
            )
            for position, attachment in enumerate(ask.attachments)
        ],
    )
