"""What people do besides talking, carried to the app and back: commands, shortcuts, clicks, forms."""

from collections.abc import Sequence
from typing import Any

from bot.demo.slack import interactions
from bot.demo.slack.acks import apply_command_answer, apply_submission_answer
from bot.demo.slack.cast import Channel, Member
from bot.demo.slack.deliveries import Answer, command_delivery, interaction_delivery
from bot.demo.slack.forms import FormRefused, answered, check_before_submit, stateful_elements
from bot.demo.slack.hub import Hub
from bot.demo.slack.views import shown_view
from bot.demo.slack.wire import Payload


async def send_command(hub: Hub, member: Member, *, channel: Channel, command: str, text: str) -> Answer:
    """A slash command, its text as it goes over the wire.

    Raises:
        LookupError: the app's manifest has no such command.
    """
    if not hub.installation.has_command(command):
        known = [entry["command"] for entry in hub.installation.commands]
        raise LookupError(f"{command} is not a valid command here, only {known}")
    fields = interactions.command_fields(
        member,
        channel,
        team=hub.team,
        command=command,
        text=text,
        trigger_id=hub.views.new_trigger(member.user_id),
        response_url=hub.responses.new_url(member.user_id, channel.channel_id),
    )
    answer = await hub.courier.send(command_delivery(fields))
    apply_command_answer(hub, answer, member=member, channel=channel, command=command)
    return answer


async def use_shortcut(
    hub: Hub, member: Member, *, channel: Channel, message: Payload, callback_id: str
) -> Answer:
    """One of the app's entries in a message's menu."""
    payload = interactions.shortcut_payload(
        member,
        channel,
        team=hub.team,
        callback_id=callback_id,
        message=hub.shown(channel, message),
        trigger_id=hub.views.new_trigger(member.user_id),
        response_url=_response_url(hub, member, channel, message),
        at=hub.conversations.next_ts(),
    )
    return await _interact(hub, payload)


async def click_message(hub: Hub, member: Member, *, ts: str, action_id: str, value: str | None) -> Answer:
    """A button or menu below a message, or below one that only this person sees.

    Raises:
        LookupError: no such message, button or option.
    """
    channel, message, is_ephemeral = _find_message(hub, member, ts)
    found = interactions.find_element(message["blocks"], action_id, value=value)
    if found is None:
        offered = [
            element.get("action_id") for _, element in interactions.clickable_elements(message["blocks"])
        ]
        raise LookupError(f"no button {action_id!r}, only {offered}")
    block, element = found
    payload = interactions.message_click_payload(
        member,
        channel,
        team=hub.team,
        message=message if is_ephemeral else hub.shown(channel, message),
        is_ephemeral=is_ephemeral,
        action=interactions.action_payload(block, element, at=hub.conversations.next_ts(), choice=value),
        trigger_id=hub.views.new_trigger(member.user_id),
        response_url=_response_url(hub, member, channel, message),
    )
    return await _interact(hub, payload)


async def click_view(hub: Hub, member: Member, *, view: Payload, action_id: str, value: str | None) -> Answer:
    """A button or menu inside a modal or the Home tab.

    Raises:
        LookupError: no such button or option.
    """
    found = interactions.find_element(view["blocks"], action_id, value=value)
    if found is None:
        offered = [element.get("action_id") for _, element in interactions.clickable_elements(view["blocks"])]
        raise LookupError(f"no button {action_id!r}, only {offered}")
    block, element = found
    action = interactions.action_payload(block, element, at=hub.conversations.next_ts(), choice=value)
    return await _act_in_view(hub, member, view=view, action=action)


async def choose(hub: Hub, member: Member, *, view: Payload, block_id: str, value: Any) -> Answer | None:
    """Fill one input; the app hears of it only where the input says so, and None says that it did not."""
    block, element = fill(hub, member, view=view, block_id=block_id, value=value)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return None
    state = view["state"]["values"][block_id][element["action_id"]]
    at = hub.conversations.next_ts()
    action = {**state, "action_id": element["action_id"], "block_id": block_id, "action_ts": at}
    return await _act_in_view(hub, member, view=view, action=action)


def fill(hub: Hub, member: Member, *, view: Payload, block_id: str, value: Any) -> tuple[Payload, Payload]:
    """Put a value into an input; returns the block and its element. Files are ``[(name, bytes), …]``.

    Raises:
        LookupError: the view has no such input, or the input no such choice.
    """
    inputs = {block["block_id"]: (block, element) for block, element in stateful_elements(view["blocks"])}
    if block_id not in inputs:
        raise LookupError(f"the form has no input {block_id!r}, only {list(inputs)}")
    block, element = inputs[block_id]
    if element["type"] == "file_input":
        value = _put_up(hub, member, value or ())
    view["state"]["values"][block_id][element["action_id"]] = answered(element, value)
    hub.changes.tell()
    return block, element


async def submit(hub: Hub, member: Member, *, view: Payload) -> Answer:
    """Send a form in.

    Raises:
        FormRefused: Slack's client would not; the form stays open, marked.
        SlackError: the app answered with something Slack refuses.
    """
    try:
        check_before_submit(view)
    except FormRefused as refusal:
        view["errors"] = refusal.errors
        hub.changes.tell()
        raise
    trigger_id = hub.views.new_trigger(member.user_id, view_id=view["id"])
    payload = interactions.submission_payload(
        member, team=hub.team, view=shown_view(view), trigger_id=trigger_id
    )
    answer = await _interact(hub, payload)
    apply_submission_answer(hub, answer, member=member, view=view)
    return answer


async def close(hub: Hub, member: Member, *, view: Payload) -> None:
    """Close a form without sending it."""
    hub.views.close(member.user_id, view["id"])
    hub.changes.tell()
    if view["notify_on_close"]:
        payload = interactions.closed_payload(member, team=hub.team, view=shown_view(view))
        await _interact(hub, payload)


async def _act_in_view(hub: Hub, member: Member, *, view: Payload, action: Payload) -> Answer:
    trigger_id = hub.views.new_trigger(member.user_id, view_id=view["id"])
    payload = interactions.view_click_payload(
        member, team=hub.team, view=shown_view(view), action=action, trigger_id=trigger_id
    )
    return await _interact(hub, payload)


async def _interact(hub: Hub, payload: Payload) -> Answer:
    """Carry it to the app.

    Raises:
        LookupError: the app's manifest switches interactivity off.
    """
    if not hub.installation.is_interactive:
        raise LookupError("this app is not configured to handle interactive responses")
    return await hub.courier.send(interaction_delivery(payload))


def _find_message(hub: Hub, member: Member, ts: str) -> tuple[Channel, Payload, bool]:
    told = hub.conversations.find_ephemeral(ts)
    if told is not None and told.user_id == member.user_id:
        return hub.conversations.channels[told.channel_id], told.message, True
    found = hub.conversations.find_anywhere(ts)
    if found is None:
        raise LookupError(f"no message {ts}")
    channel, message = found
    return channel, message, False


def _put_up(hub: Hub, member: Member, files: Sequence[tuple[str, bytes]]) -> list[Payload]:
    stored = [
        hub.files.add(member.user_id, name, content=content, is_for_app=True) for name, content in files
    ]
    return [hub.files.payload(file.file_id) for file in stored]


def _response_url(hub: Hub, member: Member, channel: Channel, message: Payload) -> str:
    return hub.responses.new_url(
        member.user_id, channel.channel_id, message_ts=message["ts"], thread_ts=message.get("thread_ts")
    )
