"""Questions a job has before it can run: asked in its thread, answered by a button, free of charge."""

from collections.abc import Sequence
from uuid import UUID

from bot.announcer import Choice, Illustration, Notice
from bot.catalogue import Verb
from bot.errors import AnnouncementDelayed, UploadExpired
from bot.images.mask import Polarity, invert
from bot.images.preview import tint
from bot.reading.requests import Draft
from bot.steps.records import note_announced, person_of, read_announced, thread_of
from bot.steps.roles import Question
from bot.workshop import Workshop
from storage import jobs
from storage.attachments import KeptAttachment
from storage.jobs import Job


async def ask(
    workshop: Workshop, job: Job, question: Question, *, pictures: Sequence[KeptAttachment]
) -> None:
    """Ask what to do or which picture is which; the job waits for the answer."""
    value = str(job.id)
    if question.kind == "verb":
        notice = Notice(
            text="What should happen to this picture? Nothing is charged until you choose.",
            choices=[
                Choice(action="choose_edit", label="Edit a part", value=value, style="primary"),
                Choice(action="choose_remix", label="Remix all of it", value=value),
            ],
        )
    else:
        action, text = {
            "seed": ("choose_seed", "Which picture do you mean? Nothing is charged until you choose."),
            "mask": ("choose_mask", "Which picture is the mask? Nothing is charged until you choose."),
        }[question.kind]
        chosen = [picture for picture in pictures if picture.position in question.positions]
        notice = Notice(
            text=text,
            choices=[
                Choice(action=f"{action}:{picture.position}", label=f"Picture {number}", value=value)
                for number, picture in enumerate(chosen, start=1)
            ],
            pictures=[
                await _thumbnail(workshop, picture, number=number)
                for number, picture in enumerate(chosen, start=1)
            ],
        )
    await _pose(workshop, job, waiting_for=question.kind, notice=notice)


async def ask_polarity(workshop: Workshop, job: Job, *, mask_png: bytes, polarity: Polarity) -> None:
    """Black and white cover about the same area: show both readings. ``polarity`` is that of ``mask_png``."""
    assert job.seed_digest is not None, "decided before"
    seed_png = await workshop.pictures.get(job.seed_digest)
    as_read = await workshop.pool.run(tint, seed_png, mask_png)
    inverted = await workshop.pool.run(tint, seed_png, await workshop.pool.run(invert, mask_png))
    white, black = (as_read, inverted) if polarity is Polarity.WHITE else (inverted, as_read)
    value = str(job.id)
    notice = Notice(
        text="Which side of the mask should change? Nothing is charged until you choose.",
        choices=[
            Choice(action="mask_white", label="The white part", value=value),
            Choice(action="mask_black", label="The black part", value=value),
        ],
        pictures=[
            Illustration(png=white, file_name="white-changes.png", alt_text="White part tinted"),
            Illustration(png=black, file_name="black-changes.png", alt_text="Black part tinted"),
        ],
    )
    await _pose(workshop, job, waiting_for="polarity", notice=notice)


async def share_once(workshop: Workshop, job_id: UUID, notice: Notice, *, key: str) -> None:
    """Share a notice into the job's thread, once: what was begun is stored before it is shared."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
    file_ids: list[str] | None = read_announced(job).get(key)
    is_retry = file_ids is not None
    for _ in range(2):
        if file_ids is None:
            file_ids = [
                await workshop.announcer.upload(
                    team_id=job.team_id, content=picture.png, file_name=picture.file_name
                )
                for picture in notice.pictures
            ]
            await note_announced(workshop, job_id, key=key, file_ids=file_ids)
        try:
            await workshop.announcer.share_notice(
                thread_of(job), notice, file_ids=file_ids, key=f"{job_id}:{key}", is_retry=is_retry
            )
            return
        except UploadExpired:
            file_ids, is_retry = None, False
    raise AnnouncementDelayed("Slack forgot the pictures of a notice twice")


async def ensure_thread(workshop: Workshop, job_id: UUID) -> Job:
    """The job with its thread open: a job from a command posts its root message first."""
    async with workshop.database.transaction(read_only=True) as session:
        job = await jobs.get_job(session, job_id)
    if job.thread_ts is not None:
        return job
    is_retry = "root" in read_announced(job)
    await note_announced(workshop, job_id, key="root", file_ids=[])
    draft = Draft.from_json(job.draft)
    thread_ts = await workshop.announcer.open_thread(
        thread_of(job),
        job_id=job_id,
        person=person_of(job),
        verb=Verb(job.verb) if job.verb else draft.verb or Verb.EDIT,
        prompt=draft.prompt,
        is_retry=is_retry,
    )
    async with workshop.database.transaction() as session:
        await jobs.change_job(session, job_id, thread_ts=thread_ts)
        return await jobs.get_job(session, job_id)


async def _pose(workshop: Workshop, job: Job, *, waiting_for: str, notice: Notice) -> None:
    """Wait first, post after: an answer may come at once, and a crash between the two repeats the step."""
    await ensure_thread(workshop, job.id)
    async with workshop.database.transaction() as session:
        await jobs.change_job(session, job.id, waiting_for=waiting_for)
    await share_once(workshop, job.id, notice, key=f"question:{waiting_for}:{job.chain_number}")


async def _thumbnail(workshop: Workshop, picture: KeptAttachment, *, number: int) -> Illustration:
    assert picture.digest is not None, "taken in before"
    png = await workshop.pool.run(tint, await workshop.pictures.get(picture.digest), None)
    return Illustration(png=png, file_name=f"picture-{number}.png", alt_text=f"Picture {number}")
