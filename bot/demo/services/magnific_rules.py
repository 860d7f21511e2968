"""What the stand-in for Magnific accepts, and what it would bill.

Source: Magnific's page of Ideogram Inpainting and its webhook page, and Ideogram's own page of the model
behind it, read 2026-11-20. The price is not public: Ideogram's own stands in for it.
"""

from collections.abc import Mapping
from decimal import Decimal

from bot.demo.services.rules import (
    HEX_COLOUR,
    STYLE_CODE,
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
from bot.demo.services.runware_rules import CHARACTER_PRICES_3, PALETTES, PRICES_3

_MEMBER: Spec = {
    "color_hex": Rule(is_required=True, pattern=HEX_COLOUR),
    "color_weight": Rule(kind=Kind.NUMBER, minimum=Decimal("0.05"), maximum=Decimal(1)),
}
SPEC: Spec = {
    "image": Rule(is_required=True),
    "mask": Rule(is_required=True),
    "prompt": Rule(is_required=True, minimum=1),
    "rendering_speed": Rule(choices=("TURBO", "DEFAULT", "QUALITY")),
    "magic_prompt": Rule(choices=("AUTO", "ON", "OFF")),
    "style_type": Rule(choices=("AUTO", "GENERAL", "REALISTIC", "DESIGN")),
    "style_codes": Rule(kind=Kind.TEXTS, minimum=1, pattern=STYLE_CODE),
    "style_reference_images": Rule(kind=Kind.TEXTS, minimum=1),
    "character_reference_images": Rule(kind=Kind.TEXTS, minimum=1, maximum=1),
    "color_palette.name": Rule(choices=PALETTES),
    "color_palette.members": Rule(kind=Kind.OBJECTS, minimum=1, members=_MEMBER),
    "seed": Rule(kind=Kind.INTEGER, minimum=0, maximum=2**31 - 1),
    "webhook_url": Rule(kind=Kind.ADDRESS),
}


def find_request_breaches(body: Mapping[str, object]) -> list[Breach]:
    """Everything wrong with a submit but its pictures."""
    return find_breaches(body, SPEC) or _find_conflicts(body)


def _find_conflicts(body: Mapping[str, object]) -> list[Breach]:
    found = []
    for other in ("style_type", "style_reference_images"):
        if has_all(body, "style_codes", other):
            found.append(incompatible("style_codes", other, reason="cannot be used together"))
    if has_all(body, "character_reference_images") and not has_all(body, "style_type"):
        reason = "is required with character_reference_images"
        found.append(Breach(kind=Break.MISSING, paths=("style_type",), reason=reason))
    if has_all(body, "color_palette.name", "color_palette.members"):
        found.append(incompatible("color_palette", reason="takes either name or members"))
    if has_all(body, "color_palette") and not find_value(body, "color_palette"):
        found.append(Breach(kind=Break.MISSING, paths=("color_palette",), reason="needs name or members"))
    return found


def price_micros(body: Mapping[str, object]) -> int:
    """What one valid task costs."""
    speed = str(body.get("rendering_speed", "DEFAULT"))
    return (CHARACTER_PRICES_3 if "character_reference_images" in body else PRICES_3)[speed]
