"""The edit and remix forms, built from the catalogue: one input per parameter, its ``block_id`` the field."""

from dataclasses import dataclass
from functools import lru_cache

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    ImageBlock,
    InputBlock,
    Option,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import SlackFile
from slack_sdk.models.views import View

from bot.catalogue import Field, Kind, Model, Parameter, Value, Verb, models_for
from bot.reading.asks import PriceLine
from bot.reading.requests import Draft
from handlers import ids
from handlers.blocks.drawn import DrawnBlock
from handlers.blocks.escape import escape, mrkdwn, shorten
from handlers.blocks.inputs import FREE_TEXT, PRICED, input_element
from handlers.blocks.wording import left_words, pictures_words, price_words
from handlers.form_memory import FormMemory

# Slack's limits, read 2026-11-20.
_TEXT_LIMIT = 3000
_NAME_LIMIT = 60

_DRAWN = 1000  # inputs kept ready: every one of every model, with each of the values that are asked for most

_UPLOAD_HINT = "Slack takes up to 10 MB here. For a larger file, mention me with the picture attached."
_TITLES = {Verb.EDIT: "Edit a picture", Verb.REMIX: "Remix a picture"}
_SUBMITS = {Verb.EDIT: "Edit", Verb.REMIX: "Remix"}
CALLBACK_IDS = {Verb.EDIT: ids.EDIT_FORM, Verb.REMIX: ids.REMIX_FORM}


@dataclass(frozen=True, kw_only=True)
class Form:
    """Everything a form shows. ``model`` is the one the draft names, or the default where it names none."""

    verb: Verb
    model: Model
    draft: Draft
    memory: FormMemory
    price: PriceLine
    notice: str | None = None  # what of the text was not understood or does not fit


def form_view(form: Form) -> View:
    """Pictures, prompt, model and price; with everything else the model takes once it is expanded."""
    primary = [parameter for parameter in form.model.parameters.values() if not parameter.is_rare]
    rare = [parameter for parameter in form.model.parameters.values() if parameter.is_rare]
    blocks = [
        *_notice_blocks(form.notice),
        *_picture_blocks(form.memory),
        *_input_blocks(form, primary),
        price_block(form.price, count=_count(form.draft)),
        *(_input_blocks(form, rare) if form.memory.is_expanded else [_more_options_block()]),
    ]
    return View(
        type="modal",
        callback_id=CALLBACK_IDS[form.verb],
        title=_TITLES[form.verb],
        submit=_SUBMITS[form.verb],
        close="Cancel",
        private_metadata=form.memory.to_json(),
        blocks=blocks,
    )


def price_block(price: PriceLine, *, count: int) -> SectionBlock:
    """``Price $0.12 for 4 pictures · $19.20 left this month``."""
    words = f"Price *{price_words(price.quote_micros, is_estimate=price.is_estimate)}*"
    if count > 1:
        words += f" for {pictures_words(count)}"
    if price.left_micros is not None:
        words += f" · {left_words(price.left_micros)}"
    return SectionBlock(block_id="price", text=mrkdwn(words))


def _notice_blocks(notice: str | None) -> list[Block]:
    if notice is None:
        return []
    return [
        ContextBlock(block_id="notice", elements=[mrkdwn(f":warning: {escape(notice)[: _TEXT_LIMIT - 20]}")])
    ]


def _picture_blocks(memory: FormMemory) -> list[Block]:
    """The chosen picture above the input that may replace it: Slack cannot fill a file input."""
    seed_image = memory.seed_image
    if seed_image is None:
        return []
    blocks: list[Block] = []
    shown_id = seed_image.file_id or seed_image.thumbnail_id
    if memory.has_thumbnail and shown_id is not None:
        blocks.append(
            ImageBlock(
                block_id="chosen_picture",
                slack_file=SlackFile(id=shown_id),
                alt_text="The picture that is chosen",
            )
        )
    name = f"*{escape(shorten(seed_image.name, limit=_NAME_LIMIT))}*" if seed_image.name else "A picture"
    text = mrkdwn(f"{name} is chosen. One that you upload below takes its place.")
    return [*blocks, SectionBlock(block_id="chosen", text=text, accessory=_picture_select(memory))]


