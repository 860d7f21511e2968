"""The stand-in for Magnific: what it refuses, and what it answers to those who keep its rules."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.demo_services.conftest import Start
from tests.demo_services.speak import (
    Json,
    Served,
    data_uri,
    encoded,
    fetch,
    finish,
    inpainting,
    look,
    mask,
    scene,
    submit,
)

REFUSALS: dict[str, tuple[Json, str]] = {
    "no image": ({"mask": "AAAA", "prompt": "x"}, "image"),
    "no prompt": ({"image": "AAAA", "mask": "AAAA"}, "prompt"),
    "empty prompt": (inpainting(prompt=""), "prompt"),
    "several results": (inpainting(num_images=2), "num_images"),
    "a preset": (inpainting(style_preset="BAUHAUS"), "style_preset"),
    "a negative prompt": (inpainting(negative_prompt="x"), "negative_prompt"),
    "flash": (inpainting(rendering_speed="FLASH"), "rendering_speed"),
    "fiction": (inpainting(style_type="FICTION"), "style_type"),
    "magic in small letters": (inpainting(magic_prompt="auto"), "magic_prompt"),
    "a code as text": (inpainting(style_codes="1A2B3C4D"), "style_codes"),
    "a short code": (inpainting(style_codes=["1A2B"]), "style_codes"),
    "codes with a style": (inpainting(style_codes=["1A2B3C4D"], style_type="AUTO"), "style_type"),
    "codes with references": (
        inpainting(style_codes=["1A2B3C4D"], style_reference_images=[encoded(scene())]),
        "style_reference_images",
    ),
    "a character without style": (inpainting(character_reference_images=[encoded(scene())]), "style_type"),
    "two characters": (
        inpainting(character_reference_images=[encoded(scene())] * 2, style_type="AUTO"),
        "character_reference_images",
    ),
    "both palettes": (
        inpainting(color_palette={"name": "EMBER", "members": [{"color_hex": "#FF5733"}]}),
        "color_palette",
    ),
    "an empty palette": (inpainting(color_palette={}), "color_palette"),
    "an unknown palette": (inpainting(color_palette={"name": "ASHES"}), "color_palette.name"),
    "a member in camel case": (
        inpainting(color_palette={"members": [{"colorHex": "#FF5733"}]}),
        "color_palette.members",
    ),
    "a heavy member": (
        inpainting(color_palette={"members": [{"color_hex": "#FF5733", "color_weight": 2}]}),
        "color_palette.members",
    ),
    "a negative seed": (inpainting(seed=-1), "seed"),
    "a large seed": (inpainting(seed=2**31), "seed"),
    "a fractional seed": (inpainting(seed=1.5), "seed"),
    "a callback nowhere": (inpainting(webhook_url="nowhere"), "webhook_url"),
    "a data uri": (inpainting(image=data_uri(scene())), "image"),
    "an address out of reach": (inpainting(image="https://files.example/a.png"), "image"),
    "a bitmap": (inpainting(image=encoded(scene(), "BMP")), "image"),
    "a mask of another size": (inpainting(mask=encoded(mask((90, 120), marks=0))), "mask"),
    "a grey mask": (inpainting(mask=encoded(mask().point(lambda level: 255 - level // 2))), "mask"),
    "a white mask": (inpainting(mask=encoded(Image.new("L", (120, 90), 255))), "mask"),
    "no reference": (inpainting(style_reference_images=["AAAA"]), "style_reference_images"),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_what_breaks_a_rule_is_refused_by_name_and_makes_no_task(magnific: Served, name: str) -> None:
    body, parameter = REFUSALS[name]

    status, answer = await submit(magnific, body)

    assert status == 400
    assert answer["message"]
    assert parameter in [invalid["name"] for invalid in answer["invalid_params"]]
    assert magnific.workshop.tasks == {}


@pytest.mark.parametrize(
    "body",
    [
        inpainting(
            rendering_speed="QUALITY",
            magic_prompt="OFF",
            style_type="REALISTIC",
            style_reference_images=[encoded(scene(), "JPEG")] * 3,
            character_reference_images=[encoded(scene(), "WEBP")],
            color_palette={"members": [{"color_hex": "#f53", "color_weight": 0.333}]},
            seed=2**31 - 1,
        ),
        inpainting(style_codes=["1A2B3C4D", "00ff00ff"], color_palette={"name": "MELON"}),
        inpainting(prompt="a" * 5000),
    ],
)
async def test_what_the_page_allows_is_accepted(magnific: Served, body: Json) -> None:
    status, _ = await submit(magnific, body)

    assert status == 200


async def test_a_submit_is_answered_at_once_and_shows_its_picture_later(start_magnific: Start) -> None:
    magnific = await start_magnific(delay_seconds=0.2)

    status, created = await submit(magnific, inpainting())
    task_id = created["data"]["task_id"]
    await finish(magnific, task_id)
    _, completed = await look(magnific, task_id)

    assert (status, created) == (200, {"data": {"task_id": task_id, "status": "CREATED", "generated": []}})
    assert completed["data"]["status"] == "COMPLETED"
    [url] = completed["data"]["generated"]
    assert "?token=exp=" in url
    assert (await fetch(magnific, url))[2] == "image/jpeg"


async def test_black_is_what_changes(start_magnific: Start) -> None:
    magnific = await start_magnific(file_format="PNG")
    before = np.asarray(scene()).astype(int)

    _, created = await submit(magnific, inpainting())

    await finish(magnific, created["data"]["task_id"])
    _, completed = await look(magnific, created["data"]["task_id"])
    _, content, _ = await fetch(magnific, completed["data"]["generated"][0])
    difference = np.abs(np.asarray(Image.open(io.BytesIO(content))).astype(int) - before).max(axis=2)
    marked = np.asarray(mask(marks=0)) == 0
    assert difference[marked].mean() > 25
    assert difference[~marked].max() == 2


async def test_the_seed_decides_the_picture(start_magnific: Start) -> None:
    magnific = await start_magnific(file_format="PNG")

    pictures = []
    for seed in (5, 5, 6):
        _, created = await submit(magnific, inpainting(seed=seed))
        await finish(magnific, created["data"]["task_id"])
        _, shown = await look(magnific, created["data"]["task_id"])
        pictures.append((await fetch(magnific, shown["data"]["generated"][0]))[1])

    assert pictures[0] == pictures[1] != pictures[2]


async def test_the_list_names_every_task_newest_first_without_pictures(magnific: Served) -> None:
    ids = [(await submit(magnific, inpainting()))[1]["data"]["task_id"] for _ in range(3)]
    for task_id in ids:
        await finish(magnific, task_id)

    status, listed = await look(magnific)

    assert status == 200
    assert listed == {"data": [{"task_id": task_id, "status": "COMPLETED"} for task_id in reversed(ids)]}


async def test_a_repeated_submit_is_a_second_task_and_a_second_bill(magnific: Served) -> None:
    body = inpainting(rendering_speed="QUALITY")

    first, second = [(await submit(magnific, body))[1]["data"]["task_id"] for _ in range(2)]

    for task_id in (first, second):
        await finish(magnific, task_id)
    assert first != second
    assert magnific.workshop.billed == {first: 90_000, second: 90_000}


async def test_an_unknown_task_is_not_found(magnific: Served) -> None:
    status, answer = await look(magnific, "c1a0f9a2-0000-4000-8000-000000000000")

    assert (status, answer) == (404, {"message": "Not found"})


@pytest.mark.parametrize(("key", "message"), [("", "Missing API key"), ("other", "Invalid API key")])
async def test_every_address_wants_the_key(magnific: Served, key: str, message: str) -> None:
    answers = [
        await submit(magnific, inpainting(), key),
        await look(magnific, key=key),
        await look(magnific, "some-task", key),
    ]

    assert answers == [(401, {"message": message})] * 3


async def test_a_bearer_token_is_no_key(magnific: Served) -> None:
    url, headers = f"{magnific.url}/v1/ai/ideogram-image-edit", {"Authorization": "Bearer key-of-this-test"}

    async with magnific.session.get(url, headers=headers) as response:
        answer = await response.json()

    assert (response.status, answer) == (401, {"message": "Missing API key"})


@pytest.mark.parametrize(
    ("raw", "kind"), [(b"{", "application/json"), (b"[]", "application/json"), (b"{}", "text/plain")]
)
async def test_only_a_json_object_is_read(magnific: Served, raw: bytes, kind: str) -> None:
    headers: dict[str, Any] = {"x-magnific-api-key": "key-of-this-test", "Content-Type": kind}
    url = f"{magnific.url}/v1/ai/ideogram-image-edit"

    async with magnific.session.post(url, data=raw, headers=headers) as response:
        answer = await response.json()

    assert response.status == 400
    assert list(answer) == ["message"]


async def test_an_empty_account_buys_nothing(start_magnific: Start) -> None:
    magnific = await start_magnific(balance_micros=10)

    status, _ = await submit(magnific, inpainting())

    assert status == 402
    assert magnific.workshop.tasks == {}
