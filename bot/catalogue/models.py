"""Every model once, in the order they are offered.

Source: the services' model pages, read 2026-11-20 (Runware "Ideogram 3.0 Edit", "Ideogram 2.0 Edit",
"Ideogram 2.0 Remix"; Magnific "Ideogram Inpainting").
"""

from dataclasses import replace
from difflib import get_close_matches

from bot.catalogue import parameters, vocabulary
from bot.catalogue.shapes import Field, Kind, Model, Parameter, Requirement, ServiceName, Verb
from bot.errors import RequestError


def _by_field(*entries: Parameter) -> dict[Field, Parameter]:
    return {entry.field: entry for entry in entries}


IDEOGRAM_3_EDIT = Model(
    key="3",
    aliases=("3.0", "ideogram-3", "ideogram:4@3"),
    verb=Verb.EDIT,
    name="Ideogram 3.0 Edit",
    service=ServiceName.RUNWARE,
    service_id="ideogram:4@3",
    parameters=_by_field(
        *parameters.RUNWARE_SOURCE,
        *parameters.RUNWARE_STYLE,
        Parameter(
            field=Field.STYLE_PRESET,
            kind=Kind.CHOICE,
            label="Style preset",
            wire="providerSettings.ideogram.stylePreset",
            option="--preset",
            choices=vocabulary.STYLE_PRESETS,
            is_rare=True,
        ),
        replace(parameters.STYLE_CODES, wire="providerSettings.ideogram.styleCode", max_items=1),
        replace(parameters.RUNWARE_STYLE_REFERENCES, max_items=4),
        replace(
            parameters.CHARACTER_REFERENCES,
            wire="providerSettings.ideogram.characterReferenceImages",
            label="Character reference",
            max_items=1,
        ),
        Parameter(
            field=Field.CHARACTER_REFERENCE_MASKS,
            kind=Kind.PICTURES,
            label="Character mask",
            wire="providerSettings.ideogram.characterReferenceImagesMask",
            min_items=1,
            max_items=1,
            is_rare=True,
            hint="White marks what of the character to keep.",
        ),
        replace(parameters.COUNT, wire="numberResults"),
        *parameters.EDIT_OWN,
        *parameters.RUNWARE_DELIVERY,
    ),
    exclusions=parameters.STYLE_CODE_EXCLUSIONS,
    requirements=(
        Requirement(
            field=Field.CHARACTER_REFERENCE_MASKS,
            missing=Field.CHARACTER_REFERENCE_IMAGES,
            user_text="Each character mask belongs to one character reference. Nothing was charged. "
            "Attach as many of one as of the other.",
            is_same_number=True,
        ),
    ),
    results_per_task=20,
    reports_cost=True,
)

IDEOGRAM_2_EDIT = Model(
    key="2",
    aliases=("2.0", "ideogram-2", "ideogram:3@3"),
    verb=Verb.EDIT,
    name="Ideogram 2.0 Edit",
    service=ServiceName.RUNWARE,
    service_id="ideogram:3@3",
    parameters=_by_field(
        *parameters.RUNWARE_SOURCE,
        *parameters.RUNWARE_STYLE,
        parameters.RUNWARE_STYLE_REFERENCES,
        replace(parameters.COUNT, wire="numberResults"),
        *parameters.EDIT_OWN,
        *parameters.RUNWARE_DELIVERY,
    ),
    results_per_task=20,
    reports_cost=True,
)

INPAINTING = Model(
    key="magnific",
    aliases=("freepik", "inpainting", "ideogram-image-edit"),
    verb=Verb.EDIT,
    name="Ideogram Inpainting",
    service=ServiceName.MAGNIFIC,
    service_id="ideogram-image-edit",
    parameters=_by_field(
        replace(parameters.SEED_IMAGE, wire="image"),
        replace(parameters.MASK_IMAGE, wire="mask"),
        replace(parameters.PROMPT, wire="prompt"),
        replace(parameters.SPEED, wire="rendering_speed"),
        replace(parameters.MAGIC_PROMPT, wire="magic_prompt", default=None),
        replace(
            parameters.STYLE_TYPE, wire="style_type", choices=vocabulary.MAGNIFIC_STYLE_TYPES, default=None
        ),
        replace(
            parameters.STYLE_CODES,
            wire="style_codes",
            label="Style codes",
            hint="Eight characters each from 0-9 and A-F, with commas between.",
        ),
        replace(parameters.STYLE_REFERENCES, wire="style_reference_images"),
        replace(parameters.CHARACTER_REFERENCES, wire="character_reference_images"),
        replace(parameters.COLOR_PALETTE, wire="color_palette", hex_digits=(3, 6)),
        parameters.COUNT,
        Parameter(
            field=Field.SEED,
            kind=Kind.INTEGER,
            label="Seed",
            wire="seed",
            option="--seed",
            minimum=0,
            maximum=2_147_483_647,
            is_rare=True,
        ),
        *parameters.EDIT_OWN,
    ),
    exclusions=parameters.STYLE_CODE_EXCLUSIONS,
    requirements=(
        Requirement(
            field=Field.CHARACTER_REFERENCE_IMAGES,
            missing=Field.STYLE_TYPE,
            user_text="Ideogram Inpainting takes a character reference only with a style type. "
            "Nothing was charged. Choose one, for example auto.",
        ),
    ),
    results_per_task=1,
    reports_cost=False,
)

