"""Painting a mask in the browser: a link for one person and one picture, and what its one save starts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from bot.catalogue import DEFAULT_MODEL, Field, Verb, get_model, models_for
from bot.doors.jobs import Jobs
from bot.doors.mask_wishes import (
    ModelChoice,
    PageState,
    as_edit,
    ask_of,
    delivery_key_of,
    find_own_mask,
    person_of,
    pictures_below,
    read_attachments,
    seed_of,
    with_model,
    write_attachments,
)
from bot.doors.results import Results
from bot.errors import LinkRefused, NotAllowed, RequestError
from bot.images.intake import MAX_PICTURE_BYTES, Intake, read_picture
from bot.images.mask import Polarity, read_mask
from bot.images.screen import screen_copy
from bot.money.amounts import format_usd
from bot.people import Person
from bot.reading.asks import Fill
from bot.reading.requests import Draft
from bot.reading.values import clean_text
from bot.workshop import Workshop
from storage import attachments as kept
from storage import deliveries, masks
from storage.masks import MaskPage

LIFETIME = timedelta(hours=24)
MAX_PROMPT = 2000

_NO_ADDRESS = (
    "The mask page needs a public address, which this installation does not have. Nothing was charged. "
    'Attach a black-and-white mask or a copy with the part painted over, or write --region "top right".'
)
_GONE = "We no longer know this page. Nothing was charged. Open it again from Slack."
_USED = (
    "A mask was saved from this link already, and its edit is in the Slack thread. Nothing more was charged. "
    "For another mask, open the page again from Slack."
)

MakeToken = Callable[[MaskPage], str]


class MaskPages:
    """Opens pages for people in Slack and answers the pages' own requests."""

    def __init__(
        self,
        workshop: Workshop,
        *,
        jobs: Jobs,
        results: Results,
        base_url: str | None,
        make_token: MakeToken,
    ) -> None:
        self._workshop = workshop
        self._jobs = jobs
        self._results = results
        self._base_url = base_url
        self._make_token = make_token

    async def open_for_version(self, version_id: UUID, person: Person, *, back_url: str | None) -> str:
        """The address of a page to paint a new mask on this version, beginning with the one that made it."""
        fill = await self._results.fill(version_id, person)
        return await self.open_for_fill(fill, person, back_url=back_url)

    async def open_for_job(self, job_id: UUID, person: Person, *, back_url: str | None) -> str:
        """The address of a page that gives a refused job the mask it lacked."""
        fill = await self._jobs.fill_from_job(job_id, person)
        return await self.open_for_fill(fill, person, back_url=back_url)

    async def open_for_fill(self, fill: Fill, person: Person, *, back_url: str | None) -> str:
        """The same for a form as it stands.

        Raises:
            NotAllowed: browsers cannot reach us.
            RequestError: there is no picture to paint on.
        """
        if self._base_url is None:
            raise NotAllowed("no public address", user_text=_NO_ADDRESS)
        page = MaskPage(
            id=uuid4(),
            team_id=person.team_id,
            user_id=person.user_id,
            channel_id=fill.thread.channel_id,
            thread_ts=fill.thread.thread_ts,
            parent_version_id=fill.parent_version_id,
            draft=as_edit(fill.draft).to_json(),
            attachments=write_attachments(pictures_below(fill.attachments)),
            back_url=back_url,
            seed_digest=None,
            width_px=None,
            height_px=None,
            mask_digest=find_own_mask(fill),
            expires_at=self._workshop.clock() + LIFETIME,
        )
        async with self._workshop.database.transaction() as session:
            await masks.add_page(session, page)
        return f"{self._base_url.rstrip('/')}/mask/{self._make_token(page)}"

    async def find(self, page_id: UUID) -> None:
        """Whether the link still opens anything.

        Raises:
            LinkRefused: the page is gone, or its one save has happened.
        """
        await self._find_unused(page_id)

    async def show(self, page_id: UUID) -> PageState:
        """What the page starts with; the first look takes the picture in."""
        page = await self._take_in(await self._find_unused(page_id))
        draft = Draft.from_json(page.draft)
        model = get_model(str(draft.values.get(Field.MODEL, DEFAULT_MODEL[Verb.EDIT])), Verb.EDIT)
        choices = [await self._price(page, draft, model_key=each.key) for each in models_for(Verb.EDIT)]
        left_micros = await self._workshop.spending.left_micros(person_of(page), page.channel_id)
        return PageState(
            width_px=page.width_px or 0,
            height_px=page.height_px or 0,
            prompt=draft.prompt,
            model_key=model.key,
            models=choices,
            left=None if left_micros is None else f"{format_usd(max(left_micros, 0))} left",
            has_mask=page.mask_digest is not None,
            back_url=page.back_url,
        )

    async def picture(self, page_id: UUID) -> tuple[bytes, str]:
        """The picture to paint on, as a browser shows it, with its content type."""
        page = await self._take_in(await self._find_unused(page_id))
        assert page.seed_digest is not None, "taken in"
        png = await self._workshop.pictures.get(page.seed_digest)
        return await self._workshop.pool.run(screen_copy, png)

    async def last_mask(self, page_id: UUID) -> bytes | None:
        """The mask to begin with, at the picture's size; None where there is none that fits."""
        page = await self._take_in(await self._find_unused(page_id))
        if page.mask_digest is None:
            return None
        try:
            return await self._read_mask(page, await self._workshop.pictures.get(page.mask_digest))
        except RequestError:
            return None  # the picture has another shape than the one the mask was made for

    async def wish(self, page_id: UUID, *, prompt: str, model_key: str) -> None:
        """Keep prompt and model as the person left them on the page.

        Raises:
            RequestError: no such model.
        """
        page = await self._find_unused(page_id)
        draft = with_model(Draft.from_json(page.draft), model_key)
        draft = replace(draft, prompt=clean_text(prompt)[: 2 * MAX_PROMPT].strip())
        async with self._workshop.database.transaction() as session:
            await masks.change_page(session, page_id, draft=draft.to_json())

    async def save(self, page_id: UUID, content: bytes) -> UUID:
        """Start the edit with this mask. The same mask saved twice is one edit.

        Raises:
            RequestError, BudgetExceeded: it cannot run like this; the link stays good.
            LinkRefused: another mask was saved from this link.
        """
        page, is_saved = await self._find(page_id)
        page = await self._take_in(page)
        # Kept in the very form that the job will keep it in, so that a repeated save is recognised.
        mask: Intake = await self._workshop.pool.run(
            partial(read_picture, await self._read_mask(page, content), field=Field.MASK_IMAGE)
        )
        digest = await self._workshop.pictures.put(mask.png)
        ask = ask_of(page, mask_digest=digest)
        if not is_saved:
            await self._jobs.check(
                ask.draft,
                verb=Verb.EDIT,
                person=ask.person,
                attachments=ask.attachments,
            )
        job_id = await self._jobs.ask(ask)
        async with self._workshop.database.transaction(read_only=True) as session:
            pictures = await kept.list_attachments(session, job_id)
        if not any(picture.role == Field.MASK_IMAGE and picture.digest == digest for picture in pictures):
            raise LinkRefused("A mask link was used already.", user_text=_USED, status=410)
        return job_id

    async def _find_unused(self, page_id: UUID) -> MaskPage:
        page, is_saved = await self._find(page_id)
        if is_saved:
            raise LinkRefused("A mask link was used already.", user_text=_USED, status=410)
        return page

    async def _find(self, page_id: UUID) -> tuple[MaskPage, bool]:
        """The page, and whether its one save has happened."""
        async with self._workshop.database.transaction(read_only=True) as session:
            page = await masks.find_page(session, page_id)
            job_id = await deliveries.find_job_id(session, delivery_key_of(page_id))
        if page is None:
            raise LinkRefused("A mask page is gone.", user_text=_GONE, status=410)
        return page, job_id is not None

    async def _take_in(self, page: MaskPage) -> MaskPage:
        """The page with its picture's lossless copy and size, found out once."""
        if page.seed_digest is not None:
            return page
        seed = seed_of(page)
        if seed.digest is not None:
            content = await self._workshop.pictures.get(seed.digest)
        else:
            content = await self._workshop.announcer.fetch_file(
                team_id=page.team_id, file_id=seed.file_id or "", max_bytes=MAX_PICTURE_BYTES
            )
        taken: Intake = await self._workshop.pool.run(
            partial(
                read_picture,
                content,
                field=Field.SEED_IMAGE,
                name=seed.name,
                is_ours=seed.digest is not None,
            )
        )
        digest = await self._workshop.pictures.put(taken.png)
        found = {"seed_digest": digest, "width_px": taken.width_px, "height_px": taken.height_px}
        async with self._workshop.database.transaction() as session:
            await masks.change_page(session, page.id, **found)
        return replace(page, seed_digest=digest, width_px=taken.width_px, height_px=taken.height_px)

    async def _read_mask(self, page: MaskPage, content: bytes) -> bytes:
        size = (page.width_px or 0, page.height_px or 0)
        read = partial(read_mask, content, seed_size=size, polarity=Polarity.WHITE, field=Field.MASK_IMAGE)
        return (await self._workshop.pool.run(read)).png

    async def _price(self, page: MaskPage, draft: Draft, *, model_key: str) -> ModelChoice:
        line = await self._jobs.price_line(
            with_model(draft, model_key),
            verb=Verb.EDIT,
            person=person_of(page),
            channel_id=page.channel_id,
            attachments=read_attachments(page.attachments),
        )
        price = format_usd(line.quote_micros)
        return ModelChoice(
            key=model_key,
            name=get_model(model_key, Verb.EDIT).name,
            price=f"{price} (estimate)" if line.is_estimate else price,
        )
