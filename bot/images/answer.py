"""What a service sent back, read with the same care as what people send."""

from PIL import Image

from bot import sentences
from bot.errors import BotError, RequestError
from bot.images.focus import FocusPlan
from bot.images.intake import decode

_SAME_SHAPE = 0.02
STRETCHED = "The result came back in another shape and was stretched to fit."


class AnswerUnreadable(BotError):
    """The service delivered a file that is no picture, so asking for it again will not help."""

    user_text = sentences.RESULT_LOST


def read_answer(answer: bytes) -> Image.Image:
    """The answer's pixels, mode RGB or RGBA.

    Raises:
        AnswerUnreadable: not a picture, damaged or huge.
    """
    try:
        return decode(answer, field=None).image
    except RequestError as error:
        raise AnswerUnreadable(f"The answer cannot be used as a picture: {error}") from error


def shape_notes(drawn: Image.Image, plan: FocusPlan) -> tuple[str, ...]:
    """A sentence where the answer has to be stretched by more than rounding."""
    width, height = plan.crop_size
    stretch = drawn.width * height / (drawn.height * width)
    return () if abs(stretch - 1) <= _SAME_SHAPE else (STRETCHED,)