IDEOGRAM_2_REMIX = Model(
    key="remix",
    aliases=("2", "2.0", "ideogram-2", "ideogram:3@2"),
    verb=Verb.REMIX,
    name="Ideogram 2.0 Remix",
    service=ServiceName.RUNWARE,
    service_id="ideogram:3@2",
    parameters=_by_field(
        replace(parameters.SEED_IMAGE, wire="inputs.referenceImages"),
        replace(parameters.PROMPT, wire="positivePrompt", maximum=2000),
        Parameter(
            field=Field.NEGATIVE_PROMPT,
            kind=Kind.TEXT,
            label="Negative prompt",
            wire="negativePrompt",
            option="--not",
            minimum=1,
            maximum=2000,
            is_rare=True,
            hint="What should not be there.",
        ),
        Parameter(
            field=Field.REMIX_STRENGTH,
            kind=Kind.INTEGER,
            label="Remix strength",
            wire="providerSettings.ideogram.remixStrength",
            option="--strength",
            minimum=1,
            maximum=100,
            default=50,
            hint="Higher departs further from the picture.",
        ),
        *parameters.RUNWARE_STYLE,
        replace(parameters.RUNWARE_STYLE_REFERENCES, max_items=4),
        replace(parameters.COLOR_PALETTE, wire="providerSettings.ideogram.colorPalette"),
        Parameter(
            field=Field.SIZE,
            kind=Kind.SIZE,
            label="Size",
            wire="width,height",
            option="--size",
            choices=vocabulary.SIZES,
            is_rare=True,
            hint="Left out: the nearest to the picture's shape.",
        ),
        replace(parameters.COUNT, wire="numberResults"),
        parameters.TAG,
        *parameters.RUNWARE_DELIVERY,
    ),
    results_per_task=20,
    reports_cost=True,
)

MODELS = {model.key: model for model in (IDEOGRAM_3_EDIT, IDEOGRAM_2_EDIT, INPAINTING, IDEOGRAM_2_REMIX)}

DEFAULT_MODEL = {Verb.EDIT: "3", Verb.REMIX: "remix"}

MODEL_PARAMETER = Parameter(
    field=Field.MODEL, kind=Kind.CHOICE, label="Model", option="--model", choices=tuple(MODELS)
)


def models_for(verb: Verb) -> tuple[Model, ...]:
    """The models that do this, in the order they are offered."""
    return tuple(model for model in MODELS.values() if model.verb is verb)


def get_model(key: str, verb: Verb) -> Model:
    """The model that a person or a row names, by key, alias or full name; "2" is one model per verb.

    Raises:
        RequestError: no model of this name, or one that does the other thing.
    """
    wanted = key.strip().casefold()
    fitting = models_for(verb)
    for model in fitting:
        if wanted in names_of(model):
            return model
    for model in MODELS.values():
        if wanted in names_of(model):
            offered = " or ".join(f"{other.name} (--model {other.key})" for other in fitting)
            raise RequestError(
                f"{model.name} does not {verb}. Nothing was charged. Choose {offered}.", field=Field.MODEL
            )
    keys = [model.key for model in fitting]
    nearest = get_close_matches(wanted, keys, n=1, cutoff=0)[0]
    raise RequestError(
        f"There is no model of that name to {verb} with. Nothing was charged. "
        f"Did you mean {nearest}? You can choose {' or '.join(keys)}.",
        field=Field.MODEL,
    )


def names_of(model: Model) -> tuple[str, ...]:
    """Everything a person may call a model, in lower case."""
    return (model.key, *model.aliases, model.name.casefold())
