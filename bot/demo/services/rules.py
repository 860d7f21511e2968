"""What a stand-in service accepts: one rule per declared key, and every way to break one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
HEX_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
STYLE_CODE = re.compile(r"[0-9a-f]{8}", re.IGNORECASE)


class Kind(StrEnum):
    """The JSON type of a value."""

    TEXT = "a string"
    INTEGER = "an integer"
    NUMBER = "a number"
    FLAG = "a boolean"
    ADDRESS = "an http(s) address"
    TEXTS = "an array of strings"
    OBJECTS = "an array of objects"


class Break(StrEnum):
    """How a request breaks the rules."""

    MISSING = "missing"
    UNSUPPORTED = "unsupported"
    INVALID = "invalid"
    INCOMPATIBLE = "incompatible"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One declared key. Bounds are lengths for a string, item counts for arrays, values for numbers."""

    kind: Kind = Kind.TEXT
    is_required: bool = False
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    step: Decimal | None = None
    choices: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    members: "Mapping[str, Rule] | None" = None  # the keys of each object of an array


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One complaint; ``paths`` are dotted, more than one where keys exclude each other."""

    kind: Break
    paths: tuple[str, ...]
    reason: str
    rule: Rule | None = None


Spec = Mapping[str, Rule]
_TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.ADDRESS: (str,),
    Kind.INTEGER: (int,),
    Kind.NUMBER: (int, Decimal),
    Kind.FLAG: (bool,),
    Kind.TEXTS: (list,),
    Kind.OBJECTS: (list,),
}


def find_breaches(body: Mapping[str, object], spec: Spec) -> list[Breach]:
    """Every undeclared key, null, missing key, wrong type and broken bound of a body.

    Numbers must have been parsed with ``parse_float=Decimal``.
    """
    breaches = list(_undeclared(body, spec, prefix=""))
    for path, rule in spec.items():
        value = find_value(body, path)
        if value is None and rule.is_required and not any(path in breach.paths for breach in breaches):
            breaches.append(Breach(kind=Break.MISSING, paths=(path,), reason="is required", rule=rule))
        if value is not None and (reason := _complaint(value, rule)):
            breaches.append(Breach(kind=Break.INVALID, paths=(path,), reason=reason, rule=rule))
    return breaches


def find_value(body: Mapping[str, object], path: str) -> object | None:
    """What stands at a dotted path; None where nothing does."""
    value: object = body
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return None
        value = value[key]
    return value


def has_all(body: Mapping[str, object], *paths: str) -> bool:
    """Whether something stands at every one of the paths."""
    return all(find_value(body, path) is not None for path in paths)


def incompatible(*paths: str, reason: str) -> Breach:
    """A complaint about keys that do not go together."""
    return Breach(kind=Break.INCOMPATIBLE, paths=paths, reason=reason)


def _undeclared(body: Mapping[str, object], spec: Spec, *, prefix: str) -> Iterator[Breach]:
    for key, value in body.items():
        path = f"{prefix}{key}"
        if value is None:
            yield Breach(kind=Break.INVALID, paths=(path,), reason="must not be null")
        elif path in spec:
            continue
        elif not any(declared.startswith(f"{path}.") for declared in spec):
            yield Breach(kind=Break.UNSUPPORTED, paths=(path,), reason="is not supported here")
        elif isinstance(value, Mapping):
            yield from _undeclared(value, spec, prefix=f"{path}.")
        else:
            yield Breach(kind=Break.INVALID, paths=(path,), reason="must be an object")


def _complaint(value: object, rule: Rule) -> str | None:
    # bool is a subclass of int, but JSON's true is no number.
    if not isinstance(value, _TYPES[rule.kind]) or (isinstance(value, bool) and rule.kind is not Kind.FLAG):
        return f"must be {rule.kind.value}"
    if isinstance(value, str):
        return _text_complaint(value, rule)
    if isinstance(value, list):
        return _list_complaint(value, rule)
    if isinstance(value, int | Decimal):
        return _number_complaint(value, rule)
    return None


def _text_complaint(value: str, rule: Rule) -> str | None:
    if rule.choices and value not in rule.choices:
        return f"must be one of {', '.join(rule.choices)}"
    if rule.pattern and not rule.pattern.fullmatch(value):
        return "is not in the required form"
    if rule.kind is Kind.ADDRESS and not is_address(value):
        return "must be an http(s) address"
    return _bounds_complaint(len(value), rule, of=" characters")


def _list_complaint(value: Sequence[object], rule: Rule) -> str | None:
    if complaint := _bounds_complaint(len(value), rule, of=" items"):
        return complaint
    for item in value:
        if rule.kind is Kind.OBJECTS:
            if not isinstance(item, Mapping):
                return "must hold objects"
            if inner := find_breaches(item, rule.members or {}):
                return f"has an item whose {inner[0].paths[0]} {inner[0].reason}"
        elif not isinstance(item, str):
            return "must hold strings"
        elif rule.pattern and not rule.pattern.fullmatch(item):
            return "has an item that is not in the required form"
    return None


def _number_complaint(value: Decimal | int, rule: Rule) -> str | None:
    if rule.step is not None and Decimal(value) % rule.step != 0:
        return f"must be a multiple of {rule.step}"
    return _bounds_complaint(value, rule, of="")


def _bounds_complaint(value: Decimal | int, rule: Rule, *, of: str) -> str | None:
    if rule.minimum is not None and value < rule.minimum:
        return f"must be at least {rule.minimum}{of}"
    if rule.maximum is not None and value > rule.maximum:
        return f"must be at most {rule.maximum}{of}"
    return None


def is_address(text: str) -> bool:
    """Whether a text is an absolute http or https address with a host."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0 and " " not in text
