"""From a checked Magnific request to an order: decodes its pictures and briefs the painter."""

from collections.abc import Mapping
from functools import partial

from bot.demo.painting.brief import Brief
from bot.demo.painting.colours import Colour, palette_colours, read_hex
from bot.demo.painting.painter import edit_painters
from bot.demo.services.magnific_rules import price_micros
from bot.demo.services.orders import Canvas, Order
from bot.demo.services.picture_reader import BadPictures, PictureReader
from bot.demo.services.rules import Breach, Break, find_value
from bot.demo.services.sent_pictures import read_picture

# Magnific paints where the mask is black, by its own page (read 2026-11-20).
EDIT_LEVEL = 0
MODEL = "ideogram-image-edit"
Body = Mapping[str, object]


def read_order(body: Body, *, file_format: str) -> tuple[Order, Canvas]:
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
    if marked is None:  # only without a mask, which the keys were checked for
        raise BadPictures([Breach(kind=Break.MISSING, paths=("mask",), reason="is required")])
    codes = body.get("style_codes")
    brief = Brief(
        prompt=str(body["prompt"]),
        style=str(body.get("style_type", "AUTO")),
        preset=" ".join(codes) if isinstance(codes, list) else "",
        colours=_colours(body),
        style_references=tuple(style.image for style in styles),
        character=characters[0].image if characters else None,
    )
    paint, paint_wrongly = edit_painters(seed_images[0].image, marked, brief=brief)
    seed = body.get("seed")
    canvas = Canvas(paint=paint, paint_wrongly=paint_wrongly, original=seed_images[0].image)
    order = Order(
        model=MODEL,
        prompt=brief.prompt,
        price_micros=price_micros(body),
        speed=str(body.get("rendering_speed", "DEFAULT")),
        seed=seed if isinstance(seed, int) else None,
        file_format=file_format,
        callback_url=str(body["webhook_url"]) if "webhook_url" in body else None,
    )
    return order, canvas


def _colours(body: Body) -> tuple[Colour, ...]:
    name = find_value(body, "color_palette.name")
    members = find_value(body, "color_palette.members")
    if isinstance(name, str):
        return palette_colours(name)
    return (
        tuple(read_hex(str(member["color_hex"])) for member in members) if isinstance(members, list) else ()
    )
