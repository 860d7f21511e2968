"""Slack's JSON: a payload, a refusal under Slack's own name, and the arguments of one call."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Payload = dict[str, Any]


class SlackError(Exception):
    """A refusal: ``name`` is what Slack calls it, ``messages`` point at the offending part of the JSON."""

    def __init__(self, name: str, *, messages: Sequence[str] = (), **extra: str) -> None:
        super().__init__(name)
        self.name = name
        self.messages = list(messages)
        self.extra = extra

    def payload(self) -> Payload:
        """The answer's body."""
        body: Payload = {"ok": False, "error": self.name, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class Arguments:
    """The values of one call; they come from the query, a form or JSON, structures as JSON text anywhere."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        """The value as text, empty where it was not given."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        """The value as text; refused where it is missing or empty."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """True for ``true`` and ``1`` in any spelling."""
        return self.text(name).lower() in {"true", "1"}

    def whole(self, name: str, default: int) -> int:
        """The value as an integer."""
        if name not in self.values:
            return default
        try:
            return int(self.text(name))
        except ValueError:
            raise SlackError("invalid_arguments", messages=[f"[ERROR] must be an integer: {name}"]) from None

    def structure(self, name: str, *, refusal: str = "invalid_arguments") -> Any:
        """The value as JSON; None where it was not given, ``refusal`` where it cannot be read."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(refusal, messages=[f"[ERROR] not JSON: {name}"]) from None
