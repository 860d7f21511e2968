"""Valid values for the tests of the services; a test overrides what it is about."""

from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from bot.catalogue import Model, Verb, get_model
from bot.providers.base import Submission
from bot.providers.http import Patience

TASK = UUID("d01113cd-fe21-4a0f-a480-706372b78c09")
TASK_ID = str(TASK)
QUICK = Patience(
    connect_seconds=1.0,
    silence_seconds=0.3,
    total_seconds=0.8,
    attempts=3,
    first_pause_seconds=0.01,
    longest_pause_seconds=0.05,
)
# Enough for a busy machine, where nothing is meant to go wrong.
CALM = Patience(first_pause_seconds=0.01, longest_pause_seconds=0.05)


def picture(
    kind: str = "PNG", *, mode: str = "RGB", size: tuple[int, int] = (64, 48), color: Any = "teal"
) -> bytes:
    out = BytesIO()
    Image.new(mode, size, color).save(out, kind)
    return out.getvalue()


def mask(*, size: tuple[int, int] = (64, 48)) -> bytes:
    """The left half may change."""
    image = Image.new("L", size, 0)
    image.paste(255, (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def model(key: str) -> Model:
    return get_model(key, Verb.REMIX if key == "remix" else Verb.EDIT)


def make_submission(key: str = "3", **changes: Any) -> Submission:
    wanted = model(key)
    values: dict[str, Any] = {
        "task_uuid": TASK,
        "model": wanted,
        "prompt": "a red door",
        "parameters": {},
        "number_results": 1,
        "seed_image": picture(),
        "mask": mask() if wanted.verb is Verb.EDIT else None,
    }
    return Submission(**(values | changes))
