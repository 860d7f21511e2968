"""Opens, redraws and submits the two forms, whichever way led to them."""

import asyncio
from dataclasses import dataclass, replace

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError

from bot.catalogue import Field, Verb
from bot.doors.jobs import Jobs
from bot.errors import RequestError
from bot.reading.asks import Ask, PriceLine
from bot.reading.carrying import for_model, left_out_text
from bot.reading.requests import Draft, find_model, read_request
from handlers import ids
from handlers.access import Access
from handlers.blocks.forms import Form, form_view
from handlers.form_memory import FormMemory
from handlers.form_state import FormState, read_form
from handlers.payloads import Origin, Payload, read_block_id, read_click
from handlers.windows import open_window

# Slack shows no other kinds inside a view. Source: its page on image blocks, read 2026-11-20.
SHOWN_BY_SLACK = frozenset({"image/png", "image/jpeg", "image/gif"})

# What is still to be entered is no reason to complain about the text a form is filled from.
_STILL_OPEN = frozenset({Field.PROMPT, Field.SEED_IMAGE, Field.MASK_IMAGE})
_NEEDED = {Verb.EDIT: (Field.SEED_IMAGE, Field.MASK_IMAGE), Verb.REMIX: (Field.SEED_IMAGE,)}


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a form is to be opened with."""

    verb: Verb
    draft: Draft
    memory: FormMemory
    notice: str | None = None  # what is to be said at its top, before anything about the draft


def register(app: AsyncApp) -> None:
    """Submission of both forms, and everything that redraws one while it is open."""
    for callback_id in (ids.EDIT_FORM, ids.REMIX_FORM):
        app.view(callback_id)(submit_form)
    app.action(ids.button(ids.MORE_OPTIONS))(show_more_options)
    app.action(ids.button(ids.PICK_PICTURE))(pick_picture)
    app.action(ids.VALUE)(redraw_form)


async def submit_form(
    ack: AsyncAck,
    body: Payload,
    context: AsyncBoltContext,
    jobs: Jobs,
    access: Access,
) -> None:
    """Start a job and close the form; complaints go to their inputs by way of ``faults.py``."""
    form = read_form(body, context)
    if form.draft.complaint is not None:
        raise RequestError(form.draft.complaint.user_text, field=form.draft.complaint.field)
    price, *_ = await asyncio.gather(
        _price(jobs, form), access.require_spender(context.client, form.person), _check(jobs, form)
    )
    await jobs.ask(_ask(form, price))
    await ack(response_action="clear")


async def show_more_options(ack: AsyncAck, body: Payload, context: AsyncBoltContext, jobs: Jobs) -> None:
    """The same form with every field of its model; what was typed stays."""
    form = read_form(body, context)
    await _redraw(context, form, jobs=jobs, memory=replace(form.memory, is_expanded=True))
    await ack()


async def pick_picture(ack: AsyncAck, body: Payload, context: AsyncBoltContext, jobs: Jobs) -> None:
    """Another picture of the message the form was opened from."""
    form, file_id = read_form(body, context), read_click(body, context).value
    memory = form.memory
    for picture in memory.candidates:
        if picture.file_id == file_id:
            memory = replace(
                memory.with_seed_image(picture), has_thumbnail=picture.mimetype in SHOWN_BY_SLACK
            )
    await _redraw(context, form, jobs=jobs, memory=memory)
    await ack()


async def redraw_form(ack: AsyncAck, body: Payload, context: AsyncBoltContext, jobs: Jobs) -> None:
    """The price and the fields that go with another model, speed or count."""
    form = read_form(body, context)
    if read_block_id(body) == Field.MODEL:
        await _show_other_model(context, form, jobs=jobs)
    else:
        await _redraw(context, form, jobs=jobs, memory=form.memory)
    await ack()


async def open_form(context: AsyncBoltContext, origin: Origin, *, opening: Opening, price: PriceLine) -> None:
    """Show a form at once; without its thumbnail where Slack does not take that picture.

    Raises:
        RequestError: Slack's three seconds were over.
    """
    form = make_form(opening, price)
    bare = form_view(_without_thumbnail(form)) if form.memory.has_thumbnail else None
    await open_window(context.client, origin, form_view(form), bare=bare, name="form")


def make_form(opening: Opening, price: PriceLine) -> Form:
    """A form that shows all of its draft: expanded at once where that holds a field behind "More options"."""
    draft, verb = opening.draft, opening.verb
    model = find_model(draft, verb)
    is_rare = any(field in draft.values for field, parameter in model.parameters.items() if parameter.is_rare)
    return Form(
        verb=verb,
        model=model,
        draft=draft,
        memory=replace(
            opening.memory,
            shown_micros=price.quote_micros,
            is_expanded=opening.memory.is_expanded or is_rare,
        ),
        price=price,
        notice=opening.notice or find_notice(draft, verb),
    )


def find_notice(draft: Draft, verb: Verb) -> str | None:
    """What of a draft was not understood, or does not go with its model; None where all is well so far."""
    if draft.complaint is not None:
        return draft.complaint.user_text
    try:
        filled = replace(draft, prompt=draft.prompt or "a picture")
        read_request(filled, verb=verb, pictures=dict.fromkeys(_NEEDED[verb], 1))
    except RequestError as error:
        return None if error.field in _STILL_OPEN else error.user_text
    return None


async def show_notice(context: AsyncBoltContext, form: FormState, *, jobs: Jobs, notice: str) -> None:
    """The same form with a sentence at its top."""
    await _redraw(context, form, jobs=jobs, memory=form.memory, notice=notice)


async def _show_other_model(context: AsyncBoltContext, form: FormState, *, jobs: Jobs) -> None:
    """What the other model takes stays; the rest is named, and kept in case that the person changes their mind."""
    model = find_model(form.draft, form.verb)
    wanted = replace(form.draft, values={**form.memory.left_out, **form.draft.values})
    memory = form.memory.with_uploads(form.uploads, but=model.parameters.keys())
    pictures = {attachment.role for attachment in memory.kept if attachment.role is not None}
    notice = left_out_text(wanted, model, pictures={*pictures, *form.uploads})
    draft = replace(for_model(wanted, model), complaint=form.draft.complaint)
    left_out = {field: value for field, value in wanted.values.items() if field not in draft.values}
    memory = replace(memory, left_out=left_out)
    await _redraw(context, replace(form, draft=draft, memory=memory), jobs=jobs, memory=memory, notice=notice)


async def _redraw(
    context: AsyncBoltContext,
    form: FormState,
    *,
    jobs: Jobs,
    memory: FormMemory,
    notice: str | None = None,
) -> None:
    price = await _price(jobs, form)
    drawn = make_form(Opening(verb=form.verb, draft=form.draft, memory=memory, notice=notice), price)
    try:
        await context.client.views_update(view_id=form.view_id, hash=form.hash, view=form_view(drawn))
    except SlackApiError as error:
        if _code(error) == "hash_conflict":  # a newer change is being drawn
            return
        if not memory.has_thumbnail:
            raise
        await context.client.views_update(view_id=form.view_id, view=form_view(_without_thumbnail(drawn)))


async def _price(jobs: Jobs, form: FormState) -> PriceLine:
    return await jobs.price_line(
        form.draft,
        verb=form.verb,
        person=form.person,
        channel_id=form.memory.thread.channel_id,
        attachments=form.attachments,
    )


async def _check(jobs: Jobs, form: FormState) -> None:
    await jobs.check(
        form.draft,
        verb=form.verb,
        person=form.person,
        attachments=form.attachments,
    )


def _ask(form: FormState, price: PriceLine) -> Ask:
    return Ask(
        delivery_key=f"view:{form.person.team_id}:{form.view_id}",
        person=form.person,
        thread=form.memory.thread,
        draft=form.draft,
        attachments=form.attachments,
        # A reference uploaded last is dearer than the price that was drawn before it.
        price_was_shown=price.quote_micros <= form.memory.shown_micros,
        response_url=form.memory.response_url,
        parent_version_id=form.memory.parent_version_id,
    )


def _without_thumbnail(form: Form) -> Form:
    return replace(form, memory=replace(form.memory, has_thumbnail=False))


def _code(error: SlackApiError) -> str:
    return str(error.response.get("error", ""))
