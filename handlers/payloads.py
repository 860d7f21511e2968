"""Slack's payloads read into plain values. What Slack may leave out or send as null is optional here too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncBoltContext

from bot.catalogue import Field
from bot.errors import BotError, RequestError
from bot.people import Person, Thread
from bot.reading.asks import Attachment, RecentPicture

Payload = dict[str, Any]

# The longest names come first: "character-mask" also begins with "character".
_ROLES = (
    ("character-mask", Field.CHARACTER_REFERENCE_MASKS),
    ("character", Field.CHARACTER_REFERENCE_IMAGES),
    ("style", Field.STYLE_REFERENCE_IMAGES),
)
_STALE_BUTTON = "This button no longer works. Nothing was charged. Please ask again."


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Who did something and where, and the ways to answer them alone."""

    person: Person
    thread: Thread
    response_url: str | None = None
    trigger_id: str | None = None
    is_private: bool = False  # what was clicked is seen by this person only
    is_direct: bool = False


@dataclass(frozen=True, kw_only=True)
class Command:
    """A slash command; it carries neither files nor a thread."""

    text: str
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Message:
    """What a person wrote, less the mention of us; ``pictures`` are all the files, whatever they hold."""

    ts: str
    text: str
    pictures: Sequence[RecentPicture]
    origin: Origin
    mentions_us: bool = False

    @property
    def delivery_key(self) -> str:
        """The same whether Slack delivers the message once or often, as a mention or as a message."""
        origin = self.origin
        return f"message:{origin.person.team_id}:{origin.thread.channel_id}:{self.ts}"


@dataclass(frozen=True, kw_only=True)
class Click:
    """A press on a button or a menu entry; ``value`` is what we put there when we made it."""

    action_id: str
    value: str
    action_ts: str
    origin: Origin

    @property
    def name(self) -> str:
        """The button's name, less what may stand behind it."""
        return self.action_id.partition(":")[0]

    @property
    def press_key(self) -> str:
        """The same for the same person on the same button, however often they press it."""
        person = self.origin.person
        return f"{person.team_id}:{person.user_id}:{self.action_id}:{self.value}"

    @property
    def delivery_key(self) -> str:
        """The same for the same click delivered twice."""
        return f"click:{self.press_key}:{self.action_ts}"


def read_person(context: AsyncBoltContext) -> Person:
    """Who is behind a request.

    Raises:
        BotError: the request names no workspace or nobody.
    """
    team_id = context.team_id or context.enterprise_id
    if not team_id or not context.user_id:
        raise BotError("a request without a person")
    return Person(team_id=team_id, user_id=context.user_id)


def read_origin(body: Payload, context: AsyncBoltContext) -> Origin:
    """Where a command, click, shortcut or event came from; ``channel_id`` is empty inside a form."""
    person = read_person(context)
    event, container = object_at(body, "event"), object_at(body, "container")
    message = object_at(body, "message") or event
    thread_ts = text_at(container, "thread_ts") or text_at(message, "thread_ts")
    channel_id = context.channel_id or ""
    thread = Thread(team_id=person.team_id, channel_id=channel_id, thread_ts=thread_ts or None)
    return Origin(
        person=person,
        thread=thread,
        response_url=context.response_url,
        trigger_id=text_at(body, "trigger_id") or None,
        is_private=container.get("is_ephemeral") is True,
        is_direct=channel_id.startswith("D"),
    )


def read_command(body: Payload, context: AsyncBoltContext) -> Command:
    """A slash command."""
    return Command(text=text_at(body, "text").strip(), origin=read_origin(body, context))


def read_message(body: Payload, context: AsyncBoltContext) -> Message | None:
    """A message by a person, None for one by an app and for an edited one: neither runs anything."""
    event = object_at(body, "event")
    if "bot_id" in event or "edited" in event or not text_at(event, "user") or not text_at(event, "ts"):
        return None
    return Message(
        ts=text_at(event, "ts"),
        text=_less_mention(text_at(event, "text"), context.bot_user_id),
        pictures=read_pictures(event),
        origin=read_origin(body, context),
        mentions_us=f"<@{context.bot_user_id}" in text_at(event, "text"),
    )


def read_click(body: Payload, context: AsyncBoltContext) -> Click:
    """A press on a button, or a choice from a menu, whose value is then the entry's."""
    action = _first(body, "actions")
    return Click(
        action_id=text_at(action, "action_id"),
        value=text_at(action, "value") or text_at(object_at(action, "selected_option"), "value"),
        action_ts=text_at(action, "action_ts"),
        origin=read_origin(body, context),
    )


def read_block_id(body: Payload) -> str:
    """The block that was pressed or filled; in a form that is the field."""
    return text_at(_first(body, "actions"), "block_id")


def read_pictures(message: Mapping[str, Any]) -> tuple[RecentPicture, ...]:
    """The files of a message. What they really are is found out from their bytes, later."""
    return tuple(
        RecentPicture(
            file_id=text_at(file, "id"),
            name=text_at(file, "name") or text_at(file, "title"),
            mimetype=text_at(file, "mimetype"),
        )
        for file in list_at(message, "files")
        if text_at(file, "id")
    )


def is_picture(picture: RecentPicture) -> bool:
    """Whether a file calls itself a picture; one shared by another workspace may not say what it is."""
    return picture.mimetype.startswith("image/") or not picture.mimetype


def read_attachments(pictures: Sequence[RecentPicture]) -> tuple[Attachment, ...]:
    """Files of a message as attachments: a name may say that one is a reference, else nobody knows yet."""
    return tuple(
        Attachment(role=_read_role(picture.name), name=picture.name, file_id=picture.file_id)
        for picture in pictures
    )


def read_message_of_shortcut(
    body: Payload, context: AsyncBoltContext
) -> tuple[Origin, tuple[RecentPicture, ...]]:
    """Where a message shortcut was used, in that message's thread, and the files of that message."""
    message, origin = object_at(body, "message"), read_origin(body, context)
    thread = origin.thread
    if thread.thread_ts is None:
        thread_ts = text_at(message, "ts") or text_at(body, "message_ts")
        thread = replace(thread, thread_ts=thread_ts, is_new=True)
    return replace(origin, thread=thread), read_pictures(message)


def read_id(value: str) -> UUID:
    """The job or version a button refers to.

    Raises:
        RequestError: it refers to none.
    """
    try:
        return UUID(value)
    except ValueError as error:
        raise RequestError(_STALE_BUTTON) from error


def read_kind(body: Payload) -> str:
    """What sort of request this is, for the log: never anything a person wrote."""
    return text_at(object_at(body, "event"), "type") or text_at(body, "type") or text_at(body, "command")


def _read_role(name: str) -> Field | None:
    return next((role for beginning, role in _ROLES if name.lower().startswith(beginning)), None)


def _less_mention(text: str, bot_user_id: str | None) -> str:
    if bot_user_id is None:
        return text.strip()
    return re.sub(rf"[ \t]*<@{re.escape(bot_user_id)}(?:\|[^>]*)?>[ \t]*", " ", text).strip()


def text_at(payload: Mapping[str, Any], key: str) -> str:
    """The text at a key, without NUL, which no database keeps; empty where there is none."""
    value = payload.get(key)
    return value.replace("\0", "") if isinstance(value, str) else ""


def object_at(payload: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object at a key, empty where there is none."""
    value = payload.get(key)
    return value if isinstance(value, dict) else {}


def list_at(payload: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects in the list at a key; what else is in it is left out."""
    value = payload.get(key)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _first(payload: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return next(iter(list_at(payload, key)), {})
