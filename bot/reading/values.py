"""One field's text into its canonical value; what a model allows is checked later, in bounds.py."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches

from bot.catalogue import MODEL_PARAMETER, MODELS, Field, Kind, Parameter, Value, names_of
from bot.errors import RequestError

_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_CODE = re.compile(r"[0-9A-Fa-f]{8}")
_MEMBER = re.compile(r"(#[0-9A-Fa-f]+)(?::([0-9]{0,6}\.?[0-9]{0,6}))?")
_SIZE = re.compile(r"([0-9]{1,5})\s*[xX×*]\s*([0-9]{1,5})")
_WORDS_FOR_TRUE = ("true", "yes", "on")
_WORDS_FOR_FALSE = ("false", "no", "off")
_OTHER_SPELLINGS = {"JPEG": "JPG", "3D": "RENDER_3D"}


def clean_text(text: str) -> str:
    """Without what no service and no database takes: control characters, halves of surrogate pairs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character
        for character in lines
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
    )


def read_value(field: Field, text: str) -> Value:
    """The value that a person wrote into an option or an input; the same value always in the same spelling.

    Raises:
        RequestError: it cannot be read; the nearest valid value is named where there is a list of them.
    """
    parameter = widest_parameter(field)
    words = " ".join(clean_text(text).split())
    if not words:
        raise RequestError(
            f"{parameter.label} is empty. Nothing was charged. Fill it or leave it out.", field=field
        )
    return _READERS[parameter.kind](parameter, words)


def widest_parameter(field: Field) -> Parameter:
    """The parameter of the first model that has this field, with the choices of all models."""
    return _WIDEST[field]


def takes_text(parameter: Parameter) -> str:
    """What a person may write for it, in a few words: "turbo, default or quality", "1 to 100"."""
    match parameter.kind:
        case Kind.CHOICE:
            return _list_choices(parameter.choices)
        case Kind.INTEGER:
            last = "or more" if parameter.maximum is None else f"to {parameter.maximum}"
            return f"{parameter.minimum} {last}"
        case Kind.SIZE:
            return f"one of {len(parameter.choices)} sizes, for example 1344x768"
        case Kind.FLAG:
            return "no value"
        case _:
            return parameter.hint[:1].lower() + parameter.hint[1:].rstrip(".")


def nearest(text: str, choices: tuple[str, ...]) -> str:
    """The choice most like what was written, however unlike."""
    return get_close_matches(text, choices, n=1, cutoff=0)[0]


def _list_choices(choices: tuple[str, ...]) -> str:
    if len(choices) > 10:
        return f"one of {len(choices)}, for example {choices[len(choices) // 2].lower()}"
    *others, last = (choice.lower() for choice in choices)
    return f"{', '.join(others)} or {last}"


def _read_choice(parameter: Parameter, text: str) -> str:
    if parameter.field is Field.MODEL:
        return _read_model(parameter, text)
    folded = re.sub(r"[\s_-]+", "_", text).casefold()
    spelled = {choice.casefold(): choice for choice in parameter.choices}
    spelled |= {
        other.casefold(): choice for other, choice in _OTHER_SPELLINGS.items() if choice in parameter.choices
    }
    if folded in spelled:
        return spelled[folded]
    suggestion = spelled[nearest(folded, tuple(spelled))].lower()
    raise _misread(parameter, f"Did you mean {suggestion}? It takes {takes_text(parameter)}.")


def _read_model(parameter: Parameter, text: str) -> str:
    """Which model "2" means depends on the verb, so the first of that name stands for both here."""
    names = {name: model.key for model in reversed(MODELS.values()) for name in names_of(model)}
    wanted = text.casefold()
    if wanted in names:
        return names[wanted]
    suggestion = names[nearest(wanted, tuple(names))]
    raise _misread(parameter, f"Did you mean {suggestion}? It takes {takes_text(parameter)}.")


def _read_integer(parameter: Parameter, text: str) -> int:
    if _INTEGER.fullmatch(text) is None:
        raise _misread(parameter, f"Give a whole number, {takes_text(parameter)}.")
    return int(text)


def _read_flag(parameter: Parameter, text: str) -> bool:
    word = text.casefold()
    if word not in _WORDS_FOR_TRUE + _WORDS_FOR_FALSE:
        raise _misread(parameter, "Write on or off behind the =, or nothing.")
    return word in _WORDS_FOR_TRUE


def _read_codes(parameter: Parameter, text: str) -> tuple[str, ...]:
    codes = tuple(code for code in re.split(r"[,;\s]+", text) if code)
    if not codes or not all(_CODE.fullmatch(code) for code in codes):
        raise _misread(parameter, f"Give {takes_text(parameter)}.")
    return codes


def _read_palette(parameter: Parameter, text: str) -> str:
    """``EMBER``, or ``#FF5733:0.7,#112233``: weights without spare zeros."""
    if "#" not in text:
        return _read_choice(parameter, text)
    members = [part for part in re.split(r"[,;\s]+", re.sub(r"\s*:\s*", ":", text)) if part]
    if any("#" not in part for part in members):
        raise _misread(parameter, "A palette is a name or a list of colours, not both.")
    return ",".join(_read_member(parameter, part) for part in members)


def _read_member(parameter: Parameter, text: str) -> str:
    match = _MEMBER.fullmatch(text)
    if match is None or match[2] in {"", "."}:
        raise _misread(parameter, "Write colours with weights from 0.05 to 1, such as #FF5733:0.7,#112233.")
    return match[1] if match[2] is None else f"{match[1]}:{Decimal(match[2]).normalize():f}"


def _read_size(parameter: Parameter, text: str) -> str:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise _misread(parameter, "Give width and height in pixels, such as 1344x768.")
    return f"{int(match[1])}x{int(match[2])}"


def _read_text(_parameter: Parameter, text: str) -> str:
    return text


def _misread(parameter: Parameter, way_out: str) -> RequestError:
    """Never quotes what was written: the sentence is also the log line."""
    return RequestError(
        f"{parameter.label} could not be read. Nothing was charged. {way_out}", field=parameter.field
    )


def _widest() -> dict[Field, Parameter]:
    found: dict[Field, Parameter] = {Field.MODEL: MODEL_PARAMETER}
    for model in MODELS.values():
        for field, parameter in model.parameters.items():
            known = found.setdefault(field, parameter)
            if len(parameter.choices) > len(known.choices):
                found[field] = parameter
    return found


_WIDEST = _widest()

_READERS: Mapping[Kind, Callable[[Parameter, str], Value]] = {
    Kind.TEXT: _read_text,
    Kind.CHOICE: _read_choice,
    Kind.INTEGER: _read_integer,
    Kind.FLAG: _read_flag,
    Kind.CODES: _read_codes,
    Kind.PALETTE: _read_palette,
    Kind.SIZE: _read_size,
    Kind.ADDRESS: _read_text,
}
