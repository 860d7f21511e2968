"""One sign: a patterned ground in the shape of a part of the mask, borders, light and words."""

import random
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from bot.demo.painting.brief import Brief, flatten
from bot.demo.painting.colours import CREAM, Scheme, mix
from bot.demo.painting.lettering import fit, text_mask
from bot.demo.painting.ornaments import pattern
from bot.demo.painting.regions import Box, Depth, measure_depth, room_inside

# Where borders run, as shares of the shorter side, outer and inner edge.
_BORDERS = {
    "DESIGN": ((0.03, 0.055), (0.072, 0.082)),
    "GENERAL": ((0.04, 0.058),),
    "AUTO": ((0.04, 0.058),),
    "RENDER_3D": ((0.0, 0.06),),
    "ANIME": ((0.0, 0.045),),
    "FICTION": ((0.035, 0.045), (0.06, 0.066)),
}
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def paint_panel(
    shape: Image.Image, phrases: Sequence[str], *, brief: Brief, scheme: Scheme, rng: random.Random
) -> Image.Image:
    """The design for a shape (mode ``L``), ``RGB`` and as large."""
    if brief.style == "FICTION":
        scheme = Scheme(ground=mix(scheme.ground, BLACK, share=0.55), ink=CREAM, accent=scheme.accent)
    strength = 0.16 if phrases else 0.55
    panel = pattern(shape.size, scheme=scheme, name=brief.preset, strength=strength, rng=rng)
    depth = measure_depth(shape)
    for outer, inner in _BORDERS.get(brief.style, ()):
        colour = mix(scheme.ground, BLACK, share=0.8) if brief.style == "ANIME" else scheme.accent
        panel.paste(colour, mask=depth.between(outer, inner))
    _shade(panel, depth, style=brief.style, rng=rng)
    room = room_inside(depth.beyond(0.09))
    if brief.style == "DESIGN":
        _add_corners(panel, room, scheme=scheme)
    if brief.character is not None:
        room = _add_portrait(panel, room, character=brief.character, scheme=scheme)
    if phrases:
        lay_text(panel, _within(room, 0.07), phrases=phrases, scheme=scheme, glows=brief.style == "FICTION")
    return panel


def lay_text(canvas: Image.Image, box: Box, *, phrases: Sequence[str], scheme: Scheme, glows: bool) -> None:
    """Set phrases into a box of a picture, with a shadow or a glow behind them; a tiny box stays empty."""
    size = (box[2] - box[0], box[3] - box[1])
    if min(size) < 6:
        return
    lines = fit(phrases, size)
    letters = text_mask(lines, size)
    reach = max(1, lines[0].size_px // 24)
    behind = letters.filter(ImageFilter.GaussianBlur(reach * (2.5 if glows else 0.8)))
    shadow = scheme.accent if glows else mix(scheme.ground, BLACK, share=0.8)
    offset = 0 if glows else reach
    canvas.paste(shadow, (box[0] + offset, box[1] + offset), behind.point(lambda level: level * 0.8))
    canvas.paste(_sheen(size, scheme), box[:2], letters)


def _sheen(size: tuple[int, int], scheme: Scheme) -> Image.Image:
    """The ink, lighter above than below."""
    ramp = Image.linear_gradient("L").resize(size)
    top, bottom = mix(scheme.ink, WHITE, share=0.22), mix(scheme.ink, BLACK, share=0.12)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)


def _shade(panel: Image.Image, depth: Depth, *, style: str, rng: random.Random) -> None:
    """Depth: the wall's shadow along the edge, a bevel for 3D, stars for fiction, grain for a photograph."""
    short = min(panel.size)
    if style != "ANIME":
        edge = ImageOps.invert(depth.beyond(0.015)).filter(ImageFilter.GaussianBlur(max(1, short / 40)))
        panel.paste(BLACK, mask=edge.point(lambda level: level * 0.45))
    if style == "RENDER_3D":
        reach = max(1, short // 45)
        for inner in (depth.beyond(0.02), depth.beyond(0.065)):
            lit = ImageChops.subtract(inner, ImageChops.offset(inner, reach, reach))
            dark = ImageChops.subtract(inner, ImageChops.offset(inner, -reach, -reach))
            panel.paste(WHITE, mask=lit.point(lambda level: level * 0.55))
            panel.paste(BLACK, mask=dark.point(lambda level: level * 0.55))
    if style == "FICTION":
        draw = ImageDraw.Draw(panel)
        for _ in range(60):
            spot, size = (rng.randrange(panel.width), rng.randrange(panel.height)), rng.random() * short / 90
            draw.circle(spot, size, fill=mix(CREAM, (150, 170, 255), share=rng.random()))
    if style == "REALISTIC":
        levels = np.random.default_rng(rng.randrange(2**32)).normal(128, 26, (panel.height, panel.width))
        grain = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
        panel.paste(ImageChops.soft_light(panel, grain.convert("RGB")))


def _add_corners(panel: Image.Image, room: Box, *, scheme: Scheme) -> None:
    reach = min(room[2] - room[0], room[3] - room[1]) * 0.045
    draw = ImageDraw.Draw(panel)
    for x in (room[0] + reach, room[2] - reach):
        for y in (room[1] + reach, room[3] - reach):
            draw.polygon([(x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)], fill=scheme.accent)


def _add_portrait(panel: Image.Image, room: Box, *, character: Image.Image, scheme: Scheme) -> Box:
    """The character in a medallion at the left; returns the room that is left."""
    side = min((room[2] - room[0]) // 2, room[3] - room[1])
    if side < 8:
        return room
    top = (room[1] + room[3] - side) // 2
    disc = Image.new("L", (side * 2, side * 2))
    ImageDraw.Draw(disc).ellipse((0, 0, side * 2 - 1, side * 2 - 1), fill=255)
    disc = disc.resize((side, side), Image.Resampling.BOX)
    panel.paste(scheme.accent, (room[0], top), disc)
    inner = round(side * 0.9)
    face = ImageOps.fit(flatten(character), (inner, inner))
    rim = (side - inner) // 2
    panel.paste(face, (room[0] + rim, top + rim), disc.resize((inner, inner)))
    return room[0] + side, room[1], room[2], room[3]


def _within(room: Box, share: float) -> Box:
    pad = round(min(room[2] - room[0], room[3] - room[1]) * share)
    return room[0] + pad, room[1] + pad, room[2] - pad, room[3] - pad
