"""From a checked Magnific request to an order: decodes its pictures and briefs the painter."""

from collections.abc import Mapping
from functools import partial

from bot.demo.colours import Colour, palette_colours, read_hex
from bot.demo.magnific_rules import price_micros
from bot.demo.orders import Order
from bot.demo.painter import Brief, paint_edit
from bot.demo.picture_reader import PictureReader
from bot.demo.rules import find_value
from bot.demo.sent_pictures import read_picture

# Magnific paints where the mask is black, by its own page (read 2026-11-20).
EDIT_LEVEL = 0
MODEL = "ideogram-image-edit"
Body = Mapping[str, object]


def read_order(body: Body, *, file_format: str) -> Order:
    """Decode every picture of a request whose keys are in order, and say what is to be made.

    Raises:
        BadPictures: with a breach per refused picture.
    """
    reader = PictureReader(body, partial(read_picture, allows_data_uri=False))
    seed_images = reader.read_all("image")
    marked = reader.read_marked("mask", seed_images=seed_images, edit_level=EDIT_LEVEL)
    styles = reader.read_all("style_reference_images")
    characters = reader.read_all("character_reference_images")
    reader.finish()
    assert marked is not None  # both pictures are required, and finish() raised for a bad one
    codes = body.get("style_codes")
    brief = Brief(
        prompt=str(body["prompt"]),
        style=str(body.get("style_type", "AUTO")),
        preset=" ".join(codes) if isinstance(codes, list) else "",
        colours=_colours(body),
        style_references=tuple(style.image for style in styles),
        character=characters[0].image if characters else None,
    )
    seed = body.get("seed")
    unmarked = marked.point(lambda level: 255 - level)
    return Order(
        model=MODEL,
        prompt=brief.prompt,
        price_micros=price_micros(body),
        paint=partial(paint_edit, seed_images[0].image, marked, brief),
        paint_wrongly=partial(paint_edit, seed_images[0].image, unmarked, brief),
        original=seed_images[0].image,
        speed=str(body.get("rendering_speed", "DEFAULT")),
        seed=seed if isinstance(seed, int) else None,
        file_format=file_format,
        callback_url=str(body["webhook_url"]) if "webhook_url" in body else None,
    )


def _colours(body: Body) -> tuple[Colour, ...]:
    name = find_value(body, "color_palette.name")
    members = find_value(body, "color_palette.members")
    if isinstance(name, str):
        return palette_colours(name)
    return tuple(read_hex(str(member["color_hex"])) for member in members) if isinstance(members, list) else ()
