"""The app's own manifest is what the workspace goes by."""

from bot.demo.slack.api import METHODS
from bot.demo.slack.cast import read_installation
from bot.demo.stage import find_manifest


def test_the_manifest_grants_what_the_app_needs_and_no_more() -> None:
    installation = read_installation(find_manifest())

    assert installation.has_scope("chat:write")
    assert installation.has_scope("files:write")
    assert not installation.has_scope("channels:join")
    assert installation.hears("app_mention")
    assert not installation.hears("reaction_added")
    assert [command["command"] for command in installation.commands] == ["/edit", "/remix", "/usage"]


def test_without_a_manifest_everything_is_granted() -> None:
    installation = read_installation(None)

    assert all(installation.has_scope(method.scope) for method in METHODS.values())
