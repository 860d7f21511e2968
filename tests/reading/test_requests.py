"""Drafts held against models: every parameter gets through, every bound and rule refuses in its own words."""

import pytest

from bot.catalogue import MODELS, Field, Model, Value, Verb
from bot.errors import RequestError
from bot.reading.options import read_text, request_text
from bot.reading.requests import Complaint, Draft, EditRequest, Request, draft_of, read_request
from tests.reading.examples import EXAMPLES

ONE_PICTURE = {Field.SEED_IMAGE: 1}


def ask(text: str, model: Model, pictures: dict[Field, int] | None = None) -> Request:
    draft = read_text(f"{text} --model {model.key}", verb=model.verb)
    return read_request(draft, verb=model.verb, pictures=ONE_PICTURE | (pictures or {}))


def refusal(text: str, model: Model, pictures: dict[Field, int] | None = None) -> RequestError:
    with pytest.raises(RequestError) as caught:
        ask(text, model, pictures)
    return caught.value


# What each option comes to on each model that has it; a list of codes is tried on the model that takes one.
TAKEN = [
    (key, option, field, value)
    for key, model in MODELS.items()
    for option, field, value in EXAMPLES
    if field in model.parameters
]
NOT_TAKEN = [
    (key, option, field)
    for key, model in MODELS.items()
    for option, field, _ in EXAMPLES
    if field not in model.parameters
]


@pytest.mark.parametrize(("key", "option", "field", "value"), TAKEN)
def test_every_parameter_of_every_model_is_reached_from_text(
    key: str, option: str, field: Field, value: Value
) -> None:
    model = MODELS[key]

    request = ask(f"a fox {option}", model)

    assert request.model is model
    assert request.prompt == "a fox"
    is_sent = bool(model.parameters[field].wire) and field is not Field.COUNT
    assert request.parameters == ({field: value} if is_sent else {})
    assert draft_of(request).values.get(field) == value


@pytest.mark.parametrize(("key", "option", "field"), NOT_TAKEN)
def test_an_option_that_a_model_lacks_says_which_models_have_it(key: str, option: str, field: Field) -> None:
    takers = [model for model in MODELS.values() if field in model.parameters]

    error = refusal(f"a fox {option}", MODELS[key])

    assert error.field == field
    for taker in takers:
        way = f"--model {taker.key}" if taker.verb is MODELS[key].verb else f"to {taker.verb}"
        assert f"{taker.name} ({way})" in error.user_text
    assert MODELS[key].name in error.user_text


@pytest.mark.parametrize("key", MODELS)
def test_every_choice_of_every_parameter_is_taken(key: str) -> None:
    model = MODELS[key]
    wishes = [(parameter, choice) for parameter in model.parameters.values() for choice in parameter.choices]

    requests = [ask(f"a fox {parameter.option} {choice.lower()}", model) for parameter, choice in wishes]

    for (parameter, choice), request in zip(wishes, requests, strict=True):
        assert draft_of(request).values.get(parameter.field, parameter.default) == choice


@pytest.mark.parametrize("key", MODELS)
def test_both_ends_of_every_range_are_taken(key: str) -> None:
    model = MODELS[key]
    ends = [
        (parameter.option, end)
        for parameter in model.parameters.values()
        for end in (parameter.minimum, parameter.maximum)
        if parameter.kind == "integer" and end is not None
    ]

    requests = [ask(f"a fox {option} {end}", model) for option, end in ends]

    assert len(requests) == len(ends)


def test_a_bare_edit_has_our_defaults_and_sends_nothing_extra() -> None:
    request = ask("a fox", MODELS["3"])

    assert isinstance(request, EditRequest)
    assert request == EditRequest(model=MODELS["3"], prompt="a fox", parameters={})
    assert (request.count, request.output_format, request.lock, request.is_focus_on) == (1, "png", True, True)


def test_our_own_options_become_fields_of_the_request() -> None:
    text = "a fox --region 'top right' --mask black --no-lock --focus off --tag spring --count 3 --format jpg"

    request = ask(text, MODELS["3"])

    assert request == EditRequest(
        model=MODELS["3"],
        prompt="a fox",
        parameters={Field.OUTPUT_FORMAT: "JPG"},
        count=3,
        tag="spring",
        output_format="jpg",
        region="top right",
        mask_polarity="black",
        lock=False,
        is_focus_on=False,
    )


def test_an_upload_address_turns_the_focus_off() -> None:
    request = ask("a fox --upload-to https://store.example.com/a --focus auto", MODELS["3"])

    assert isinstance(request, EditRequest)
    assert not request.is_focus_on


@pytest.mark.parametrize(("verb", "key"), [(Verb.EDIT, "3"), (Verb.REMIX, "remix")])
def test_a_draft_that_names_no_model_gets_the_default_of_its_verb(verb: Verb, key: str) -> None:
    draft = read_text("a fox", verb=None)

    request = read_request(draft, verb=verb, pictures={})

    assert request.model is MODELS[key]


