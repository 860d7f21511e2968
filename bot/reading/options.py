"""``edit a fox --speed turbo`` into a Draft, a Draft back into text, and what help says about options."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.catalogue import MODEL_PARAMETER, Field, Kind, Model, Parameter, Value, Verb, models_for
from bot.errors import RequestError
from bot.reading.lexer import Written, quoted, split_options
from bot.reading.requests import Complaint, Draft, Request, draft_of
from bot.reading.values import clean_text, nearest, read_value, takes_text, widest_parameter

_ESCAPE = re.compile(r"<([^<>]*)>|&(?:amp|lt|gt);")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_VERB = re.compile(r"(edit|remix)(?::|(?=\s|\Z))\s*", re.IGNORECASE)

# Far more than any model takes; a line that is all quotation marks costs time by the square of its length.
_LONGEST = 12_000
_TOO_LONG = f"This text has more than {_LONGEST:,} characters. Nothing was charged. Shorten it."


@dataclass(frozen=True, kw_only=True)
class OptionHelp:
    """One option of a model, and what it takes in a few words."""

    option: str  # "--speed"
    takes: str


def read_text(text: str, *, verb: Verb | None) -> Draft:
    """What somebody wrote to us, as Slack escapes it.

    With no verb given, a leading "edit" or "remix" is it. Of an option written twice the last one counts.
    Never raises: the first fault becomes the complaint, and all that could be read is there beside it.
    """
    typed = clean_text(undo_escapes(text))
    prompt, written = split_options(typed[:_LONGEST], takes_value=_takes_value)
    if verb is None and (leading := _VERB.match(prompt)) is not None:
        verb = Verb(leading[1].lower())
        # Behind "edit:" an option may begin at once, where it did not yet begin a word.
        prompt, more = split_options(prompt[leading.end() :], takes_value=_takes_value)
        written = [*written, *more]
    values: dict[Field, Value] = {}
    complaints = [] if len(typed) <= _LONGEST else [RequestError(_TOO_LONG, field=Field.PROMPT)]
    for option in written:
        try:
            name, value = _read_option(option)
        except RequestError as error:
            complaints.append(error)
            continue
        values[name] = value
        if not option.is_closed:
            complaints.append(_unclosed(option))
    return Draft(verb=verb, prompt=prompt, values=values, complaint=_first(complaints))


def request_text(asked: Draft | Request) -> str:
    """The line that, once Slack has escaped it, ``read_text`` reads back as the same wish."""
    draft = asked if isinstance(asked, Draft) else draft_of(asked)
    words = [] if draft.verb is None else [str(draft.verb)]
    if draft.prompt:
        words.append(draft.prompt)
    options = (_option_text(name, draft.values[name]) for name in Field if name in draft.values)
    return " ".join([*words, *options])


def option_help(model: Model) -> Sequence[OptionHelp]:
    """Every option of this model in the order of its form, the choice of model first."""
    keys = " or ".join(other.key for other in models_for(model.verb))
    entries = [OptionHelp(option=str(MODEL_PARAMETER.option), takes=keys)]
    for parameter in model.parameters.values():
        if parameter.option is None:
            continue
        if parameter.kind is Kind.FLAG:
            switch = "off" if parameter.default is True else "on"
            takes = f"no value; switches {switch}: {parameter.label.lower()}"
            entries.append(OptionHelp(option=parameter.option, takes=takes))
        else:
            entries.append(OptionHelp(option=parameter.option, takes=takes_text(parameter)))
    return entries


def undo_escapes(text: str) -> str:
    """What the person typed: Slack escapes ``& < >`` and wraps links and names in angle brackets."""
    return _ESCAPE.sub(_undo_escape, text)


def _undo_escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return _ENTITIES[match[0]]
    target, _, label = (_undo_entities(part) for part in match[1].partition("|"))
    if target.startswith("@"):
        # Without a label it is only an id, which means nothing to a person or a model.
        return f"@{label.removeprefix('@')}" if label else ""
    if target.startswith("#"):
        return f"#{label}" if label else ""
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    if target in {f"http://{label}", f"mailto:{label}", f"tel:{label}"}:
        return label
    return target


def _undo_entities(text: str) -> str:
    return re.sub(r"&(?:amp|lt|gt);", lambda match: _ENTITIES[match[0]], text)


def _read_option(option: Written) -> tuple[Field, Value]:
    field = _FIELDS.get(option.name)
    if field is None:
        suggestion = nearest(option.name, tuple(_FIELDS))
        raise RequestError(
            f"There is no such option. Nothing was charged. Did you mean --{suggestion}? "
            "A dash that begins no option needs a space after it."
        )
    parameter = widest_parameter(field)
    if parameter.kind is Kind.FLAG:
        is_on = option.value is None or read_value(field, option.value) is True
        return field, is_on is not option.name.startswith("no-")
    if option.value is None:
        raise RequestError(
            f"{parameter.option} has no value. Nothing was charged. It takes {takes_text(parameter)}.",
            field=field,
        )
    return field, read_value(field, option.value)


def _unclosed(option: Written) -> RequestError:
    return RequestError(
        f"A quotation mark is not closed. Nothing was charged. Close it after the value of --{option.name}.",
        field=_FIELDS[option.name],
    )


def _first(complaints: Sequence[RequestError]) -> Complaint | None:
    if not complaints:
        return None
    error = complaints[0]
    return Complaint(field=None if error.field is None else Field(error.field), user_text=error.user_text)


def _takes_value(name: str) -> bool:
    """Also of a misspelt option, so that its value does not become a word of the prompt."""
    known = [name] if name in _FIELDS else get_close_matches(name, _FIELDS, n=1)
    return bool(known) and widest_parameter(_FIELDS[known[0]]).kind is not Kind.FLAG


def _option_text(field: Field, value: Value) -> str:
    parameter = widest_parameter(field)
    if isinstance(value, bool):
        return _flag_text(parameter, is_on=value)
    if isinstance(value, tuple):
        value = ",".join(value)
    text = str(value)
    is_word = parameter.kind is Kind.CHOICE or text in parameter.choices
    return f"{parameter.option} {quoted(text.lower() if is_word else text)}"


def _flag_text(parameter: Parameter, *, is_on: bool) -> str:
    name = str(parameter.option).removeprefix("--").removeprefix("no-")
    return f"--{name}" if is_on else f"--no-{name}"


def _field_names() -> dict[str, Field]:
    names = {"n": Field.COUNT}
    for field in Field:
        parameter = widest_parameter(field)
        if parameter.kind is Kind.FLAG:
            names |= {_flag_text(parameter, is_on=is_on).removeprefix("--"): field for is_on in (True, False)}
        elif parameter.option is not None:
            names[parameter.option.removeprefix("--")] = field
    return names


_FIELDS = _field_names()
