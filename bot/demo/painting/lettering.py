"""Words for the stand-in painter: which ones of a prompt are to be read, set as large as they go."""

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

_QUOTED = re.compile(
    r"[\"“„”](?P<double>[^\"“„”]+)[\"“”]|«(?P<angle>[^»]+)»|‘(?P<curly>[^‘]+?)’(?!\w)"
    r"|(?<!\w)'(?P<single>[^']+(?:'\w[^']*)*)'(?!\w)"
)
_DULL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "with",
        "and",
        "or",
        "for",
        "by",
        "from",
        "into",
        "this",
        "that",
        "it",
        "its",
        "is",
        "be",
        "as",
        "please",
        "make",
        "change",
        "add",
        "put",
        "paint",
        "draw",
        "turn",
        "replace",
        "sign",
        "picture",
        "image",
        "photo",
        "area",
        "only",
        "masked",
        "where",
        "was",
        "edit",
        "new",
        "more",
        "very",
    ]
)
# Pillow's own typeface knows little beyond ASCII.
_KNOWN = frozenset(map(chr, range(32, 127))) | frozenset("©«°±´·»‘’“”…‹›™")
_SPELT = str.maketrans(
    {"–": "-", "—": "-", "•": "·", "×": "x", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l"}
)
MAX_PHRASES = 8
MEASURE_PX = 100
LINE_HEIGHT = 1.16
SECOND_SIZE = 0.52  # of the headline's


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of type; ``centre_px`` is relative to the box it was fitted to."""

    text: str
    size_px: int
    centre_px: tuple[float, float]


def quoted_phrases(prompt: str) -> list[str]:
    """The words a prompt puts in quotes, straight, curly or single; in order, without repeats.

    Letters that the typeface lacks lose their accents or are left out.
    """
    found = (next(group for group in match.groups() if group) for match in _QUOTED.finditer(prompt))
    phrases = dict.fromkeys(" ".join(_settable(phrase).split()) for phrase in found)
    return [phrase for phrase in phrases if phrase][:MAX_PHRASES]


def without_quoted(prompt: str) -> str:
    """The prompt with blanks for the words in quotes, which say what is to be read and nothing else."""
    return _QUOTED.sub(lambda match: f'"{" " * (len(match[0]) - 2)}"', prompt)


def title_of(prompt: str) -> str:
    """A few telling words of a prompt without quotes, in capitals."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", _settable(prompt)) if word.lower() not in _DULL]
    return " ".join(words[:3]).upper()


def fit(phrases: Sequence[str], size: tuple[float, float]) -> list[Line]:
    """Set phrases in a box as large as it allows: the first one large, the others below it or in a row."""
    arrangements = (
        [list(phrases), [phrases[0], " · ".join(phrases[1:])]] if len(phrases) > 2 else [list(phrases)]
    )
    best: tuple[float, list[tuple[str, float]]] = (0, [])
    for arrangement in arrangements:
        for breaks in itertools.product(*(_breakings(phrase) for phrase in arrangement[:2])):
            rows = [
                (text, SECOND_SIZE if part else 1.0) for part, lines in enumerate(breaks) for text in lines
            ]
            rows += [(text, SECOND_SIZE) for text in arrangement[2:]]
            best = max(best, (_scale(rows, size), rows))
    return list(_placed(best[1], scale=best[0], size=size))


def text_mask(lines: Sequence[Line], size: tuple[int, int], *, weight: float = 0.03) -> Image.Image:
    """The lines as mode ``L`` of the box's size; ``weight`` thickens strokes, in parts of the type size."""
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for line in lines:
        stroke = round(line.size_px * weight)
        draw.text(
            line.centre_px, line.text, fill=255, font=_font(line.size_px), anchor="mm", stroke_width=stroke
        )
    return mask


def _settable(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_SPELT))
    return "".join(character for character in plain if character in _KNOWN or character.isspace())


def _breakings(phrase: str) -> Iterator[list[str]]:
    """The phrase on one line, and balanced on two to four."""
    words = phrase.split()
    for count in range(1, min(len(words), 4) + 1):
        lines: list[str] = []
        left = list(words)
        for row in range(count, 0, -1):
            target = len(" ".join(left)) / row
            line = [left.pop(0)]
            while left and len(left) >= row and len(" ".join([*line, left[0]])) <= target + len(left[0]) / 2:
                line.append(left.pop(0))
            lines.append(" ".join(line if row > 1 else [*line, *left]))
        yield lines


def _scale(rows: Sequence[tuple[str, float]], size: tuple[float, float]) -> float:
    font = _font(MEASURE_PX)
    widest = max(font.getlength(text) * weight * 1.08 for text, weight in rows) / MEASURE_PX
    tall = sum(weight * LINE_HEIGHT for _, weight in rows)
    return min(size[0] / widest, size[1] / tall)


def _placed(rows: Sequence[tuple[str, float]], *, scale: float, size: tuple[float, float]) -> Iterator[Line]:
    height = sum(weight * LINE_HEIGHT * scale for _, weight in rows)
    top = (size[1] - height) / 2
    for text, weight in rows:
        size_px = max(1, int(weight * scale))
        yield Line(
            text=text, size_px=size_px, centre_px=(size[0] / 2, top + weight * LINE_HEIGHT * scale / 2)
        )
        top += weight * LINE_HEIGHT * scale


def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size_px)