def _kept_blocks(memory: FormMemory, field: Field) -> list[Block]:
    """The pictures from before above the input that may replace them; of a mask, the part that it marks."""
    if not memory.has_thumbnail or field is Field.SEED_IMAGE:
        return []
    shown = "The part that will change is tinted" if field is Field.MASK_IMAGE else "From before"
    return [
        ImageBlock(block_id=f"kept_{field}_{number}", slack_file=SlackFile(id=file_id), alt_text=shown)
        for number, attachment in enumerate(memory.kept, start=1)
        if attachment.role is field and (file_id := attachment.thumbnail_id) is not None
    ]


def _picture_select(memory: FormMemory) -> StaticSelectElement | None:
    """Which picture of a message with several."""
    if len(memory.candidates) < 2 or memory.seed_image is None:
        return None
    options = [
        Option(value=picture.file_id, text=shorten(f"{number}. {picture.name}", limit=75))
        for number, picture in enumerate(memory.candidates, start=1)
    ]
    chosen = next((option for option in options if option.value == memory.seed_image.file_id), None)
    return StaticSelectElement(
        action_id=ids.PICK_PICTURE, placeholder="Another picture", options=options, initial_option=chosen
    )


def _input_blocks(form: Form, parameters: list[Parameter]) -> list[Block]:
    """One input each; the way to the mask page below the mask, the model's own input below the prompt."""
    blocks: list[Block] = []
    for parameter in parameters:
        blocks += _kept_blocks(form.memory, parameter.field)
        blocks.append(_input_block(form, parameter))
        if parameter.field is Field.PROMPT:
            blocks.append(_model_block(form.verb, form.model.key))
        if parameter.field is Field.MASK_IMAGE:
            blocks.append(_draw_block())
    return blocks


def _input_block(form: Form, parameter: Parameter) -> Block:
    """What somebody has written is drawn for them alone; there are few of everything else."""
    is_kept = any(attachment.role is parameter.field for attachment in form.memory.kept)
    is_prompt = parameter.field is Field.PROMPT
    value = form.draft.prompt if is_prompt else form.draft.values.get(parameter.field)
    draw = _draw_input if value and parameter.kind in FREE_TEXT else _draw_input_once
    return draw(parameter, value, is_kept=is_kept)


def _draw_input(parameter: Parameter, value: Value | None, *, is_kept: bool) -> Block:
    return InputBlock(
        block_id=parameter.field.value,
        label=parameter.label,
        element=input_element(parameter, value),
        hint=_hint(parameter, is_kept=is_kept) or None,
        optional=is_kept or not parameter.is_required,
        dispatch_action=True if parameter.field in PRICED else None,
    )


@lru_cache(maxsize=_DRAWN, typed=True)
def _draw_input_once(parameter: Parameter, value: Value | None, *, is_kept: bool) -> Block:
    return DrawnBlock(_draw_input(parameter, value, is_kept=is_kept))


@lru_cache
def _draw_block() -> Block:
    button = ButtonElement(action_id=ids.DRAW_MASK, text="Draw the mask in the browser")
    return DrawnBlock(ActionsBlock(block_id="draw_mask", elements=[button]))


@lru_cache
def _model_block(verb: Verb, key: str) -> Block:
    options = [Option(value=model.key, text=model.name) for model in models_for(verb)]
    chosen = next(option for option in options if option.value == key)
    return DrawnBlock(
        InputBlock(
            block_id=Field.MODEL.value,
            label="Model",
            element=StaticSelectElement(action_id=ids.VALUE, options=options, initial_option=chosen),
            dispatch_action=True,
        )
    )


@lru_cache
def _more_options_block() -> Block:
    button = ButtonElement(action_id=ids.MORE_OPTIONS, text="More options")
    return DrawnBlock(ActionsBlock(block_id="more_options", elements=[button]))


def _hint(parameter: Parameter, *, is_kept: bool) -> str:
    if parameter.kind is not Kind.PICTURES:
        return parameter.hint
    kept = "Left empty, the one from before is used." if is_kept and not parameter.is_required else ""
    sizes = _UPLOAD_HINT if parameter.field is Field.SEED_IMAGE else ""
    return " ".join(filter(None, (parameter.hint, kept, sizes)))


def _count(draft: Draft) -> int:
    count = draft.values.get(Field.COUNT)
    return count if isinstance(count, int) else 1
