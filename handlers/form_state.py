"""What stands in an open or submitted form, read into a draft and its pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncBoltContext

from bot.catalogue import Field, Kind, Value, Verb
from bot.errors import RequestError
from bot.people import Person
from bot.reading.asks import Attachment
from bot.reading.requests import Complaint, Draft, find_model
from bot.reading.values import clean_text, read_value, widest_parameter
from handlers import ids
from handlers.form_memory import FormMemory
from handlers.payloads import Payload, list_at, object_at, read_person, read_pictures, text_at

_VERBS = {ids.EDIT_FORM: Verb.EDIT, ids.REMIX_FORM: Verb.REMIX}
_LOST_FORM = "This form can no longer be read. Nothing was charged. Please close it and open a new one."


@dataclass(frozen=True, kw_only=True)
class FormState:
    """A form as a person left it; ``hash`` is Slack's name for this state of the view."""

    person: Person
    verb: Verb
    draft: Draft
    memory: FormMemory
    uploads: Mapping[Field, Sequence[Attachment]]
    view_id: str
    hash: str

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The pictures to work with: an upload takes the place of what was chosen for its field.

        What the model does not take waits for one that does.
        """
        fields = find_model(self.draft, self.verb).parameters.keys() - self.uploads.keys()
        kept = [attachment for attachment in self.memory.kept if attachment.role in fields]
        return (*kept, *(attachment for uploads in self.uploads.values() for attachment in uploads))


def read_form(body: Payload, context: AsyncBoltContext) -> FormState:
    """Read a submission, or a press inside an open form.

    What cannot be read becomes ``draft.complaint`` beside everything else.

    Raises:
        RequestError: not a form of ours, or from a version of us that remembered other things.
    """
    view = object_at(body, "view")
    try:
        memory = FormMemory.from_json(text_at(view, "private_metadata"))
        verb = _VERBS[text_at(view, "callback_id")]
    except (ValueError, KeyError, TypeError) as error:
        raise RequestError(_LOST_FORM) from error
    elements = _read_elements(view)
    return FormState(
        person=read_person(context),
        verb=verb,
        draft=_read_draft(elements, verb=verb),
        memory=memory,
        uploads=_read_uploads(elements),
        view_id=text_at(view, "id"),
        hash=text_at(view, "hash"),
    )


def read_block_ids(body: Payload) -> frozenset[str]:
    """The inputs that a form shows."""
    blocks = list_at(object_at(body, "view"), "blocks")
    return frozenset(text_at(block, "block_id") for block in blocks if block.get("type") == "input")


def _read_elements(view: Mapping[str, Any]) -> dict[Field, Mapping[str, Any]]:
    """What each input holds, in Slack's shape for its kind of input."""
    values = object_at(object_at(view, "state"), "values")
    return {field: object_at(object_at(values, field), ids.VALUE) for field in Field if field in values}


def _read_draft(elements: Mapping[Field, Mapping[str, Any]], *, verb: Verb) -> Draft:
    values: dict[Field, Value] = {}
    complaint: Complaint | None = None
    for field, element in elements.items():
        if field is Field.PROMPT:
            continue
        try:
            value = _read_element(field, element)
        except RequestError as error:
            complaint = complaint or Complaint(field=field, user_text=error.user_text)
            continue
        if value is not None:
            values[field] = value
    prompt = clean_text(text_at(elements.get(Field.PROMPT, {}), "value")).strip()
    return Draft(verb=verb, prompt=prompt, values=values, complaint=complaint)


def _read_element(field: Field, element: Mapping[str, Any]) -> Value | None:
    """The value of one input; None for an empty one, a picture, and a tick that stands as it stood."""
    parameter = widest_parameter(field)
    if parameter.kind is Kind.PICTURES:
        return None
    if parameter.kind is Kind.FLAG:
        is_ticked = bool(list_at(element, "selected_options"))
        return None if is_ticked == parameter.default else is_ticked
    text = text_at(element, "value") or text_at(object_at(element, "selected_option"), "value")
    return read_value(field, text) if text.strip() else None


def _read_uploads(elements: Mapping[Field, Mapping[str, Any]]) -> dict[Field, tuple[Attachment, ...]]:
    uploads = {
        field: tuple(
            Attachment(role=field, name=picture.name, file_id=picture.file_id)
            for picture in read_pictures(element)
        )
        for field, element in elements.items()
    }
    return {field: attachments for field, attachments in uploads.items() if attachments}
