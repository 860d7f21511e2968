"""The manifest agrees with what the app listens to and stays within Slack's limits."""

from typing import Any

import pytest
import yaml
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.manifest import manifest_text, read_manifest
from handlers import ids, register
from handlers.shortcuts import VERBS

# Slack's limits, by the manifest schema it publishes, read 2026-11-20.
LONGEST = {
    "name": 35,
    "description": 140,
    "display_name": 80,
    "command": 32,
    "usage_hint": 1000,
    "shortcut_name": 24,
    "shortcut_description": 150,
}
SCOPES = (
    *("commands", "chat:write", "files:read", "files:write", "app_mentions:read", "channels:read"),
    *("channels:history", "groups:read", "groups:history", "im:read", "im:write", "im:history", "users:read"),
)
EVENTS = (
    *("app_mention", "app_home_opened", "message.channels", "message.groups", "message.im", "file_shared"),
    *("app_uninstalled", "tokens_revoked"),
)


def filled(**changes: Any) -> dict[str, Any]:
    manifest: dict[str, Any] = yaml.safe_load(
        manifest_text(**{"public_url": "https://retouch.team.example", **changes})
    )
    return manifest


def addresses(node: object) -> list[str]:
    """Every web address anywhere in a manifest."""
    if isinstance(node, dict):
        return [address for value in node.values() for address in addresses(value)]
    if isinstance(node, list):
        return [address for value in node for address in addresses(value)]
    return [node] if isinstance(node, str) and node.startswith("http") else []


class Heard(AsyncApp):
    """Remembers which commands and shortcuts were registered."""

    def __init__(self) -> None:
        super().__init__(client=AsyncWebClient(token="xoxb-1"), signing_secret="secret")
        self.commands: list[object] = []
        self.shortcuts: list[object] = []
        self.events: list[object] = []

    def command(self, command: Any, *rest: Any) -> Any:
        self.commands.append(command)
        return super().command(command, *rest)

    def message_shortcut(self, callback_id: Any, *rest: Any) -> Any:
        self.shortcuts.append(callback_id)
        return super().message_shortcut(callback_id, *rest)

    def event(self, event: Any, *rest: Any) -> Any:
        self.events.append(event["type"] if isinstance(event, dict) else event)
        return super().event(event, *rest)


@pytest.mark.parametrize("prefix", ["", "team"])
def test_the_commands_and_shortcuts_are_those_the_app_listens_to(prefix: str) -> None:
    app = Heard()

    register(app, prefix=prefix)

    features = filled(prefix=prefix)["features"]
    assert [entry["command"] for entry in features["slash_commands"]] == app.commands
    assert [entry["callback_id"] for entry in features["shortcuts"]] == app.shortcuts == list(VERBS)
    assert app.commands[0] == ids.slash_command(ids.EDIT_COMMAND, prefix)


def test_every_event_it_subscribes_to_is_listened_to() -> None:
    app = Heard()

    register(app, prefix="")

    subscribed = {event.split(".")[0] for event in filled()["settings"]["event_subscriptions"]["bot_events"]}
    assert subscribed == set(app.events)


def test_scopes_and_events_are_the_ones_agreed_on() -> None:
    manifest = read_manifest()

    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]

    assert sorted(scopes) == sorted(SCOPES)
    assert sorted(events) == sorted(EVENTS)


def test_home_and_messages_tab_are_on_and_commands_come_escaped() -> None:
    features = read_manifest()["features"]

    home = features["app_home"]

    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]
    assert all(command["should_escape"] for command in features["slash_commands"])


def test_no_text_is_longer_than_slack_takes() -> None:
    manifest = filled(prefix="a-prefix-as-long-as-it-c")

    features, display = manifest["features"], manifest["display_information"]

    assert len(display["name"]) <= LONGEST["name"]
    assert len(display["description"]) <= LONGEST["description"]
    assert 175 <= len(display["long_description"]) <= 4000
    assert len(features["bot_user"]["display_name"]) <= LONGEST["display_name"]
    for command in features["slash_commands"]:
        assert len(command["command"]) <= LONGEST["command"]
        assert len(command["usage_hint"]) <= LONGEST["usage_hint"]
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= LONGEST["shortcut_name"]
        assert len(shortcut["description"]) <= LONGEST["shortcut_description"]


def test_every_address_is_the_public_one() -> None:
    public_url = "https://retouch.team.example/"

    manifest = filled(public_url=public_url, oauth=True)

    assert set(addresses(manifest)) == {
        "https://retouch.team.example/slack/events",
        "https://retouch.team.example/slack/oauth_redirect",
    }
    assert len(addresses(manifest)) == 6


def test_over_a_socket_slack_is_told_no_address() -> None:
    manifest = filled(public_url=None, socket=True)

    settings = manifest["settings"]

    assert settings["socket_mode_enabled"] is True
    assert addresses(manifest) == []


@pytest.mark.parametrize("oauth", [True, False])
def test_tokens_rotate_only_where_many_workspaces_install(oauth: bool) -> None:
    manifest = filled(oauth=oauth)

    settings = manifest["settings"]

    assert settings["token_rotation_enabled"] is oauth
    assert ("redirect_urls" in manifest["oauth_config"]) is oauth


@pytest.mark.parametrize("changes", [{"socket": False}, {"socket": True, "oauth": True}])
def test_without_an_address_it_says_what_to_give(changes: dict[str, bool]) -> None:
    with pytest.raises(ValueError, match="--public-url"):
        manifest_text(public_url=None, **changes)


@pytest.mark.parametrize("prefix", ["Team", "my team", "x" * 25, "/team"])
def test_a_prefix_slack_would_not_take_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        manifest_text(public_url="https://retouch.example", prefix=prefix)