def test_model_2_means_another_model_for_each_verb() -> None:
    draft = read_text("a fox --model 2", verb=None)

    models = [read_request(draft, verb=verb, pictures={}).model.key for verb in Verb]

    assert models == ["2", "remix"]


LONG = "x" * 2001
STYLE, CHARACTER = Field.STYLE_REFERENCE_IMAGES, Field.CHARACTER_REFERENCE_IMAGES
CHARACTER_MASKS = Field.CHARACTER_REFERENCE_MASKS

# Model, text, pictures, the field to complain at.
BOUNDS: list[tuple[str, str, dict[Field, int], Field]] = [
    ("3", "", {}, Field.PROMPT),
    ("3", LONG, {}, Field.PROMPT),
    ("remix", f"a fox --not {LONG}", {}, Field.NEGATIVE_PROMPT),
    ("3", "a fox --count 0", {}, Field.COUNT),
    ("remix", "a fox --strength 101", {}, Field.REMIX_STRENGTH),
    ("magnific", "a fox --seed 2147483648", {}, Field.SEED),
    ("3", "a fox --ttl 59", {}, Field.TTL),
    ("3", "a fox --output-quality 100", {}, Field.OUTPUT_QUALITY),
    ("3", f"a fox --tag {'x' * 61}", {}, Field.TAG),
    ("3", f"a fox --region {'x' * 201}", {}, Field.REGION),
    ("3", f"a fox --upload-to https://store.example.com/{LONG}", {}, Field.UPLOAD_ENDPOINT),
    ("3", "a fox --upload-to http://store.example.com/a", {}, Field.UPLOAD_ENDPOINT),
    ("3", "a fox --code 1A2B3C4D,00ff00ff", {}, Field.STYLE_CODES),
    ("magnific", "a fox --style anime", {}, Field.STYLE_TYPE),
    ("remix", "a fox --palette #123", {}, Field.COLOR_PALETTE),
    ("magnific", "a fox --palette #1234", {}, Field.COLOR_PALETTE),
    ("remix", "a fox --palette #112233:0.04", {}, Field.COLOR_PALETTE),
    ("remix", "a fox --palette #112233:0.055", {}, Field.COLOR_PALETTE),
    ("remix", "a fox --size 1344x760", {}, Field.SIZE),
    ("3", "a fox", {Field.SEED_IMAGE: 0}, Field.SEED_IMAGE),
    ("remix", "a fox", {Field.SEED_IMAGE: 2}, Field.SEED_IMAGE),
    ("3", "a fox", {Field.MASK_IMAGE: 2}, Field.MASK_IMAGE),
    ("3", "a fox", {STYLE: 5}, STYLE),
    ("remix", "a fox", {STYLE: 5}, STYLE),
    ("2", "a fox", {STYLE: 11}, STYLE),
    ("3", "a fox", {CHARACTER: 2}, CHARACTER),
    ("magnific", "a fox --style auto", {CHARACTER: 11}, CHARACTER),
    ("3", "a fox", {CHARACTER: 1, CHARACTER_MASKS: 2}, CHARACTER_MASKS),
    ("2", "a fox", {CHARACTER: 1}, CHARACTER),
    ("magnific", "a fox", {CHARACTER_MASKS: 1}, CHARACTER_MASKS),
    ("remix", "a fox", {Field.MASK_IMAGE: 1}, Field.MASK_IMAGE),
    ("3", "a fox --code 1A2B3C4D --style auto", {}, Field.STYLE_CODES),
    ("3", "a fox --code 1A2B3C4D", {STYLE: 1}, Field.STYLE_CODES),
    ("3", "a fox", {CHARACTER_MASKS: 1}, CHARACTER),
    ("magnific", "a fox", {CHARACTER: 1}, Field.STYLE_TYPE),
    ("3", "a fox --upload-to https://store.example.com/a --count 2", {}, Field.COUNT),
]


@pytest.mark.parametrize(("key", "text", "pictures", "field"), BOUNDS)
def test_what_is_out_of_bounds_is_refused_at_its_field(
    key: str, text: str, pictures: dict[Field, int], field: Field
) -> None:
    error = refusal(text, MODELS[key], pictures)

    assert error.field == field
    assert error.user_text.count("Nothing was charged.") == 1
    assert len(error.user_text) < 250


def test_every_bound_and_every_rule_has_its_own_sentence() -> None:
    sentences = [refusal(text, MODELS[key], pictures).user_text for key, text, pictures, _ in BOUNDS]

    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--strength 0", "Remix strength goes from 1 to 100."),
        ("--strength 140", "Remix strength goes from 1 to 100."),
        ("--count 21", "Count goes from 1 to 20."),
        ("--output-quality 19", "Output quality goes from 20 to 99."),
        ("--ttl 59", "Time to live in seconds starts at 60."),
        ("--size 1344x760", "The nearest is 1344x768."),
        ("--palette #112233:1.01", "A colour's weight goes from 0.05 to 1."),
    ],
)
def test_a_refusal_names_the_bound(option: str, sentence: str) -> None:
    error = refusal(f"a fox {option}", MODELS["remix"])

    assert sentence in error.user_text


