"""The shapes that Slack's requests have. Bolt's own readers trust them, so nothing else may reach Bolt."""

from handlers.payloads import Payload

_TEXT = (str,)
_OBJECT = (dict,)
_NAMED = (dict, str)  # an id, or an object with an ``id``
_SHAPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("type", "subtype", "callback_id", "command", "text", "ts", "thread_ts"), _TEXT),
    **dict.fromkeys(("team_id", "user_id", "channel_id", "enterprise_id", "bot_id", "app_id"), _TEXT),
    **dict.fromkeys(("trigger_id", "response_url", "app_installed_team_id", "user_team"), _TEXT),
    **dict.fromkeys(("event", "view", "message", "previous_message", "container"), _OBJECT),
    **dict.fromkeys(("user", "team", "channel", "enterprise"), _NAMED),
    **dict.fromkeys(("actions", "authorizations", "files", "response_urls"), (list,)),
}


def shaped(payload: Payload) -> Payload:
    """The payload less its nulls, which say no more than a missing key.

    Raises:
        TypeError: something in it is not what Slack sends under that name.
    """
    found = {key: value for key, value in payload.items() if value is not None}
    for key, kinds in _SHAPES.items():
        value = found.get(key, kinds[0]())
        if not isinstance(value, kinds):
            raise TypeError(f"{key} has another shape")
        if isinstance(value, dict) and key in found:
            found[key] = shaped(value)
            if kinds is _NAMED and not isinstance(found[key].get("id", ""), str):
                raise TypeError(f"{key} has a name of another shape")
        elif isinstance(value, list) and not all(isinstance(entry, dict) for entry in value):
            raise TypeError(f"{key} holds something else than objects")
    for installation in found.get("authorizations", []):
        shaped(installation)
    _check_names(found)
    return found


def _check_names(payload: Payload) -> None:
    """A press names its button, an event and a view say what they are."""
    for action in payload.get("actions", [{"action_id": ""}]) or [{}]:
        if not isinstance(action.get("action_id"), str):
            raise TypeError("a press on nothing")
    for key in ("event", "view"):
        if key in payload and "type" not in payload[key]:
            raise TypeError(f"{key} without a type")
