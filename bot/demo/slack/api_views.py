"""``views.*``: modals and Home tabs."""

from bot.demo.slack.checks import check_view
from bot.demo.slack.hub import Hub
from bot.demo.slack.views import shown_view
from bot.demo.slack.wire import Arguments, Payload, SlackError


def open_view(hub: Hub, arguments: Arguments) -> Payload:
    """``views.open``."""
    return _shown(hub, hub.views.open(_trigger(arguments), _read_view(hub, arguments)))


def push(hub: Hub, arguments: Arguments) -> Payload:
    """``views.push``."""
    return _shown(hub, hub.views.push(_trigger(arguments), _read_view(hub, arguments)))


def update(hub: Hub, arguments: Arguments) -> Payload:
    """``views.update``, by id or by the app's own name for the view."""
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: view_id"])
    content = _read_view(hub, arguments)
    known_hash = arguments.text("hash")
    view = hub.views.update(content, view_id=view_id, external_id=external_id, known_hash=known_hash)
    return _shown(hub, view)


def publish(hub: Hub, arguments: Arguments) -> Payload:
    """``views.publish``: somebody's Home tab."""
    user_id = arguments.required("user_id")
    if user_id not in hub.conversations.members:
        raise SlackError("user_not_found")
    if not hub.installation.has_home_tab:
        raise SlackError("not_enabled")
    content = _read_view(hub, arguments, kind="home")
    return _shown(hub, hub.views.publish(user_id, content, known_hash=arguments.text("hash")))


def _trigger(arguments: Arguments) -> str:
    return arguments.text("trigger_id") or arguments.required("interactivity_pointer")


def _read_view(hub: Hub, arguments: Arguments, *, kind: str = "modal") -> Payload:
    return check_view(arguments.structure("view"), can_show=hub.files.can_show, kind=kind)


def _shown(hub: Hub, view: Payload) -> Payload:
    hub.changes.tell()
    return {"view": shown_view(view)}
