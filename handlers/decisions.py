"""An admin's forms: approve another amount, deny with a reason. What was decided takes the message's place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.announcer import Notice
from bot.errors import RequestError
from bot.office.desk import Office
from bot.people import Thread
from handlers import ids
from handlers.access import Access
from handlers.asides import tell
from handlers.blocks.decisions import AMOUNT, FOR_PERIOD, REASON, SPAN, approve_view, deny_view
from handlers.payloads import Click, Origin, Payload, object_at, read_id, read_person, text_at
from handlers.usage_words import read_amount
from handlers.windows import open_window


@dataclass(frozen=True, kw_only=True)
class _Memory:
    """Travels in ``private_metadata``: the job, and the message that the decision takes the place of."""

    job_id: UUID
    channel_id: str
    response_url: str | None

    def to_json(self) -> str:
        return json.dumps([str(self.job_id), self.channel_id, self.response_url])


def register(app: AsyncApp) -> None:
    """Both submissions; the buttons that open the forms are ``approvals.py``'s."""
    app.view(ids.APPROVE_FORM)(submit_approval)
    app.view(ids.DENY_FORM)(submit_denial)


async def open_approval(context: AsyncBoltContext, click: Click, office: Office) -> None:
    """The form, filled with what would be enough for the period."""
    memory = _remember(click)
    wish = await office.read_wish(memory.job_id, click.origin.person)
    view = approve_view(
        quote_micros=wish.quote_micros, amount_micros=wish.raise_micros, memory=memory.to_json()
    )
    await open_window(context.client, click.origin, view)


async def open_denial(context: AsyncBoltContext, click: Click) -> None:
    """The form with one line."""
    await open_window(context.client, click.origin, deny_view(memory=_remember(click).to_json()))


async def submit_approval(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, office: Office, access: Access
) -> None:
    """Complaints about the amount stand at its input."""
    admin, view = read_person(context), object_at(body, "view")
    await access.require_admin(context.client, admin)
    memory = _read_memory(view)
    try:
        amount_micros = read_amount(_value(view, AMOUNT))
    except RequestError as error:
        raise RequestError(error.user_text, field=AMOUNT) from error
    sentence = await office.approve(
        memory.job_id,
        admin,
        is_for_period=_value(view, SPAN) == FOR_PERIOD,
        amount_micros=amount_micros,
    )
    await _answer(context, memory, sentence)
    await ack()


async def submit_denial(
    ack: AsyncAck, body: Payload, context: AsyncBoltContext, office: Office, access: Access
) -> None:
    """The reason goes to the person who asked."""
    admin, view = read_person(context), object_at(body, "view")
    await access.require_admin(context.client, admin)
    memory = _read_memory(view)
    sentence = await office.deny(memory.job_id, admin, reason=_value(view, REASON).strip())
    await _answer(context, memory, sentence)
    await ack()


async def _answer(context: AsyncBoltContext, memory: _Memory, sentence: str) -> None:
    person = read_person(context)
    thread = Thread(team_id=person.team_id, channel_id=memory.channel_id)
    origin = Origin(
        person=person,
        thread=thread,
        response_url=memory.response_url,
        is_private=True,
        is_direct=memory.channel_id.startswith("D"),
    )
    await tell(context, origin, Notice(text=sentence))


def _remember(click: Click) -> _Memory:
    origin = click.origin
    return _Memory(
        job_id=read_id(click.value), channel_id=origin.thread.channel_id, response_url=origin.response_url
    )


def _read_memory(view: Mapping[str, object]) -> _Memory:
    job_id, channel_id, response_url = json.loads(text_at(view, "private_metadata"))
    return _Memory(job_id=UUID(job_id), channel_id=channel_id, response_url=response_url)


def _value(view: Mapping[str, object], block_id: str) -> str:
    """What was typed or chosen at an input."""
    inputs = object_at(object_at(view, "state"), "values")
    element = object_at(object_at(inputs, block_id), ids.VALUE)
    return text_at(element, "value") or text_at(object_at(element, "selected_option"), "value")
