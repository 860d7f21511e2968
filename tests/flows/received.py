"""What a stand-in service received, put so that it can be held against the table: leaves by their path."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image, ImageColor

from bot.demo.services.tasks import Workshop as Service
from tests.flows.house import House, encode
from tests.flows.wire_table import (
    BLACK_IS_EDITED,
    CALLBACK,
    COLOURS,
    MARKED,
    MASK,
    SIZE,
    TASK_UUID,
    WHITE_IS_EDITED,
)

Body = Mapping[str, Any]


def named_picture(name: str) -> tuple[str, bytes]:
    """A picture of the table, as a file to attach."""
    return name, encode(_mask() if name == MASK else Image.new("RGB", SIZE, COLOURS[name]))


def submits(house: House, service_name: str) -> list[Body]:
    """Every body that a service was sent to make pictures from, as it came in, pictures folded."""
    service: Service = getattr(house, service_name)
    if service_name == "magnific":
        return [request.body for request in service.requests if request.method == "POST"]
    tasks = [request.body[-1] for request in service.requests if isinstance(request.body, list)]
    return [task for task in tasks if task.get("taskType") == "imageInference"]


def picture_at(house: House, service_name: str, folded: Mapping[str, Any]) -> bytes:
    """The file that a body carried, of which the record keeps size and digest."""
    service: Service = getattr(house, service_name)
    return service.sent_pictures[folded["sha256"]]


def leaves_by_prompt(house: House, service_name: str) -> dict[str, dict[str, object]]:
    """Each body as ``{"providerSettings.ideogram.magicPrompt": "ON", …}``, pictures by their names.

    Raises:
        AssertionError: two of one prompt, a task UUID or a callback address that is none.
    """
    found: dict[str, dict[str, object]] = {}
    for body in submits(house, service_name):
        leaves = dict(_leaves(house, body, service_name=service_name))
        prompt = str(leaves.get("positivePrompt", leaves.get("prompt")))
        assert prompt not in found, "submitted twice"
        found[prompt] = leaves
    return found


def _leaves(house: House, body: Body, *, service_name: str, prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in body.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping) and "sha256" not in value:
            yield from _leaves(house, value, service_name=service_name, prefix=f"{path}.")
        else:
            yield path, _value(house, path, value, service_name=service_name)


def _value(house: House, path: str, value: Any, *, service_name: str) -> object:
    if path == "taskUUID":
        assert UUID(value).version == 4
        return TASK_UUID
    if path in {"webhookURL", "webhook_url"}:
        assert value.startswith(f"{house.app_url}/callbacks/{service_name}/")
        return CALLBACK
    if isinstance(value, list):
        return [_value(house, f"{path}[]", item, service_name=service_name) for item in value]
    if isinstance(value, Mapping) and "sha256" in value:
        assert value["form"] == {"runware": "data:image/png", "magnific": "base64"}[service_name]
        return _name_of(picture_at(house, service_name, value))
    return value


def _name_of(content: bytes) -> str:
    """Which picture of the table this is, pixel for pixel."""
    image = Image.open(BytesIO(content)).convert("RGB")
    known = {
        WHITE_IS_EDITED: _mask().convert("RGB"),
        BLACK_IS_EDITED: Image.eval(_mask(), lambda level: 255 - level).convert("RGB"),
        **{name: Image.new("RGB", SIZE, ImageColor.getrgb(colour)) for name, colour in COLOURS.items()},
    }
    for name, picture in known.items():
        if picture.size == image.size and picture.tobytes() == image.tobytes():
            return name
    return f"an unknown picture of {image.size}"


def _mask() -> Image.Image:
    image = Image.new("L", SIZE, 0)
    image.paste(255, MARKED)
    return image
