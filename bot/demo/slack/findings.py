"""What is wrong with blocks or a view, in Slack's wording and with a pointer to the place."""

from collections.abc import Callable, Collection
from typing import Any

from bot.demo.slack.wire import Payload

CanShow = Callable[[Payload], bool]

MARKDOWN_OR_PLAIN = ("mrkdwn", "plain_text")
PLAIN_ONLY = ("plain_text",)


class Findings:
    """Collects faults; empty means that Slack would take it. ``can_show`` judges a ``slack_file``."""

    def __init__(self, *, can_show: CanShow) -> None:
        self.can_show = can_show
        self.messages: list[str] = []
        self.text_length = 0

    def add(self, fault: str, where: str) -> None:
        """Note one fault at a JSON pointer."""
        self.messages.append(f"[ERROR] {fault} [json-pointer:{where}]")

    def is_object(self, value: Any, where: str) -> bool:
        """Whether this can be looked into at all."""
        if isinstance(value, dict):
            return True
        self.add("should be an object", where)
        return False

    def keys(
        self, value: Payload, where: str, *, required: Collection[str], optional: Collection[str]
    ) -> None:
        """Nothing missing, nothing that Slack does not know."""
        for name in required:
            if value.get(name) is None:
                self.add(f"missing required field: {name}", where)
        for name in value:
            if name not in required and name not in optional and name != "type":
                self.add(f"invalid additional property: {name}", where)

    def string(self, value: Any, where: str, *, most: int, least: int = 0) -> None:
        """A string of bounded length; None (not given) is fine."""
        if value is None:
            return
        if not isinstance(value, str):
            self.add("should be a string", where)
        elif len(value) > most:
            self.add(f"must be less than {most + 1} characters", where)
        elif len(value) < least:
            self.add(f"must be more than {least - 1} characters", where)

    def length(self, value: Any, where: str, *, most: int, least: int = 1) -> list[Any]:
        """A list of bounded length; returns it, or an empty one where it is none."""
        if not isinstance(value, list):
            self.add("should be a list", where)
            return []
        if len(value) > most:
            self.add(f"no more than {most} items allowed", where)
        if len(value) < least:
            self.add(f"must provide at least {least} items", where)
        return value

    def text(self, value: Any, where: str, *, most: int, kinds: Collection[str] = PLAIN_ONLY) -> None:
        """A text object; None (not given) is fine."""
        if value is None or not self.is_object(value, where):
            return
        kind = value.get("type")
        if kind not in kinds:
            self.add(f"must be a valid enum value: {' or '.join(kinds)}", f"{where}/type")
            return
        optional = ("emoji",) if kind == "plain_text" else ("verbatim",)
        self.keys(value, where, required=("text",), optional=optional)
        self.string(value.get("text"), f"{where}/text", most=most, least=1)
        self.text_length += len(str(value.get("text", "")))

    def choice(self, value: Any, where: str, allowed: Collection[str]) -> None:
        """One of a few words; None (not given) is fine."""
        if value is not None and value not in allowed:
            self.add(f"must be a valid enum value: {', '.join(sorted(allowed))}", where)

    def flags(self, value: Payload, where: str, names: Collection[str]) -> None:
        """True or false, where they are given at all."""
        for name in names:
            if not isinstance(value.get(name, False), bool):
                self.add("should be a boolean", f"{where}/{name}")

    def number(self, value: Any, where: str, *, least: int, most: int) -> None:
        """A whole number within bounds; None (not given) is fine."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (is_whole and least <= value <= most):
            self.add(f"must be between {least} and {most}", where)

    def unique(self, values: Collection[Any], where: str, name: str) -> None:
        """No two the same."""
        seen: set[Any] = set()
        for value in values:
            if value is not None and value in seen:
                self.add(f"`{name}` already exists: {value}", where)
            seen.add(value)
