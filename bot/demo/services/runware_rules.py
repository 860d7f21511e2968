"""What the stand-in for Runware accepts: every declared key of its three Ideogram models, and the prices.

Source: Runware's pages of Ideogram 2.0 Edit, 3.0 Edit and 2.0 Remix and its error page, read 2026-11-20.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.demo.painting.sizes import SIZES
from bot.demo.services.rules import (
    HEX_COLOUR,
    STYLE_CODE,
    UUID4,
    Breach,
    Break,
    Kind,
    Rule,
    Spec,
    find_breaches,
    find_value,
    has_all,
    incompatible,
)

IDEOGRAM = "providerSettings.ideogram."
STYLE_TYPES = ("AUTO", "GENERAL", "REALISTIC", "DESIGN", "RENDER_3D", "ANIME", "FICTION")
PALETTES = ("EMBER", "FRESH", "JUNGLE", "MAGIC", "MELON", "MOSAIC", "PASTEL", "ULTRAMARINE")
_PRESET_TABLE = """
    80S_ILLUSTRATION 90S_NOSTALGIA ABSTRACT_ORGANIC ANALOG_NOSTALGIA ART_BRUT ART_DECO ART_POSTER AURA
    AVANT_GARDE BAUHAUS BLUEPRINT BLURRY_MOTION BRIGHT_ART C4D_CARTOON CHILDRENS_BOOK COLLAGE
    COLORING_BOOK_I COLORING_BOOK_II CUBISM DARK_AURA DOODLE DOUBLE_EXPOSURE DRAMATIC_CINEMA EDITORIAL
    EMOTIONAL_MINIMAL ETHEREAL_PARTY EXPIRED_FILM FLAT_ART FLAT_VECTOR FOREST_REVERIE GEO_MINIMALIST
    GLASS_PRISM GOLDEN_HOUR GRAFFITI_I GRAFFITI_II HALFTONE_PRINT HIGH_CONTRAST HIPPIE_ERA ICONIC
    JAPANDI_FUSION JAZZY LONG_EXPOSURE MAGAZINE_EDITORIAL MINIMAL_ILLUSTRATION MIXED_MEDIA MONOCHROME
    NIGHTLIFE OIL_PAINTING OLD_CARTOONS PAINT_GESTURE POP_ART RETRO_ETCHING RIVIERA_POP SPOTLIGHT_80S
    STYLIZED_RED SURREAL_COLLAGE TRAVEL_POSTER VINTAGE_GEO VINTAGE_POSTER WATERCOLOR WEIRD
    WOODBLOCK_PRINT
