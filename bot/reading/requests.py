"""What a person asked for, and what will be done: a Draft is typed, a Request is what its model takes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.catalogue import DEFAULT_MODEL, Field, Model, Value, Verb, get_model
from bot.errors import RequestError
from bot.reading.bounds import check_pictures, check_prompt, check_rules, check_value
from bot.reading.values import clean_text


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """Why a text could not be read in full; ``field`` is None where no field is to blame."""

    field: Field | None
    user_text: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What was asked, typed but not yet held against a model. A complaint stands beside all that was read."""

    verb: Verb | None = None
    prompt: str = field(default="", repr=False)
    values: Mapping[Field, Value] = field(default_factory=dict, repr=False)
    complaint: Complaint | None = None

    def to_json(self) -> str:
        """One line that ``from_json`` reads back."""
        complaint = self.complaint
        return json.dumps(
            {
                "verb": self.verb,
                "prompt": self.prompt,
                "values": dict(self.values),
                "complaint": None if complaint is None else [complaint.field, complaint.user_text],
            },
            separators=(",", ":"),
        )

    @staticmethod
    def from_json(text: str) -> "Draft":
        """The draft that ``to_json`` wrote.

        Raises:
            ValueError: anything else; a missing, unknown or wrongly typed part is never guessed.
        """
        match json.loads(text):
            case {
                "verb": str() | None as verb,
                "prompt": str() as prompt,
                "values": dict() as values,
                **rest,
            }:
                return Draft(
                    verb=None if verb is None else Verb(verb),
                    prompt=prompt,
                    values={Field(name): _read_stored(value) for name, value in values.items()},
                    complaint=_read_complaint(rest),
                )
        raise ValueError("not a draft")


@dataclass(frozen=True, kw_only=True)
class EditRequest:
    """One edit that its model takes, made by ``read_request`` alone.

    ``parameters`` holds the service's own fields that were asked for, less prompt, count and pictures.
    """

    model: Model
    prompt: str = field(repr=False)
    parameters: Mapping[Field, Value] = field(repr=False)
    count: int = 1
    tag: str | None = None
    output_format: str = "png"  # of the file that is delivered
    region: str | None = None
    mask_polarity: str | None = (
        None  # "white" or "black", the colour that marks the edit; None: look at the mask
    )
    lock: bool = True
    match_colour: bool = False
    is_focus_on: bool = True


@dataclass(frozen=True, kw_only=True)
class RemixRequest:
    """One remix that its model takes, made by ``read_request`` alone; ``parameters`` as in an edit."""

    model: Model
    prompt: str = field(repr=False)
    parameters: Mapping[Field, Value] = field(repr=False)
    count: int = 1
    tag: str | None = None
    output_format: str = "png"


Request = EditRequest | RemixRequest


def read_request(
    draft: Draft, *, verb: Verb, pictures: Mapping[Field, int], allows_private: bool = False
) -> Request:
    """Hold a draft against the model it names, or against the verb's default model.

    ``pictures`` says how many are attached for each field; a field that is not named is not judged, so a
    caller who does not know yet which picture is which can check everything else. ``allows_private`` lets
    an upload address be plain http and private, as it may where the service itself is on this machine.

    Raises:
        RequestError: the first thing that is wrong, with the field to complain at.
    """
    if draft.complaint is not None:
        raise RequestError(draft.complaint.user_text, field=draft.complaint.field)
    model = get_model(str(draft.values.get(Field.MODEL, DEFAULT_MODEL[verb])), verb)
    values = dict(draft.values)
    values.pop(Field.MODEL, None)
    prompt = clean_text(draft.prompt).strip()
    check_prompt(model, prompt)
    for name, value in values.items():
        check_value(model, name, value, allows_private=allows_private)
    check_pictures(model, pictures)
    check_rules(model, values, pictures)
    return _make_edit(model, prompt, values) if verb is Verb.EDIT else _make_remix(model, prompt, values)


def find_model(draft: Draft, verb: Verb) -> Model:
    """The model that a draft names; the default where it names none that fits."""
    try:
        return get_model(str(draft.values[Field.MODEL]), verb)
    except (KeyError, RequestError):
        return get_model(DEFAULT_MODEL[verb], verb)


def draft_of(request: Request) -> Draft:
    """The draft that makes this request again."""
    values: dict[Field, Value] = {Field.MODEL: request.model.key, **request.parameters}
    if request.count != 1:
        values[Field.COUNT] = request.count
    if request.tag is not None:
        values[Field.TAG] = request.tag
    if isinstance(request, EditRequest):
        values |= _own_values(request)
    return Draft(verb=request.model.verb, prompt=request.prompt, values=values)


def _make_edit(model: Model, prompt: str, values: Mapping[Field, Value]) -> EditRequest:
    return EditRequest(
        model=model,
        prompt=prompt,
        parameters=_parameters(model, values),
        count=int(_text(values, Field.COUNT) or 1),
        tag=_text(values, Field.TAG),
        output_format=(_text(values, Field.OUTPUT_FORMAT) or "png").lower(),
        region=_text(values, Field.REGION),
        mask_polarity=_text(values, Field.MASK_POLARITY),
        lock=values.get(Field.LOCK) is not False,
        match_colour=values.get(Field.MATCH_COLOUR) is True,
        # An uploaded picture leaves the service as it is: a crop would never be put back into its place.
        is_focus_on=_text(values, Field.FOCUS) != "off" and Field.UPLOAD_ENDPOINT not in values,
    )


def _make_remix(model: Model, prompt: str, values: Mapping[Field, Value]) -> RemixRequest:
    return RemixRequest(
        model=model,
        prompt=prompt,
        parameters=_parameters(model, values),
        count=int(_text(values, Field.COUNT) or 1),
        tag=_text(values, Field.TAG),
        output_format=(_text(values, Field.OUTPUT_FORMAT) or "png").lower(),
    )


def _parameters(model: Model, values: Mapping[Field, Value]) -> dict[Field, Value]:
    return {
        name: value
        for name, value in values.items()
        if model.parameters[name].wire and name is not Field.COUNT
    }


def _own_values(request: EditRequest) -> dict[Field, Value]:
    values: dict[Field, Value] = {}
    if request.region is not None:
        values[Field.REGION] = request.region
    if request.mask_polarity is not None:
        values[Field.MASK_POLARITY] = request.mask_polarity
    if not request.lock:
        values[Field.LOCK] = False
    if request.match_colour:
        values[Field.MATCH_COLOUR] = True
    if not request.is_focus_on:
        values[Field.FOCUS] = "off"
    return values


def _text(values: Mapping[Field, Value], name: Field) -> str | None:
    value = values.get(name)
    return None if value is None else str(value)


def _read_stored(value: object) -> Value:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, str | int):
        return value
    raise ValueError("not a value of a draft")


def _read_complaint(rest: Mapping[object, object]) -> Complaint | None:
    match rest:
        case {"complaint": None, **others} if not others:
            return None
        case {"complaint": [str() | None as name, str() as user_text], **others} if not others:
            return Complaint(field=None if name is None else Field(name), user_text=user_text)
    raise ValueError("not a draft's complaint")
