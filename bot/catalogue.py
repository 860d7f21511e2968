"""Every model once: parameters, wire names, bounds and exclusions. Forms, options and checks come from it.

Source of all values: the services' model pages, read 2026-11-20 (Runware "Ideogram 2.0 Edit",
"Ideogram 3.0 Edit", "Ideogram 2.0 Remix"; Magnific "Ideogram Inpainting").
"""

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