"""
PRESETS = tuple(_PRESET_TABLE.split())
_TASK: dict[str, Rule] = {
    "taskType": Rule(is_required=True, choices=("imageInference",)),
    "taskUUID": Rule(is_required=True, pattern=UUID4),
    "model": Rule(is_required=True),
    "positivePrompt": Rule(is_required=True, minimum=1, maximum=2000),
    "outputType": Rule(choices=("URL", "base64Data", "dataURI")),
    "outputFormat": Rule(choices=("JPG", "PNG", "WEBP")),
    "outputQuality": Rule(kind=Kind.INTEGER, minimum=20, maximum=99),
    "webhookURL": Rule(kind=Kind.ADDRESS),
    "deliveryMethod": Rule(choices=("sync", "async")),
    "uploadEndpoint": Rule(kind=Kind.ADDRESS),
    "safety.checkContent": Rule(kind=Kind.FLAG),
    "safety.mode": Rule(choices=("none", "fast")),
    "ttl": Rule(kind=Kind.INTEGER, minimum=60),
    "includeCost": Rule(kind=Kind.FLAG),
    "numberResults": Rule(kind=Kind.INTEGER, minimum=1, maximum=20),
    f"{IDEOGRAM}magicPrompt": Rule(choices=("AUTO", "ON", "OFF")),
    f"{IDEOGRAM}renderingSpeed": Rule(choices=("TURBO", "DEFAULT", "QUALITY")),
    f"{IDEOGRAM}styleType": Rule(choices=STYLE_TYPES),
}
# getResponse and getTaskDetails take nothing but the name of a task.
QUERY: dict[str, Rule] = {
    "taskType": Rule(is_required=True),
    "taskUUID": Rule(is_required=True, pattern=UUID4),
}
ACCOUNT: Spec = QUERY | {"operation": Rule(is_required=True, choices=("getDetails",))}
_SEED_AND_MASK: dict[str, Rule] = {
    "inputs.seedImage": Rule(is_required=True),
    "inputs.maskImage": Rule(is_required=True),
}
_FOUR_STYLES: dict[str, Rule] = {
    f"{IDEOGRAM}styleReferenceImages": Rule(kind=Kind.TEXTS, minimum=1, maximum=4)
}
_ONE: Rule = Rule(kind=Kind.TEXTS, minimum=1, maximum=1)
_MEMBER: Spec = {
    "colorHex": Rule(is_required=True, pattern=HEX_COLOUR),
    "colorWeight": Rule(kind=Kind.NUMBER, minimum=Decimal("0.05"), maximum=Decimal(1), step=Decimal("0.01")),
}


@dataclass(frozen=True, kw_only=True)
class RunwareModel:
    """One model: its keys and what a result costs by speed, without and with a character reference."""

    spec: Spec
    prices_micros: Mapping[str, int]
    character_prices_micros: Mapping[str, int]


_PRICES_2 = {"TURBO": 50_000, "DEFAULT": 80_000, "QUALITY": 80_000}
PRICES_3 = {"TURBO": 30_000, "DEFAULT": 60_000, "QUALITY": 90_000}
CHARACTER_PRICES_3 = {"TURBO": 100_000, "DEFAULT": 150_000, "QUALITY": 200_000}
MODELS = {
    "ideogram:3@3": RunwareModel(
        spec=_TASK | _SEED_AND_MASK | {f"{IDEOGRAM}styleReferenceImages": Rule(kind=Kind.TEXTS)},
        prices_micros=_PRICES_2,
        character_prices_micros={},
    ),
    "ideogram:4@3": RunwareModel(
        spec=_TASK
        | _SEED_AND_MASK
        | _FOUR_STYLES
        | {
            f"{IDEOGRAM}stylePreset": Rule(choices=PRESETS),
            f"{IDEOGRAM}styleCode": Rule(pattern=STYLE_CODE),
            f"{IDEOGRAM}characterReferenceImages": _ONE,
            f"{IDEOGRAM}characterReferenceImagesMask": _ONE,
        },
        prices_micros=PRICES_3,
        character_prices_micros=CHARACTER_PRICES_3,
    ),
    "ideogram:3@2": RunwareModel(
        spec=_TASK
        | _FOUR_STYLES
        | {
            "inputs.referenceImages": Rule(kind=Kind.TEXTS, is_required=True, minimum=1, maximum=1),
            "negativePrompt": Rule(minimum=1, maximum=2000),
            "width": Rule(kind=Kind.INTEGER, is_required=True),
            "height": Rule(kind=Kind.INTEGER, is_required=True),
            f"{IDEOGRAM}remixStrength": Rule(kind=Kind.INTEGER, minimum=1, maximum=100),
            f"{IDEOGRAM}colorPalette.name": Rule(choices=PALETTES),
            f"{IDEOGRAM}colorPalette.members": Rule(kind=Kind.OBJECTS, minimum=1, members=_MEMBER),
        },
        prices_micros=_PRICES_2,
        character_prices_micros={},
    ),
}


def find_task_breaches(body: Mapping[str, object], model: RunwareModel) -> list[Breach]:
    """Everything wrong with a task but its pictures."""
    return find_breaches(body, model.spec) or list(_find_conflicts(body))


def _find_conflicts(body: Mapping[str, object]) -> list[Breach]:
    found = []
    code = f"{IDEOGRAM}styleCode"
    for other in (f"{IDEOGRAM}styleType", f"{IDEOGRAM}styleReferenceImages"):
        if has_all(body, code, other):
            found.append(incompatible(code, other, reason="cannot be used together"))
    palette = f"{IDEOGRAM}colorPalette"
    members, name = f"{palette}.members", f"{palette}.name"
    if has_all(body, members, name):
        found.append(incompatible(name, members, reason="cannot be used together"))
    if has_all(body, palette) and not find_value(body, palette):
        found.append(Breach(kind=Break.MISSING, paths=(palette,), reason="needs a name or members"))
    masks, characters = f"{IDEOGRAM}characterReferenceImagesMask", f"{IDEOGRAM}characterReferenceImages"
    if has_all(body, masks) and not has_all(body, characters):
        found.append(incompatible(masks, characters, reason="must be as many"))
    if has_all(body, "width", "height") and (body["width"], body["height"]) not in SIZES:
        reason = "are not one of the sizes this model supports"
        found.append(Breach(kind=Break.INVALID, paths=("width", "height"), reason=reason))
    return found


def price_micros(body: Mapping[str, object], model: RunwareModel) -> int:
    """The price of one result of a valid task."""
    speed = str(find_value(body, f"{IDEOGRAM}renderingSpeed") or "DEFAULT")
    has_character = has_all(body, f"{IDEOGRAM}characterReferenceImages")
    return (model.character_prices_micros if has_character else model.prices_micros)[speed]


def is_content_checked(body: Mapping[str, object]) -> bool:
    """Whether the safety check was switched on, by flag or by mode."""
    return find_value(body, "safety.checkContent") is True or find_value(body, "safety.mode") == "fast"
