"""The ways to a form: a command's text, a picture in a message, a job or version to change."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from aiohttp import ClientError
from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.announcer import Choice, Notice
from bot.catalogue import DEFAULT_MODEL, MODELS, Field, Verb
from bot.doors.jobs import Jobs
from bot.errors import NotAllowed
from bot.reading.asks import Attachment, Fill, RecentPicture
from bot.reading.carrying import for_model, left_out_text
from bot.reading.habits import filled
from bot.reading.options import read_text
from bot.reading.requests import Draft
from handlers import ids
from handlers.access import Access
from handlers.asides import tell
from handlers.form_memory import FormMemory
from handlers.forms import SHOWN_BY_SLACK, Opening, open_form
from handlers.payloads import Origin, is_picture

_MAX_SECONDS = 1.0
_MAX_BUTTON_VALUE = 2000
_NOT_HERE = (
    "I am not in this conversation, so I could not post the result. Nothing was charged. "
    "Invite me with /invite @Retouch, then try again."
)
_NO_PICTURE = "There is no picture in that message. Nothing was charged. Choose one with a picture."


async def open_from_text(
    context: AsyncBoltContext, origin: Origin, *, jobs: Jobs, access: Access, verb: Verb, text: str
) -> None:
    """A form filled from a command's text, with the picture this person posted here lately."""
    is_here, beginning, _ = await asyncio.gather(
        is_member(context.client, origin.thread.channel_id),
        jobs.begin_form(origin.person, origin.thread.channel_id),
        access.require_spender(context.client, origin.person),
    )
    if not is_here:
        await tell(context, origin, Notice(text=_NOT_HERE, choices=reopen_choices(verb, text)))
        return
    memory = FormMemory(thread=origin.thread, response_url=origin.response_url)
    if beginning.recent is not None:
        memory = _with_pictures(memory, [beginning.recent])
    draft = filled(replace(read_text(text, verb=verb), verb=verb), beginning.defaults)
    price = jobs.price(draft, verb=verb, left_micros=beginning.left_micros, attachments=memory.kept)
    await open_form(context, origin, opening=Opening(verb=verb, draft=draft, memory=memory), price=price)


async def open_from_message(
    context: AsyncBoltContext,
    origin: Origin,
    *,
    jobs: Jobs,
    access: Access,
    verb: Verb,
    pictures: Sequence[RecentPicture],
) -> None:
    """A form with the first picture of a message chosen; it runs in that message's thread.

    Raises:
        NotAllowed: nothing in that message can be a picture.
    """
    found = [picture for picture in pictures if is_picture(picture)]
    if not found:
        raise NotAllowed("a message without a picture", user_text=_NO_PICTURE)
    is_here, beginning, _ = await asyncio.gather(
        is_member(context.client, origin.thread.channel_id),
        jobs.begin_form(origin.person, origin.thread.channel_id),
        access.require_spender(context.client, origin.person),
    )
    if not is_here:
        raise NotAllowed("not in the channel", user_text=_NOT_HERE)
    memory = FormMemory(thread=origin.thread, response_url=origin.response_url)
    memory = _with_pictures(memory, found)
    draft = filled(Draft(verb=verb), beginning.defaults)
    price = jobs.price(draft, verb=verb, left_micros=beginning.left_micros, attachments=memory.kept)
    await open_form(context, origin, opening=Opening(verb=verb, draft=draft, memory=memory), price=price)


async def open_from_fill(
    context: AsyncBoltContext,
    origin: Origin,
    *,
    jobs: Jobs,
    access: Access,
    fill: Fill,
    verb: Verb | None = None,
) -> None:
    """A form filled with what was asked before; with another ``verb``, less what that does not take."""
    await access.require_spender(context.client, origin.person)
    asked = fill.draft.verb or Verb.EDIT
    verb = verb or asked
    kept = _with_roles(fill.attachments, verb=verb)
    draft = replace(fill.draft, verb=verb)
    notice = None
    if verb is not asked:
        model = MODELS[DEFAULT_MODEL[verb]]
        roles = {attachment.role for attachment in kept if attachment.role is not None}
        notice = left_out_text(draft, model, pictures=roles)
        kept = [attachment for attachment in kept if attachment.role in model.parameters]
        draft = for_model(draft, model)
    memory = FormMemory(
        thread=fill.thread,
        kept=kept,
        candidates=_left_over(fill.attachments, kept),
        response_url=origin.response_url,
        parent_version_id=fill.parent_version_id,
        has_thumbnail=any(attachment.thumbnail_id for attachment in kept),
    )
    price = await jobs.price_line(
        draft, verb=verb, person=origin.person, channel_id=fill.thread.channel_id, attachments=kept
    )
    opening = Opening(verb=verb, draft=draft, memory=memory, notice=notice)
    await open_form(context, origin, opening=opening, price=price)


async def is_member(client: AsyncWebClient, channel_id: str) -> bool:
    """Whether we can post there; where Slack does not say in time, the job finds out."""
    try:
        async with asyncio.timeout(_MAX_SECONDS):
            response = await client.conversations_info(channel=channel_id)
    except SlackApiError as error:
        return bool(error.response.get("error") != "channel_not_found")
    except (ClientError, TimeoutError):
        return True
    channel = response.get("channel")
    return (
        not isinstance(channel, dict) or channel.get("is_member") is not False or bool(channel.get("is_im"))
    )


def reopen_choices(verb: Verb, text: str) -> list[Choice]:
    """A button that opens the form with this text; none where Slack has no room for it."""
    value = f"{verb} {text}".strip()
    if len(value) > _MAX_BUTTON_VALUE:
        return []
    return [Choice(action=f"{ids.REOPEN_FORM}:{verb}", label=f"Open the {verb} form", value=value)]


def _with_pictures(memory: FormMemory, pictures: Sequence[RecentPicture]) -> FormMemory:
    """The first picture chosen, the others to choose from."""
    chosen = memory.with_seed_image(pictures[0])
    return replace(chosen, candidates=tuple(pictures), has_thumbnail=pictures[0].mimetype in SHOWN_BY_SLACK)


def _with_roles(attachments: Sequence[Attachment], *, verb: Verb) -> list[Attachment]:
    """In a form each picture stands at a field: what a message left open is settled by name, then order."""
    known = [attachment for attachment in attachments if attachment.role is not None]
    taken = {attachment.role for attachment in known}
    fields = [Field.SEED_IMAGE, Field.MASK_IMAGE] if verb is Verb.EDIT else [Field.SEED_IMAGE]
    free = [field for field in fields if field not in taken]
    unknown = [attachment for attachment in attachments if attachment.role is None]
    unknown.sort(key=lambda attachment: "mask" in attachment.name.lower())
    return [*known, *(replace(picture, role=field) for picture, field in zip(unknown, free, strict=False))]


def _left_over(attachments: Sequence[Attachment], kept: Sequence[Attachment]) -> list[RecentPicture]:
    """All unsorted pictures to choose from, where there are more of them than fields for them."""
    unknown = [attachment for attachment in attachments if attachment.role is None]
    if {attachment.file_id for attachment in unknown} <= {attachment.file_id for attachment in kept}:
        return []
    return [
        RecentPicture(file_id=attachment.file_id, name=attachment.name, mimetype="")
        for attachment in unknown
        if attachment.file_id is not None
    ]
