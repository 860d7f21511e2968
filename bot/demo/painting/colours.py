"""Colours for the stand-in painter: those a prompt names, those of a palette, and what goes with what."""

import colorsys
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.demo.painting.lettering import without_quoted

Colour = tuple[int, int, int]

CREAM: Colour = (250, 243, 224)
NIGHT: Colour = (24, 26, 36)
_NAME_TABLE = """
    white=#fafafa ivory=#fffbea cream=#faf3e0 beige=#e9dcc0 sand=#dfc79b black=#17171c
    charcoal=#33363d grey=#8a8f98 gray=#8a8f98 silver=#c3c8cf red=#c8372d cherry=#b5172f
    crimson=#a8122d scarlet=#d62b1f ruby=#9b1b3a burgundy=#6b1830 maroon=#6d1a1e pink=#ef8fb0
    rose=#e07a94 magenta=#c2278c coral=#f2735c salmon=#f29a82 peach=#f7bf98 orange=#ec7a1c
    rust=#a94a1f terracotta=#c4623f copper=#b3683c bronze=#96703a brown=#6d4529 tan=#c9a272
    gold=#d4a537 golden=#d4a537 brass=#b99544 amber=#f0a81e mustard=#cf9f24 yellow=#f5cf2e
    lemon=#f7e556 lime=#a5cf35 green=#2f8a4a olive=#7b7c34 emerald=#14805a forest=#1f5135
    mint=#a9ddc3 sage=#9bb393 jade=#2a9d78 teal=#13807f turquoise=#2cb8b0 aqua=#54cfd6
    cyan=#22b6d8 sky=#86c5ec blue=#2f63b8 cobalt=#1d46a0 navy=#16284f indigo=#3a3184
    azure=#3a8be0 purple=#6f3a94 violet=#7d52b8 lavender=#b9a5de lilac=#c7aadb plum=#70315f
"""
_NAMES = dict(entry.split("=") for entry in _NAME_TABLE.split())
_PALETTES = {
    "EMBER": ("#2b1116", "#8c1f1f", "#d9480f", "#f59f3a", "#ffe3b3"),
    "FRESH": ("#0f5257", "#2a9d8f", "#8ecf6b", "#f4f1bb", "#ffffff"),
    "JUNGLE": ("#14261c", "#27552f", "#5d8a3a", "#b6b85c", "#f0e6c0"),
    "MAGIC": ("#1d1145", "#5b2a9d", "#c23ca8", "#f58fb8", "#ffe6f7"),
    "MELON": ("#2f5d50", "#7fb069", "#f28482", "#f9c6a5", "#fff3e2"),
    "MOSAIC": ("#22335c", "#2b7a9e", "#d5573b", "#f0b541", "#f6efdd"),
    "PASTEL": ("#7c83b5", "#a8c7e6", "#c9e4ca", "#f7c9d4", "#fff6e5"),
    "ULTRAMARINE": ("#0b1540", "#1f36a3", "#4a6fe3", "#9dbbf5", "#eef3ff"),
}
_SHADES = {"dark": -0.35, "deep": -0.3, "light": 0.4, "pale": 0.5, "soft": 0.3}
# "Navy blue" and "forest green" are one colour, the first.
_MENTION = re.compile(
    rf"\b(?:({'|'.join(_SHADES)})[ -])?({'|'.join(_NAMES)})(?:[ -](?:{'|'.join(_NAMES)}))?\b", re.IGNORECASE
)
_FOR_INK = re.compile(
    r"^\W*(?:[\w-]+\W+){0,2}(?:letter|text|type|typograph|writing|script|paint|word)", re.IGNORECASE
)
_FOR_ACCENT = re.compile(
    r"^\W*(?:[\w-]+\W+){0,2}(?:border|frame|trim|line|accent|edge|outline)", re.IGNORECASE
)
# "Gold on dark green", "white stars on a navy sky": the first colour lies on the second.
_LIES_ON = re.compile(r"^\W*(?:[\w-]+\W+){0,2}?(?:on|over|against)\W+(?:(?:a|an|the)\W+)?$", re.IGNORECASE)
# 'A sign that says "OPEN" in gold': the colour is that of the words.
_WORDS_IN = re.compile(r"[\"”»’']\W*(?:[\w-]+\W+)?in\W+(?:[\w-]+\W+)?$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """Three colours that read well together."""

    ground: Colour
    ink: Colour
    accent: Colour


def read_hex(text: str) -> Colour:
    """A colour from ``#rgb`` or ``#rrggbb``."""
    digits = text.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def palette_colours(name: str) -> tuple[Colour, ...]:
    """The colours a named palette stands for, dark to light."""
    return tuple(read_hex(text) for text in _PALETTES[name])


def choose_scheme(
    prompt: str, *, palette: Sequence[Colour], surroundings: Colour, rng: random.Random
) -> Scheme:
    """Colours for a design: the prompt's words first, then the palette, then what suits the surroundings."""
    named: dict[str, list[Colour]] = {"ground": [], "ink": [], "accent": []}
    for part, colour in _mentions(prompt):
        named[part].append(colour)
    spare = named["ground"][1:] + list(palette)
    ground = (named["ground"] + list(palette) + [_beside(surroundings, rng)])[0]
    ink = named["ink"][0] if named["ink"] else _legible([*spare, CREAM, NIGHT], ground)
    if contrast(ink, ground) < 2.2:
        ground = mix(ground, NIGHT if luminance(ink) > 0.35 else CREAM, share=0.72)
    left = [colour for colour in named["accent"] + spare if colour not in {ink, ground}]
    accent = left[0] if left else mix(ink, _turned(ground, rng.uniform(0.3, 0.6)), share=0.45)
    return Scheme(ground=ground, ink=ink, accent=accent)


def mentioned_colours(prompt: str) -> list[Colour]:
    """Every colour a prompt names, in order."""
    return [colour for _, colour in _mentions(prompt)]


def mix(one: Colour, other: Colour, *, share: float) -> Colour:
    """``share`` of the other colour in the one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2)."""
    red, green, blue = (
        level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _mentions(prompt: str) -> list[tuple[str, Colour]]:
    """Each colour a prompt names outside its quotes, with the part it is for: ground, ink or accent."""
    text = without_quoted(prompt)
    matches = list(_MENTION.finditer(text))
    starts = [match.start() for match in matches[1:]] + [None]
    ends = [0, *(match.end() for match in matches)]
    return [
        (_part(text[end : match.start()], text[match.end() : start]), _named_colour(match))
        for match, start, end in zip(matches, starts, ends, strict=False)
    ]


def _part(before: str, behind: str) -> str:
    """What a colour is for, by the words up to the colours next to it."""
    if _FOR_ACCENT.match(behind):
        return "accent"
    return "ink" if _FOR_INK.match(behind) or _LIES_ON.match(behind) or _WORDS_IN.search(before) else "ground"


def _named_colour(match: re.Match[str]) -> Colour:
    colour = read_hex(_NAMES[match[2].lower()])
    if not match[1]:
        return colour
    shade = _SHADES[match[1].lower()]
    return mix(colour, (255, 255, 255) if shade > 0 else (0, 0, 0), share=abs(shade))


def _legible(colours: Sequence[Colour], ground: Colour) -> Colour:
    readable = [colour for colour in colours if contrast(colour, ground) >= 4.5]
    return readable[0] if readable else max(colours, key=lambda colour: contrast(colour, ground))


def _beside(colour: Colour, rng: random.Random) -> Colour:
    """A calm, deep or light colour that stands out from another."""
    hue, _, _ = colorsys.rgb_to_hls(*(level / 255 for level in colour))
    is_light = luminance(colour) < 0.12
    lightness, saturation = (0.8, 0.45) if is_light else (0.3, 0.5)
    return _from_hls((hue + rng.uniform(0.3, 0.7)) % 1, lightness, saturation)


def _turned(colour: Colour, share: float) -> Colour:
    hue, _, _ = colorsys.rgb_to_hls(*(level / 255 for level in colour))
    return _from_hls((hue + share) % 1, 0.6, 0.6)


def _from_hls(hue: float, lightness: float, saturation: float) -> Colour:
    red, green, blue = (round(level * 255) for level in colorsys.hls_to_rgb(hue, lightness, saturation))
    return red, green, blue
