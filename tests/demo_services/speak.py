"""Small valid requests to both stand-in services, and how a client would send them."""

import asyncio
import base64
import io
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from PIL import Image, ImageDraw

from bot.demo.services.tasks import Workshop

KEY = "key-of-this-test"
WAIT_SECONDS = 10
EDIT_MODEL, OLD_EDIT_MODEL, REMIX_MODEL = "ideogram:4@3", "ideogram:3@3", "ideogram:3@2"
BOX = (30, 20, 90, 60)
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running service and a client to talk to it."""

    url: str
    workshop: Workshop
    session: aiohttp.ClientSession


def scene(size: tuple[int, int] = (120, 90)) -> Image.Image:
    """A picture with some light and dark, away from both ends of the scale."""
    return Image.merge("RGB", [Image.linear_gradient("L").resize(size).point(lambda v: 40 + v // 2)] * 3)


def mask(size: tuple[int, int] = (120, 90), *, marks: int = 255) -> Image.Image:
    """A mask with ``BOX`` marked in one colour, the rest in the other."""
    image = Image.new("L", size, 255 - marks)
    ImageDraw.Draw(image).rectangle((BOX[0], BOX[1], BOX[2] - 1, BOX[3] - 1), fill=marks)
    return image


def encoded(image: Image.Image, file_format: str = "PNG") -> str:
    """A picture as bare base64."""
    out = io.BytesIO()
    image.save(out, file_format)
    return base64.b64encode(out.getvalue()).decode()


def data_uri(image: Image.Image, file_format: str = "PNG") -> str:
    """A picture as a Data URI."""
    return f"data:image/{file_format.lower()};base64,{encoded(image, file_format)}"


def edit_task(**changes: object) -> Json:
    """A valid edit on Ideogram 3.0."""
    task: Json = {
        "taskType": "imageInference",
        "taskUUID": str(uuid.uuid4()),
        "model": EDIT_MODEL,
        "positivePrompt": 'a red sign reading "OPEN"',
        "deliveryMethod": "async",
        "outputFormat": "PNG",
        "includeCost": True,
        "inputs": {"seedImage": data_uri(scene()), "maskImage": data_uri(mask())},
    }
    return task | changes


def remix_task(**changes: object) -> Json:
    """A valid remix on Ideogram 2.0."""
    task = edit_task(
        model=REMIX_MODEL, width=512, height=1536, inputs={"referenceImages": [data_uri(scene())]}
    )
    return task | changes


def with_settings(task: Json, **settings: object) -> Json:
    """The task with settings of its provider."""
    return task | {"providerSettings": {"ideogram": settings}}


def inpainting(**changes: object) -> Json:
    """A valid request to Magnific: black marks."""
    body = {"image": encoded(scene()), "mask": encoded(mask(marks=0)), "prompt": 'a red sign reading "OPEN"'}
    return body | changes


def without(task: Json, key: str) -> Json:
    """The task with one key left out."""
    return {name: value for name, value in task.items() if name != key}


async def post(served: Served, body: object, headers: Mapping[str, str] | None = None) -> tuple[int, Json]:
    """Post one body to Runware with the right key."""
    headers = {"Authorization": f"Bearer {KEY}"} | dict(headers or {})
    headers.setdefault("Content-Type", "application/json")
    raw = io.BytesIO(json.dumps(body).encode())
    async with served.session.post(f"{served.url}/v1", data=raw, headers=headers) as response:
        return response.status, await response.json()


async def ask(served: Served, task: Json) -> Json:
    """The state of a task at Runware."""
    _, answer = await post(served, [{"taskType": "getResponse", "taskUUID": task["taskUUID"]}])
    return answer


async def finish(served: Served, task_id: str) -> None:
    """Wait until a task is through."""
    async with asyncio.timeout(WAIT_SECONDS):
        await served.workshop.tasks[task_id].finished.wait()


async def run(served: Served, task: Json) -> Json:
    """Submit a task to Runware and return its state when it is through."""
    status, answer = await post(served, [task])
    assert status == 200, answer
    await finish(served, task["taskUUID"])
    return await ask(served, task)


async def submit(served: Served, body: Json, key: str = KEY) -> tuple[int, Json]:
    """Post one body to Magnific."""
    url = f"{served.url}/v1/ai/ideogram-image-edit"
    async with served.session.post(url, json=body, headers={"x-magnific-api-key": key}) as response:
        return response.status, await response.json(content_type=None)


async def look(served: Served, task_id: str = "", key: str = KEY) -> tuple[int, Json]:
    """Read one task of Magnific, or the list."""
    url = f"{served.url}/v1/ai/ideogram-image-edit" + (f"/{task_id}" if task_id else "")
    async with served.session.get(url, headers={"x-magnific-api-key": key}) as response:
        return response.status, await response.json()


async def fetch(served: Served, url: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes, str]:
    """Download: status, content, content type."""
    async with served.session.get(url, headers=headers) as response:
        return response.status, await response.read(), response.content_type


async def is_lost(request: aiohttp.client._RequestContextManager) -> bool:
    """Whether a request ends with a broken connection instead of an answer."""
    try:
        async with request:
            return False
    except aiohttp.ClientConnectionError:
        return True
