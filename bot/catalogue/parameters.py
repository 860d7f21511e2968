"""The parameters that several models share, and those that only we read; models.py gives them wire names.

Source of the bounds: the services' model pages, read 2026-11-20.
"""

from dataclasses import replace

from bot.catalogue import vocabulary
from bot.catalogue.shapes import Exclusion, Field, Kind, Parameter

# Slack's file inputs and messages carry at most ten files; it bounds the lists whose page names no maximum.
_MOST_FILES = 10

SEED_IMAGE = Parameter(
    field=Field.SEED_IMAGE, kind=Kind.PICTURES, label="Picture", min_items=1, max_items=1, is_required=True
)
MASK_IMAGE = Parameter(
    field=Field.MASK_IMAGE,
    kind=Kind.PICTURES,
    label="Mask",
    max_items=1,
    hint="Black and white at the picture's shape, or a copy of the picture that you scribbled on.",
)
PROMPT = Parameter(field=Field.PROMPT, kind=Kind.TEXT, label="Prompt", minimum=1, is_required=True)
SPEED = Parameter(
    field=Field.RENDERING_SPEED,
    kind=Kind.CHOICE,
    label="Rendering speed",
    option="--speed",
    choices=vocabulary.RENDERING_SPEEDS,
    default="DEFAULT",
)
MAGIC_PROMPT = Parameter(
    field=Field.MAGIC_PROMPT,
    kind=Kind.CHOICE,
    label="Magic prompt",
    option="--magic",
    choices=vocabulary.MAGIC_PROMPTS,
    default="AUTO",
    is_rare=True,
    hint="May the service rewrite the prompt?",
)
STYLE_TYPE = Parameter(
    field=Field.STYLE_TYPE,
    kind=Kind.CHOICE,
    label="Style type",
    option="--style",
    choices=vocabulary.STYLE_TYPES,
    default="AUTO",
    is_rare=True,
)
STYLE_CODES = Parameter(
    field=Field.STYLE_CODES,
    kind=Kind.CODES,
    label="Style code",
    option="--code",
    min_items=1,
    is_rare=True,
    hint="Eight characters from 0-9 and A-F.",
)
STYLE_REFERENCES = Parameter(
    field=Field.STYLE_REFERENCE_IMAGES,
    kind=Kind.PICTURES,
    label="Style references",
    min_items=1,
    max_items=_MOST_FILES,
    is_rare=True,
)
CHARACTER_REFERENCES = Parameter(
    field=Field.CHARACTER_REFERENCE_IMAGES,
    kind=Kind.PICTURES,
    label="Character references",
    min_items=1,
    max_items=_MOST_FILES,
    is_rare=True,
)
COLOR_PALETTE = Parameter(
    field=Field.COLOR_PALETTE,
    kind=Kind.PALETTE,
    label="Colour palette",
    option="--palette",
    choices=vocabulary.PALETTES,
    min_items=1,
    hex_digits=(6,),
    is_rare=True,
    hint="A name such as ember, or colours with weights from 0.05 to 1: #FF5733:0.7,#112233",
)
COUNT = Parameter(
    field=Field.COUNT,
    kind=Kind.INTEGER,
    label="Count",
    option="--count",
    minimum=1,
    maximum=20,
    default=1,
)

RUNWARE_STYLE = (
    replace(SPEED, wire="providerSettings.ideogram.renderingSpeed"),
    replace(MAGIC_PROMPT, wire="providerSettings.ideogram.magicPrompt"),
    replace(STYLE_TYPE, wire="providerSettings.ideogram.styleType"),
)
RUNWARE_STYLE_REFERENCES = replace(STYLE_REFERENCES, wire="providerSettings.ideogram.styleReferenceImages")
RUNWARE_DELIVERY = (
    Parameter(
        field=Field.OUTPUT_FORMAT,
        kind=Kind.CHOICE,
        label="Format",
        wire="outputFormat",
        option="--format",
        choices=vocabulary.OUTPUT_FORMATS,
        default="PNG",  # the services' own is JPG, which would lose pixels between two edits
        is_rare=True,
    ),
    Parameter(
        field=Field.OUTPUT_QUALITY,
        kind=Kind.INTEGER,
        label="Output quality",
        wire="outputQuality",
        option="--output-quality",
        minimum=20,
        maximum=99,
        default=95,
        is_rare=True,
    ),
    Parameter(
        field=Field.TTL,
        kind=Kind.INTEGER,
        label="Time to live in seconds",
        wire="ttl",
        option="--ttl",
        minimum=60,
        is_rare=True,
        hint="How long the service keeps its own copy.",
    ),
    Parameter(
        field=Field.UPLOAD_ENDPOINT,
        kind=Kind.ADDRESS,
        label="Upload address",
        wire="uploadEndpoint",
        option="--upload-to",
        maximum=2000,
        is_rare=True,
        hint="An https address that gets the raw picture by PUT.",
    ),
    Parameter(
        field=Field.CHECK_CONTENT,
        kind=Kind.FLAG,
        label="Safety check",
        wire="safety.checkContent",
        option="--safe",
        default=False,
        is_rare=True,
    ),
)

# What only we read stands without a wire name.
TAG = Parameter(
    field=Field.TAG,
    kind=Kind.TEXT,
    label="Tag",
    option="--tag",
    minimum=1,
    maximum=60,
    is_rare=True,
    hint="For the usage reports.",
)
EDIT_OWN = (
    Parameter(
        field=Field.REGION,
        kind=Kind.TEXT,
        label="Region",
        option="--region",
        minimum=1,
        maximum=200,
        hint="In place of a mask: top right, left third, or left,top,right,bottom in percent or pixels.",
    ),
    Parameter(
        field=Field.MASK_POLARITY,
        kind=Kind.CHOICE,
        label="Mask colour that marks the edit",
        option="--mask",
        choices=("white", "black"),
        is_rare=True,
    ),
    Parameter(
        field=Field.FOCUS,
        kind=Kind.CHOICE,
        label="Focus",
        option="--focus",
        choices=("auto", "off"),
        default="auto",
        is_rare=True,
        hint="auto sends a crop around a small mark, so that detail stays sharp.",
    ),
    Parameter(
        field=Field.LOCK,
        kind=Kind.FLAG,
        label="Lock what is not marked",
        option="--no-lock",
        default=True,
        is_rare=True,
    ),
    Parameter(
        field=Field.MATCH_COLOUR,
        kind=Kind.FLAG,
        label="Match colours at the edge",
        option="--match",
        default=False,
        is_rare=True,
        hint="Where the result is a shade off along the edge of the mask, all of it is moved by that shade.",
    ),
    TAG,
)

RUNWARE_SOURCE = (
    replace(SEED_IMAGE, wire="inputs.seedImage"),
    replace(MASK_IMAGE, wire="inputs.maskImage"),
    replace(PROMPT, wire="positivePrompt", maximum=2000),
)

STYLE_CODE_EXCLUSIONS = (
    Exclusion(
        field=Field.STYLE_CODES,
        other=Field.STYLE_TYPE,
        user_text="A style code already sets the style type. Nothing was charged. Leave out one of the two.",
    ),
    Exclusion(
        field=Field.STYLE_CODES,
        other=Field.STYLE_REFERENCE_IMAGES,
        user_text="A style code and style references do not go together. Nothing was charged. Leave out one.",
    ),
)
