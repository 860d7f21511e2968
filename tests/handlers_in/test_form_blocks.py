"""What the forms and the private answers look like: snapshots, and the rules behind them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from bot.catalogue import MODELS, Field, Kind, Model, Value, Verb
from bot.money.job_costs import JobCost
from bot.people import Thread
from bot.reading.asks import Attachment, PriceLine, RecentPicture
from bot.reading.requests import Draft
from handlers.blocks.details import details_view
from handlers.blocks.forms import Form, form_view
from handlers.blocks.help import help_blocks
from handlers.blocks.report import month_blocks
from handlers.form_memory import FormMemory
from tests.handlers_in.recorded import DETAILS, JOB_ID, MONTH

Snapshot = Callable[[str, object], None]
THREAD = Thread(team_id="T1", channel_id="C1")
PRICE = PriceLine(quote_micros=60_000, is_estimate=False, left_micros=18_000_000)


def make_form(model: Model, **changes: Any) -> Form:
    form = Form(
        verb=model.verb,
        model=model,
        draft=Draft(verb=model.verb, prompt="a red door"),
        memory=FormMemory(thread=THREAD, is_expanded=True),
        price=PRICE,
    )
    return replace(form, **changes)


def shown(blocks: list[Block]) -> list[dict[str, Any]]:
    return [block.to_dict() for block in blocks]


def inputs(form: Form) -> dict[str, dict[str, Any]]:
    """The form's input blocks, as they go to Slack."""
    blocks = form_view(form).to_dict()["blocks"]
    return {block["block_id"]: block for block in blocks if block["type"] == "input"}


@pytest.mark.parametrize("key", MODELS)
def test_the_expanded_form_of_a_model_is_as_in_its_snapshot(key: str, snapshot: Snapshot) -> None:
    form = make_form(MODELS[key])

    view = form_view(form).to_dict()

    snapshot(f"expanded_{key}", view)


def test_a_form_with_pictures_to_choose_from_is_as_in_its_snapshot(snapshot: Snapshot) -> None:
    pictures = [
        RecentPicture(file_id=f"F00000000{number}", name=name, mimetype="image/png")
        for number, name in enumerate(("<door> & window.png", "two.png"))
    ]
    memory = FormMemory(thread=THREAD, candidates=pictures, has_thumbnail=True).with_seed_image(pictures[0])
    notice = "--sped is no option. Did you mean --speed? <!channel>"
    price = PriceLine(quote_micros=240_000, is_estimate=True, left_micros=None)
    draft = Draft(verb=Verb.EDIT, prompt="a <red> door", values={Field.COUNT: 4})

    view = form_view(make_form(MODELS["3"], memory=memory, notice=notice, price=price, draft=draft)).to_dict()

    snapshot("chosen_pictures", view)


@pytest.mark.parametrize("key", MODELS)
def test_every_parameter_of_a_model_has_its_input_under_its_own_name(key: str) -> None:
    model = MODELS[key]

    blocks = inputs(make_form(model))

    assert set(blocks) == {*(field.value for field in model.parameters), "model"}
    assert {block["element"]["action_id"] for block in blocks.values()} == {"value"}


@pytest.mark.parametrize("key", MODELS)
def test_every_value_a_text_can_give_is_filled_in(key: str) -> None:
    model = MODELS[key]
    values: dict[Field, Value] = {}
    for parameter in model.parameters.values():
        if parameter.kind in {Kind.CHOICE, Kind.SIZE}:
            values[parameter.field] = parameter.choices[-1]
        elif parameter.kind is Kind.INTEGER:
            values[parameter.field] = parameter.maximum or 3600
        elif parameter.kind is Kind.FLAG:
            values[parameter.field] = not parameter.default

    blocks = inputs(make_form(model, draft=Draft(verb=model.verb, prompt="x", values=values)))

    for field, value in values.items():
        element = blocks[field]["element"]
        if isinstance(value, bool):
            assert ("initial_options" in element) is value
        else:
            filled = element.get("initial_value") or element["initial_option"]["value"]
            assert filled == str(value)


@pytest.mark.parametrize(
    "values",
    [
        {Field.COUNT: 21},
        {Field.COUNT: 0},
        {Field.STYLE_TYPE: "FICTIONAL"},
        {Field.TTL: 5},
        {Field.STYLE_PRESET: "X"},
    ],
)
def test_a_value_that_slack_would_refuse_a_form_for_is_left_out(values: dict[Field, Value]) -> None:
    draft = Draft(verb=Verb.EDIT, prompt="x", values=values)

    blocks = inputs(make_form(MODELS["3"], draft=draft))

    (field,) = values
    assert not {"initial_value", "initial_option"} & set(blocks[field]["element"])


def test_a_prompt_longer_than_slack_takes_still_opens() -> None:
    draft = Draft(verb=Verb.EDIT, prompt="x" * 5000)

    blocks = inputs(make_form(MODELS["3"], draft=draft))

    assert len(blocks["prompt"]["element"]["initial_value"]) == 3000


def test_a_mask_kept_from_before_makes_an_upload_optional_and_says_so() -> None:
    kept = [
        Attachment(role=Field.SEED_IMAGE, digest="a" * 64),
        Attachment(role=Field.MASK_IMAGE, digest="b" * 64),
    ]

    blocks = inputs(make_form(MODELS["3"], memory=FormMemory(thread=THREAD, kept=kept)))

    assert blocks["seed_image"]["optional"] is True
    assert "the one from before" in blocks["mask_image"]["hint"]["text"]


def test_without_a_picture_chosen_one_has_to_be_uploaded() -> None:
    memory = FormMemory(thread=THREAD)

    blocks = inputs(make_form(MODELS["3"], memory=memory))

    assert blocks["seed_image"]["optional"] is False
    assert blocks["mask_image"]["optional"] is True


def test_help_is_as_in_its_snapshot(snapshot: Snapshot) -> None:
    prefix = "team"

    blocks = shown(help_blocks(prefix))

    snapshot("help", blocks)


def test_details_are_as_in_their_snapshot(snapshot: Snapshot) -> None:
    details = DETAILS

    view = details_view(details).to_dict()

    snapshot("details", view)


def test_details_of_any_length_fit_into_a_window() -> None:
    details = replace(
        DETAILS,
        version_label="12.20 and more than fits into a title",
        prompt="<&>" * 4000,
        raw_answer="`<" * 50_000,
        parameters=[("Label", "&" * 300)] * 60,
    )

    view = details_view(details).to_dict()

    assert all(len(block.get("text", {}).get("text", "")) <= 3000 for block in view["blocks"])


def test_a_month_is_as_in_its_snapshot(snapshot: Snapshot) -> None:
    job = JobCost(
        job_id=JOB_ID,
        channel_id="C0DESIGN1",
        model_key="3",
        tag=None,
        quote_micros=90_000,
        charged_micros=90_000,
        is_estimate=False,
        is_settled=True,
        is_released=False,
        reserved_at=datetime(2026, 11, 3, 9, 0, tzinfo=UTC),
    )
    estimate = replace(job, model_key="magnific", channel_id="D1", is_estimate=True)
    running = replace(job, charged_micros=None)
    month = replace(MONTH, last_jobs=[job, estimate, running], budget_micros=None, left_micros=None, jobs=1)

    blocks = shown(month_blocks(month))

    snapshot("month", blocks)
