"""What the engine's tables hold: JSON, to be read by people and refused where it is anything but plain values."""

import json
from typing import Any

from dbos import Serializer


class JsonSerializer(Serializer):
    """In the place of DBOS's own, which pickles."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_plain_error)

    def deserialize(cls, serialized_data: str) -> Any:
        value = json.loads(serialized_data)
        if isinstance(value, dict) and "error_name" in value:
            return RuntimeError(f"{value['error_name']}: {value['error_message']}")
        return value

    def name(self) -> str:
        return "retouch_json"


def _plain_error(value: object) -> dict[str, str]:
    if isinstance(value, BaseException):
        return {"error_name": type(value).__name__, "error_message": str(value)}
    raise TypeError(f"{type(value).__name__} does not go into the engine's tables")
