"""The app's manifest, filled in for one installation; needs no settings."""

import re
from pathlib import Path
from typing import Any

import yaml

_EVENTS_PATH = "/slack/events"
_PREFIX = re.compile(r"[a-z0-9_-]{0,24}")  # Slack's commands are small, and 32 characters with the slash
REDIRECT_PATH = "/slack/oauth_redirect"
# Beside this module in a wheel, beside the package in a checkout.
_PLACES = (Path(__file__).with_name("manifest.yml"), Path(__file__).parent.parent / "manifest.yml")


def manifest_text(
    *, public_url: str | None, prefix: str = "", socket: bool = False, oauth: bool = False
) -> str:
    """YAML for Slack's "From a manifest".

    ``prefix`` "team" makes ``/team-edit``. With ``socket`` Slack is told no address, since it calls none.
    ``oauth`` adds the redirect address and token rotation, which cannot be switched off again.

    Raises:
        ValueError: an address is needed and there is none, or Slack takes no such prefix.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("A prefix is up to 24 small letters, digits, - or _.")
    if public_url is None and (oauth or not socket):
        raise ValueError("Slack needs an address to call: give --public-url, or --socket without --oauth.")
    manifest = read_manifest()
    base_url = (public_url or "").rstrip("/")
    for command in manifest["features"]["slash_commands"]:
        command["command"] = _with_prefix(command["command"], prefix)
    _set_addresses(manifest, None if socket else base_url + _EVENTS_PATH)
    manifest["settings"]["socket_mode_enabled"] = socket
    if oauth:
        manifest["oauth_config"]["redirect_urls"] = [base_url + REDIRECT_PATH]
        manifest["settings"]["token_rotation_enabled"] = True
        manifest["settings"]["org_deploy_enabled"] = True
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=100)


def read_manifest() -> dict[str, Any]:
    """The manifest as it is kept, with an example for an address."""
    path = next(place for place in _PLACES if place.exists())
    manifest: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return manifest


def _with_prefix(command: str, prefix: str) -> str:
    return f"/{prefix}-{command.removeprefix('/')}" if prefix else command


def _set_addresses(manifest: dict[str, Any], address: str | None) -> None:
    """Put one address everywhere Slack calls us, or take all of them away."""
    settings = manifest["settings"]
    callers = [
        (settings["event_subscriptions"], "request_url"),
        (settings["interactivity"], "request_url"),
        *((command, "url") for command in manifest["features"]["slash_commands"]),
    ]
    for section, key in callers:
        if address is None:
            del section[key]
        else:
            section[key] = address
