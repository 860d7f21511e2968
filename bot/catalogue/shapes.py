"""What a model, a parameter and a rule between parameters are; the words every other part shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What a person asks for."""

    EDIT = "edit"
    REMIX = "remix"


class ServiceName(StrEnum):
    """The outside services, as settings, queues and callback addresses spell them."""

    RUNWARE = "runware"
    MAGNIFIC = "magnific"


class Field(StrEnum):
    """Every field of a request. In a form it is the input's ``block_id``."""

    SEED_IMAGE = "seed_image"
    MASK_IMAGE = "mask_image"
    PROMPT = "prompt"
    NEGATIVE_PROMPT = "negative_prompt"
    MODEL = "model"
    RENDERING_SPEED = "rendering_speed"
    MAGIC_PROMPT = "magic_prompt"
    STYLE_TYPE = "style_type"
    STYLE_PRESET = "style_preset"
    STYLE_CODES = "style_codes"
    STYLE_REFERENCE_IMAGES = "style_reference_images"
    CHARACTER_REFERENCE_IMAGES = "character_reference_images"
    CHARACTER_REFERENCE_MASKS = "character_reference_masks"
    COLOR_PALETTE = "color_palette"
    REMIX_STRENGTH = "remix_strength"
    SIZE = "size"
    COUNT = "count"
    SEED = "seed"
    REGION = "region"
    TAG = "tag"
    OUTPUT_FORMAT = "output_format"
    OUTPUT_QUALITY = "output_quality"
    TTL = "ttl"
    UPLOAD_ENDPOINT = "upload_endpoint"
    CHECK_CONTENT = "check_content"
    FOCUS = "focus"
    LOCK = "lock"
    MASK_POLARITY = "mask_polarity"
    MATCH_COLOUR = "match_colour"


# What a field holds once read: pictures are kept apart, palettes and sizes keep their
# canonical spelling ("EMBER", "#FF5733:0.7,#112233", "1344x768"), choices are upper case as on the wire
# for service fields and lower case for our own (focus, mask_polarity).
Value = str | int | bool | tuple[str, ...]


class Kind(StrEnum):
    """How a parameter is entered and checked."""

    TEXT = "text"
    CHOICE = "choice"
    INTEGER = "integer"
    FLAG = "flag"
    CODES = "codes"
    PALETTE = "palette"
    SIZE = "size"
    ADDRESS = "address"
    PICTURES = "pictures"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One field of one model: where it goes, how it is entered, what is allowed.

    ``wire`` is the dotted path in the service's body, "width,height" for a size, empty where only we read it.
    ``minimum`` and ``maximum`` bound an integer's value and a text's length; ``min_items`` and ``max_items``
    bound codes, palette members and pictures.
    """

    field: Field
    kind: Kind
    label: str
    wire: str = ""
    option: str | None = None  # "--style"; of a flag the one that departs from its default
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()  # as on the wire; for a palette its preset names
    default: Value | None = None  # what happens where nothing is asked for
    min_items: int | None = None
    max_items: int | None = None
    hex_digits: tuple[int, ...] = ()  # how many digits a palette's colours may have
    is_required: bool = False
    is_rare: bool = False  # behind "More options"
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Two fields that a service does not take together; the sentence stands at ``field``."""

    field: Field
    other: Field
    user_text: str


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A field that a service takes only with another one; the sentence stands at ``missing``."""

    field: Field
    missing: Field
    user_text: str
    is_same_number: bool = False  # both are pictures, and there must be as many of one as of the other


@dataclass(frozen=True, kw_only=True)
class Model:
    """One model of one service; ``parameters`` stand in the order of the form."""

    key: str
    aliases: tuple[str, ...]
    verb: Verb
    name: str
    service: ServiceName
    service_id: str  # what the service calls it
    parameters: Mapping[Field, Parameter]
    exclusions: tuple[Exclusion, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    results_per_task: int
    reports_cost: bool
