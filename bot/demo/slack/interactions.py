"""What people do with the app besides talking: commands, shortcuts, clicks, submissions, as payloads."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from bot.demo.slack.cast import APP_ID, Channel, Kind, Member, Team
from bot.demo.slack.wire import Payload


def command_fields(
    member: Member,
    channel: Channel,
    *,
    team: Team,
    command: str,
    text: str,
    trigger_id: str,
    response_url: str,
) -> dict[str, str]:
    """The form fields of a slash command; there are no files and no thread among them."""
    return {
        "token": "unused",
        "team_id": team.team_id,
        "team_domain": team.domain,
        **_organisation_fields(team),
        "channel_id": channel.channel_id,
        "channel_name": _channel_name(channel),
        "user_id": member.user_id,
        "user_name": member.name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "true" if team.is_org_wide else "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def shortcut_payload(
    member: Member,
    channel: Channel,
    *,
    team: Team,
    callback_id: str,
    message: Payload,
    trigger_id: str,
    response_url: str,
    at: str,
) -> Payload:
    """A message shortcut; the whole message comes along."""
    return {
        "type": "message_action",
        "action_ts": at,
        **_common(member, team=team, trigger_id=trigger_id),
        "channel": {"id": channel.channel_id, "name": _channel_name(channel)},
        "callback_id": callback_id,
        "response_url": response_url,
        "message_ts": message["ts"],
        "message": deepcopy(message),
    }


def message_click_payload(
    member: Member,
    channel: Channel,
    *,
    team: Team,
    message: Payload,
    is_ephemeral: bool,
    action: Payload,
    trigger_id: str,
    response_url: str,
) -> Payload:
    """A click below a message; of an ephemeral one the app only learns where it stands."""
    container: Payload = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.channel_id,
        "is_ephemeral": is_ephemeral,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    payload: Payload = {
        "type": "block_actions",
        **_common(member, team=team, trigger_id=trigger_id),
        "container": container,
        "channel": {"id": channel.channel_id, "name": _channel_name(channel)},
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [action],
    }
    return payload if is_ephemeral else {**payload, "message": deepcopy(message)}


def view_click_payload(
    member: Member, *, team: Team, view: Payload, action: Payload, trigger_id: str
) -> Payload:
    """A click or a choice inside a modal or a Home tab."""
    return {
        "type": "block_actions",
        **_common(member, team=team, trigger_id=trigger_id),
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
        "actions": [action],
    }


def submission_payload(member: Member, *, team: Team, view: Payload, trigger_id: str) -> Payload:
    """A form sent in, with everything in it."""
    return {
        "type": "view_submission",
        **_common(member, team=team, trigger_id=trigger_id),
        "view": view,
        "response_urls": [],
    }


def closed_payload(member: Member, *, team: Team, view: Payload) -> Payload:
    """A form closed without sending it, for apps that asked to be told."""
    common = _common(member, team=team, trigger_id="")
    del common["trigger_id"]
    return {"type": "view_closed", **common, "view": view, "is_cleared": False}


def find_element(
    blocks: list[Payload], action_id: str, *, value: str | None = None
) -> tuple[Payload, Payload] | None:
    """The block and the element whose ``action_id`` is this, or this with ``:`` and more behind."""
    for block, element in clickable_elements(blocks):
        name = element.get("action_id", "")
        has_name = name == action_id or name.startswith(f"{action_id}:")
        is_menu = "options" in element
        if has_name and (value is None or is_menu or element.get("value") == value):
            return block, element
    return None


def clickable_elements(blocks: list[Payload]) -> Iterator[tuple[Payload, Payload]]:
    """Every button, menu and other control, with the block it is in."""
    for block in blocks:
        elements = block.get("elements", []) if block["type"] == "actions" else []
        for element in (*elements, block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and element.get("type") != "image":
                yield block, element


def action_payload(block: Payload, element: Payload, *, at: str, choice: str | None = None) -> Payload:
    """One click; ``choice`` is the value of a menu's option, or the first letters of it before a colon.

    Raises:
        LookupError: the menu has no such option.
    """
    action: Payload = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": at,
    }
    if "options" in element:
        return {**action, "selected_option": _find_option(element["options"], choice)}
    return {**action, **{name: element[name] for name in ("text", "value") if name in element}}


def _find_option(options: list[Payload], choice: str | None) -> Payload:
    for option in options:
        if choice is not None and (option["value"] == choice or option["value"].startswith(f"{choice}:")):
            return option
    raise LookupError(f"no option {choice!r} among {[option['value'] for option in options]}")


def _common(member: Member, *, team: Team, trigger_id: str) -> dict[str, Any]:
    """Where the app is installed for a whole organisation, Slack may leave the team out here; so we do.

    Source: pull request 23 of bolt-python, read 2026-11-26.
    """
    organisation = team.organisation
    user = {"id": member.user_id, "username": member.name, "name": member.name, "team_id": member.team_id}
    return {
        "token": "unused",
        "team": None if organisation else {"id": team.team_id, "domain": team.domain},
        "user": user,
        "api_app_id": APP_ID,
        "enterprise": {"id": organisation.enterprise_id, "name": organisation.name} if organisation else None,
        "is_enterprise_install": team.is_org_wide,
        "trigger_id": trigger_id,
    }


def _organisation_fields(team: Team) -> dict[str, str]:
    organisation = team.organisation
    if organisation is None:
        return {}
    return {"enterprise_id": organisation.enterprise_id, "enterprise_name": organisation.name}


def _channel_name(channel: Channel) -> str:
    return {Kind.IM: "directmessage", Kind.GROUP: "privategroup"}.get(channel.kind, channel.name)
