"""From a checked Runware task to an order: decodes its pictures and briefs the painter."""

import io
from collections.abc import Callable, Mapping
from functools import partial

from PIL import Image

from bot.demo.painting.brief import Brief
from bot.demo.painting.colours import Colour, palette_colours, read_hex
from bot.demo.painting.painter import Painter, edit_painters
from bot.demo.painting.remix import paint_remix
from bot.demo.services.orders import Canvas, Order
from bot.demo.services.picture_reader import PictureReader
from bot.demo.services.rules import UUID4, find_value
from bot.demo.services.runware_rules import IDEOGRAM, MODELS, is_content_checked, price_micros
from bot.demo.services.sent_pictures import PictureRefused, SentPicture, read_picture

# Runware paints where the mask is white, by its inpainting guide (read 2026-11-20).
EDIT_LEVEL = 255
DEFAULT_TTL_SECONDS = 24 * 3600
Body = Mapping[str, object]


def read_order(body: Body, find_result: Callable[[str], bytes | None]) -> tuple[Order, Canvas]:
    """Decode every picture of a task whose keys are in order, and say what is to be made.

    ``find_result`` gives the file of an earlier result by its UUID, which also serves as a picture.

    Raises:
        BadPictures: with a breach per refused picture.
    """
    reader = PictureReader(body, partial(_read_picture, find_result=find_result))
    seed_images = reader.read_all("inputs.seedImage") + reader.read_all("inputs.referenceImages")
    marked = reader.read_marked("inputs.maskImage", seed_images=seed_images, edit_level=EDIT_LEVEL)
    styles = reader.read_all(f"{IDEOGRAM}styleReferenceImages")
    characters = reader.read_all(f"{IDEOGRAM}characterReferenceImages")
    reader.check_character_masks(f"{IDEOGRAM}characterReferenceImagesMask", characters=characters)
    reader.finish()
    brief = _brief(body, styles=styles, characters=characters)
    paint, paint_wrongly = _painters(body, brief, seed_image=seed_images[0].image, marked=marked)
    canvas = Canvas(paint=paint, paint_wrongly=paint_wrongly, original=seed_images[0].image)
    order = Order(
        model=str(body["model"]),
        prompt=brief.prompt,
        price_micros=price_micros(body, MODELS[str(body["model"])]),
        count=_integer(body, "numberResults", default=1),
        speed=_text(body, f"{IDEOGRAM}renderingSpeed", default="DEFAULT"),
        file_format=_text(body, "outputFormat", default="JPG"),
        quality=_integer(body, "outputQuality", default=95),
        ttl_seconds=_integer(body, "ttl", default=DEFAULT_TTL_SECONDS),
        checks_content=is_content_checked(body),
        callback_url=_text(body, "webhookURL") or None,
        upload_url=_text(body, "uploadEndpoint") or None,
    )
    return order, canvas


def _read_picture(text: str, *, find_result: Callable[[str], bytes | None]) -> SentPicture:
    if not UUID4.fullmatch(text):
        return read_picture(text, allows_data_uri=True)
    content = find_result(text)
    if content is None:
        raise PictureRefused("names a picture that is not known")
    return SentPicture(content=content, image=Image.open(io.BytesIO(content)))


def _brief(body: Body, *, styles: list[SentPicture], characters: list[SentPicture]) -> Brief:
    preset = _text(body, f"{IDEOGRAM}stylePreset") or _text(body, f"{IDEOGRAM}styleCode")
    return Brief(
        prompt=_text(body, "positivePrompt"),
        negative_prompt=_text(body, "negativePrompt"),
        style=_text(body, f"{IDEOGRAM}styleType", default="AUTO"),
        preset=preset,
        colours=_colours(body),
        style_references=tuple(style.image for style in styles),
        character=characters[0].image if characters else None,
    )


def _painters(
    body: Body, brief: Brief, *, seed_image: Image.Image, marked: Image.Image | None
) -> tuple[Painter, Painter]:
    """The right painter and the one that takes the mask the wrong way round."""
    if marked is None:
        size = (_integer(body, "width", default=1024), _integer(body, "height", default=1024))
        strength = _integer(body, f"{IDEOGRAM}remixStrength", default=50)

        def remix(seed: int) -> Image.Image:
            return paint_remix(seed_image, brief, seed=seed, size=size, strength=strength)

        return remix, remix
    return edit_painters(seed_image, marked, brief=brief)


def _colours(body: Body) -> tuple[Colour, ...]:
    if name := _text(body, f"{IDEOGRAM}colorPalette.name"):
        return palette_colours(name)
    members = find_value(body, f"{IDEOGRAM}colorPalette.members")
    return tuple(read_hex(str(member["colorHex"])) for member in members) if isinstance(members, list) else ()


def _integer(body: Body, path: str, *, default: int) -> int:
    value = find_value(body, path)
    return value if isinstance(value, int) else default


def _text(body: Body, path: str, *, default: str = "") -> str:
    value = find_value(body, path)
    return default if value is None else str(value)