@pytest.mark.parametrize("key", ["3", "magnific"])
@pytest.mark.parametrize(
    ("text", "pictures", "field"),
    [
        ("a fox --code 1A2B3C4D --style design", {}, Field.STYLE_CODES),
        ("a fox --code 1A2B3C4D", {STYLE: 1}, Field.STYLE_CODES),
    ],
)
def test_both_models_with_style_codes_have_the_same_exclusions(
    key: str, text: str, pictures: dict[Field, int], field: Field
) -> None:
    error = refusal(text, MODELS[key], pictures)

    assert error.field == field


@pytest.mark.parametrize(
    ("key", "text", "pictures"),
    [
        ("3", "x" * 2000, {}),
        ("magnific", "x" * 2001, {}),
        ("magnific", "a fox --code 1A2B3C4D,00ff00ff", {}),
        ("magnific", "a fox --palette #123:0.05,#112233:1", {}),
        ("magnific", "a fox --style auto", {CHARACTER: 1}),
        ("3", "a fox --style design --preset bauhaus", {STYLE: 4, CHARACTER: 1, CHARACTER_MASKS: 1}),
        ("3", "a fox --code 1A2B3C4D --preset bauhaus", {CHARACTER: 1}),
        ("2", "a fox --speed quality --style anime", {STYLE: 10}),
        ("remix", "a fox --upload-to https://store.example.com/a --count 1", {STYLE: 1, Field.MASK_IMAGE: 0}),
    ],
)
def test_what_lies_within_the_bounds_is_taken(key: str, text: str, pictures: dict[Field, int]) -> None:
    request = ask(text, MODELS[key], pictures)

    assert request.model.key == key


def test_pictures_that_nobody_counted_yet_are_not_judged() -> None:
    draft = read_text("a fox", verb=Verb.EDIT)

    request = read_request(draft, verb=Verb.EDIT, pictures={})

    assert request.prompt == "a fox"


def test_a_draft_s_complaint_is_raised_as_it_stands() -> None:
    draft = Draft(prompt="a fox", complaint=Complaint(field=Field.COUNT, user_text="Count is odd."))

    with pytest.raises(RequestError) as caught:
        read_request(draft, verb=Verb.EDIT, pictures=ONE_PICTURE)

    assert (caught.value.field, caught.value.user_text) == ("count", "Count is odd.")


def test_a_plain_private_upload_address_is_taken_only_where_the_caller_says_so() -> None:
    draft = read_text("a fox --upload-to http://127.0.0.1:8000/a", verb=Verb.EDIT)

    request = read_request(draft, verb=Verb.EDIT, pictures=ONE_PICTURE, allows_private=True)

    assert request.parameters == {Field.UPLOAD_ENDPOINT: "http://127.0.0.1:8000/a"}
    with pytest.raises(RequestError):
        read_request(draft, verb=Verb.EDIT, pictures=ONE_PICTURE)


@pytest.mark.parametrize(("key", "option", "field", "value"), TAKEN)
def test_a_request_written_as_text_makes_the_same_request(
    key: str, option: str, field: Field, value: Value
) -> None:
    request = ask(f"a fox {option}", MODELS[key])

    again = read_text(request_text(request), verb=None)

    assert again.verb is MODELS[key].verb
    assert read_request(again, verb=MODELS[key].verb, pictures=ONE_PICTURE) == request


def test_a_draft_is_stored_and_read_back_whole() -> None:
    draft = Draft(
        verb=Verb.EDIT,
        prompt="a fox\n“red”",
        values={Field.STYLE_CODES: ("1A2B3C4D",), Field.COUNT: 2, Field.LOCK: False, Field.TAG: "x"},
        complaint=Complaint(field=None, user_text="Something is off."),
    )

    again = Draft.from_json(draft.to_json())

    assert again == draft
    assert again.values[Field.LOCK] is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"verb":null,"prompt":"","values":{}}',
        '{"verb":null,"prompt":"","values":{},"complaint":null,"more":1}',
        '{"verb":"paint","prompt":"","values":{},"complaint":null}',
        '{"verb":null,"prompt":1,"values":{},"complaint":null}',
        '{"verb":null,"prompt":"","values":{"colour":1},"complaint":null}',
        '{"verb":null,"prompt":"","values":{"count":1.5},"complaint":null}',
        '{"verb":null,"prompt":"","values":{"style_codes":[1]},"complaint":null}',
        '{"verb":null,"prompt":"","values":{},"complaint":["count"]}',
    ],
)
def test_what_is_no_stored_draft_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Draft.from_json(text)


def test_a_draft_and_a_request_keep_the_prompt_out_of_logs() -> None:
    request = ask("topsecret --style design", MODELS["3"])

    shown = repr(request.prompt) not in repr(request) and "topsecret" not in repr(draft_of(request))

    assert shown
