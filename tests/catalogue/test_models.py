"""The catalogue against the services' model pages."""

import pytest

from bot.catalogue import DEFAULT_MODEL, MODELS, Field, Kind, Verb, get_model, vocabulary
from bot.errors import RequestError
from bot.reading.options import option_help
from tests.reading.examples import EXAMPLES

IDEOGRAM = "providerSettings.ideogram."
RUNWARE_DELIVERY = {
    "numberResults",
    "outputFormat",
    "outputQuality",
    "ttl",
    "uploadEndpoint",
    "safety.checkContent",
}
RUNWARE_STYLE = {IDEOGRAM + "renderingSpeed", IDEOGRAM + "magicPrompt", IDEOGRAM + "styleType"}
RUNWARE_EDIT = {"inputs.seedImage", "inputs.maskImage", "positivePrompt"}

# Every key that a person's request can fill, as the model pages spell them; read 2026-11-20.
WIRE_NAMES = {
    "3": RUNWARE_DELIVERY
    | RUNWARE_STYLE
    | RUNWARE_EDIT
    | {
        IDEOGRAM + name
        for name in (
            "stylePreset",
            "styleCode",
            "styleReferenceImages",
            "characterReferenceImages",
            "characterReferenceImagesMask",
        )
    },
    "2": RUNWARE_DELIVERY | RUNWARE_STYLE | RUNWARE_EDIT | {IDEOGRAM + "styleReferenceImages"},
    "magnific": {
        "image",
        "mask",
        "prompt",
        "rendering_speed",
        "magic_prompt",
        "style_type",
        "style_codes",
        "style_reference_images",
        "character_reference_images",
        "color_palette",
        "seed",
    },
    "remix": RUNWARE_DELIVERY
    | RUNWARE_STYLE
    | {"inputs.referenceImages", "positivePrompt", "negativePrompt", "width,height"}
    | {IDEOGRAM + name for name in ("remixStrength", "styleReferenceImages", "colorPalette")},
}

OWN_EDIT_FIELDS = {
    Field.REGION, Field.MASK_POLARITY, Field.FOCUS, Field.LOCK, Field.MATCH_COLOUR, Field.TAG,
}  # fmt: skip


@pytest.mark.parametrize("key", MODELS)
def test_a_model_has_exactly_the_keys_of_its_page(key: str) -> None:
    model = MODELS[key]

    sent = [parameter.wire for parameter in model.parameters.values() if parameter.wire]

    assert set(sent) == WIRE_NAMES[key]
    assert len(sent) == len(set(sent))


@pytest.mark.parametrize("key", MODELS)
def test_what_only_we_read_has_no_name_on_the_wire(key: str) -> None:
    model = MODELS[key]

    own = {field for field, parameter in model.parameters.items() if not parameter.wire}

    expected = OWN_EDIT_FIELDS if model.verb is Verb.EDIT else {Field.TAG}
    assert own - {Field.COUNT} == expected
    assert (Field.COUNT in own) is (model.results_per_task == 1)


def test_the_models_are_offered_in_order_with_a_default_for_each_verb() -> None:
    keys = list(MODELS)

    assert keys == ["3", "2", "magnific", "remix"]
    assert DEFAULT_MODEL == {Verb.EDIT: "3", Verb.REMIX: "remix"}
    assert [MODELS[key].service_id for key in keys] == [
        "ideogram:4@3",
        "ideogram:3@3",
        "ideogram-image-edit",
        "ideogram:3@2",
    ]
    assert [MODELS[key].results_per_task for key in keys] == [20, 20, 1, 20]
    assert [MODELS[key].reports_cost for key in keys] == [True, True, False, True]


def test_the_long_lists_are_complete() -> None:
    pairs = set(vocabulary.SIZE_PAIRS)

    assert len(vocabulary.STYLE_PRESETS) == len(set(vocabulary.STYLE_PRESETS)) == 62
    assert len(vocabulary.SIZES) == len(pairs) == 73
    assert pairs == {(height, width) for width, height in pairs}
    assert len(vocabulary.STYLE_TYPES) == 7
    assert len(vocabulary.PALETTES) == 8


@pytest.mark.parametrize("size", ["1344x768", "1216x832", "1280x768", "1024x1024", "768x1344"])
def test_the_sizes_of_the_page_s_examples_are_allowed(size: str) -> None:
    allowed = MODELS["remix"].parameters[Field.SIZE].choices

    assert size in allowed


@pytest.mark.parametrize("key", ["3", "2", "remix"])
def test_the_three_models_of_one_service_offer_all_speeds_and_all_style_types(key: str) -> None:
    parameters = MODELS[key].parameters

    assert parameters[Field.RENDERING_SPEED].choices == ("TURBO", "DEFAULT", "QUALITY")
    assert len(parameters[Field.STYLE_TYPE].choices) == 7
    assert parameters[Field.STYLE_TYPE].default == "AUTO"


@pytest.mark.parametrize(
    ("key", "verb", "expected"),
    [
        ("3", Verb.EDIT, "3"),
        ("2", Verb.EDIT, "2"),
        ("2", Verb.REMIX, "remix"),
        ("remix", Verb.REMIX, "remix"),
        ("MAGNIFIC", Verb.EDIT, "magnific"),
        ("ideogram 3.0 edit", Verb.EDIT, "3"),
        ("ideogram:3@2", Verb.REMIX, "remix"),
    ],
)
def test_a_model_answers_to_its_key_its_aliases_and_its_name(key: str, verb: Verb, expected: str) -> None:
    model = get_model(key, verb)

    assert model is MODELS[expected]


@pytest.mark.parametrize("verb", Verb)
def test_no_two_models_of_one_verb_answer_to_the_same_name(verb: Verb) -> None:
    models = [model for model in MODELS.values() if model.verb is verb]

    names = [name for model in models for name in (model.key, *model.aliases, model.name.casefold())]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("key", "verb", "named"),
    [
        ("magnifik", Verb.EDIT, "magnific"),
        ("3", Verb.REMIX, "--model remix"),
        ("remix", Verb.EDIT, "--model 2"),
    ],
)
def test_an_unknown_or_unfit_model_is_refused_with_one_that_fits(key: str, verb: Verb, named: str) -> None:
    with pytest.raises(RequestError) as caught:
        get_model(key, verb)

    assert caught.value.field == "model"
    assert named in caught.value.user_text
    assert "Nothing was charged." in caught.value.user_text


def test_every_field_but_pictures_prompt_and_model_has_an_option_and_an_example() -> None:
    with_option = {
        field
        for model in MODELS.values()
        for field, parameter in model.parameters.items()
        if parameter.option is not None
    }

    without = set(Field) - with_option

    pictures = {
        field
        for model in MODELS.values()
        for field, parameter in model.parameters.items()
        if parameter.kind is Kind.PICTURES
    }
    assert without == pictures | {Field.PROMPT, Field.MODEL}
    assert with_option == {field for _, field, _ in EXAMPLES}


@pytest.mark.parametrize("key", MODELS)
def test_help_lists_every_option_of_a_model_once_and_says_what_it_takes(key: str) -> None:
    model = MODELS[key]

    entries = option_help(model)

    options = [entry.option for entry in entries]
    expected = [parameter.option for parameter in model.parameters.values() if parameter.option is not None]
    assert options == ["--model", *expected]
    assert all(entry.takes for entry in entries)
