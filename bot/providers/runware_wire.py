"""The body of one submit to Runware, from the catalogue's wire names."""

from typing import Any, Literal

from bot.catalogue import Field, Kind, Parameter, Value
from bot.providers import wire
from bot.providers.base import Submission

_SINGLE_PICTURES = frozenset({"inputs.seedImage", "inputs.maskImage"})


def to_wire(submission: Submission, *, mask_edit: Literal["white", "black"]) -> list[dict[str, Any]]:
    """The JSON body of one submit: always a list, of one task.

    Masks arrive with 255 meaning "may change"; where black means "edit" they are inverted. Pictures go as
    data URIs: bare base64 has been mistaken for a file path by the service's own client.
    """
    model = submission.model
    pictures = wire.pictures_of(submission, is_mask_black=mask_edit == "black")
    values: dict[Field, Value] = {
        Field.OUTPUT_FORMAT: "PNG",  # the service's own default loses quality
        **submission.parameters,
        Field.PROMPT: submission.prompt,
        Field.COUNT: submission.number_results,
    }
    task: dict[str, Any] = {
        "taskType": "imageInference",
        "taskUUID": str(submission.task_uuid),
        "model": model.service_id,
        "outputType": "URL",
        "deliveryMethod": "async",
        "includeCost": True,
    }
    if submission.callback_url is not None:
        task["webhookURL"] = submission.callback_url
    for name, parameter in model.parameters.items():
        if not parameter.wire:
            continue
        if name in pictures:
            uris = [wire.data_uri(content) for content in pictures[name]]
            wire.put(task, parameter.wire, uris[0] if parameter.wire in _SINGLE_PICTURES else uris)
        elif name in values:
            _put_value(task, parameter, values[name])
    return [task]


def _put_value(task: dict[str, Any], parameter: Parameter, value: Value) -> None:
    if parameter.kind is Kind.SIZE:
        for path, length_px in zip(parameter.wire.split(","), wire.read_size(value), strict=True):
            wire.put(task, path, length_px)
    elif parameter.kind is Kind.PALETTE:
        wire.put(task, parameter.wire, _palette(value))
    elif isinstance(value, tuple):
        wire.put(task, parameter.wire, value[0] if parameter.max_items == 1 else list(value))
    else:
        wire.put(task, parameter.wire, value)


def _palette(value: Value) -> dict[str, Any]:
    palette = wire.read_palette(value)
    if isinstance(palette, str):
        return {"name": palette}
    return {
        "members": [
            {"colorHex": each.color_hex}
            | ({} if each.color_weight is None else {"colorWeight": each.color_weight})
            for each in palette
        ]
    }
