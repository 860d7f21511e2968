"""What is drawn onto small copies of pictures for people to look at: outlines and labels."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from bot.images.convert import lay_on_white

_DARK, _LIGHT = (20, 20, 20), (255, 255, 255)


def small_copy(picture: Image.Image, *, max_side_px: int) -> Image.Image:
    """An RGB copy with the longer side at most so many pixels."""
    small = lay_on_white(picture).copy()
    small.thumbnail((max_side_px, max_side_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return small


def small_mask(mask: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A mask for a smaller copy: a pixel counts where anything below it is marked."""
    if mask.size == size:
        return mask
    return mask.resize(size, Image.Resampling.BOX).point([0] + [255] * 255)


def draw_outline(picture: Image.Image, area: Image.Image) -> None:
    """A light line around an area (mode L, 255 inside) with a dark one around it: one shows on any ground."""
    light = _grown(area)
    dark = _grown(light)
    picture.paste(_DARK, mask=ImageChops.subtract(dark, light))
    picture.paste(_LIGHT, mask=ImageChops.subtract(light, area))


def _grown(area: Image.Image) -> Image.Image:
    """By two pixels to each side: what ``MaxFilter(5)`` makes of 0 and 255, in a tenth of its time."""
    return area.filter(ImageFilter.BoxBlur(2)).point([0] + [255] * 255)


def draw_label(picture: Image.Image, text: str) -> None:
    """A few words in the upper left corner, light on dark."""
    height = max(12, min(32, picture.height // 12))
    font = ImageFont.load_default(size=height)
    pen = ImageDraw.Draw(picture)
    left, top, right, bottom = pen.textbbox((height // 2, height // 3), text, font=font)
    margin = height // 3
    pen.rectangle((left - margin, top - margin, right + margin, bottom + margin), fill=_DARK)
    pen.text((height // 2, height // 3), text, font=font, fill=_LIGHT)
