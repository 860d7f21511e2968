"""What the stand-in for Runware answers to those who keep its rules."""

import base64
import io
import uuid

import numpy as np
import pytest
from PIL import Image

from bot.demo.services.faults import Armed, Fault
from tests.demo_services.conftest import Inbox, Start
from tests.demo_services.speak import (
    BOX,
    EDIT_MODEL,
    OLD_EDIT_MODEL,
    Json,
    Served,
    ask,
    data_uri,
    edit_task,
    fetch,
    finish,
    mask,
    post,
    remix_task,
    run,
    scene,
    with_settings,
)


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


async def test_an_edit_is_acknowledged_worked_on_and_finished(start_runware: Start) -> None:
    runware = await start_runware(delay_seconds=0.2)
    task = edit_task()

    _, acknowledged = await post(runware, [task])
    at_first = await ask(runware, task)
    await finish(runware, task["taskUUID"])
    at_last = await ask(runware, task)

    name = {"taskType": "imageInference", "taskUUID": task["taskUUID"]}
    assert acknowledged == {"data": [name]}
    assert at_first == {"data": [name | {"status": "processing"}]}
    [item] = at_last["data"]
    assert item | name == item
    assert item["status"] == "success"
    assert uuid.UUID(item["imageUUID"]).version == 4
    assert 0 <= item["seed"] < 2**31
    assert item["cost"] == 0.06


async def test_the_marked_part_changes_much_and_the_rest_a_little_everywhere(runware: Served) -> None:
    before = np.asarray(scene()).astype(int)

    answer = await run(runware, edit_task())

    _, content, kind = await fetch(runware, answer["data"][0]["imageURL"])
    after = np.asarray(opened(content)).astype(int)
    difference = np.abs(after - before).max(axis=2)
    marked = np.asarray(mask()) == 255
    assert kind == "image/png"
    assert difference[marked].mean() > 25
    assert set(np.unique(difference[~marked])) == {1, 2}


async def test_a_remix_has_the_size_asked_for(runware: Served) -> None:
    answer = await run(runware, remix_task(width=1152, height=704))

    _, content, _ = await fetch(runware, answer["data"][0]["imageURL"])
    assert opened(content).size == (1152, 704)


async def test_results_come_one_by_one_each_with_its_own_seed_picture_and_bill(runware: Served) -> None:
    task = edit_task(numberResults=3)

    answer = await run(runware, task)

    items = answer["data"]
    pictures = [await fetch(runware, item["imageURL"]) for item in items]
    assert len({item["imageUUID"] for item in items}) == 3
    assert len({item["seed"] for item in items}) == 3
    assert len({content for _, content, _ in pictures}) == 3
    assert runware.workshop.billed == {task["taskUUID"]: 180_000}
    assert runware.workshop.balance_micros == 50_000_000 - 180_000


async def test_without_async_delivery_the_answer_holds_the_results(runware: Served) -> None:
    status, answer = await post(runware, [edit_task(deliveryMethod="sync")])

    assert status == 200
    assert answer["data"][0]["status"] == "success"


async def test_the_cost_is_told_only_when_asked_for_but_always_billed(runware: Served) -> None:
    task = edit_task(includeCost=False)

    answer = await run(runware, task)

    assert "cost" not in answer["data"][0]
    assert runware.workshop.billed == {task["taskUUID"]: 60_000}


PRICES = [
    (edit_task(model=OLD_EDIT_MODEL), "TURBO", 0.05),
    (edit_task(model=OLD_EDIT_MODEL), "DEFAULT", 0.08),
    (edit_task(model=OLD_EDIT_MODEL), "QUALITY", 0.08),
    (edit_task(), "TURBO", 0.03),
    (edit_task(), "DEFAULT", 0.06),
    (edit_task(), "QUALITY", 0.09),
    (remix_task(), "TURBO", 0.05),
    (remix_task(), "QUALITY", 0.08),
]


@pytest.mark.parametrize(("task", "speed", "price"), PRICES)
async def test_a_dry_run_prices_a_task_without_running_it(
    runware: Served, task: Json, speed: str, price: float
) -> None:
    task = with_settings(task | {"numberResults": 2}, renderingSpeed=speed)

    status, answer = await post(runware, [task], {"X-Runware-Dry-Run": "1"})

    assert status == 200
    assert answer["data"][0]["cost"] == pytest.approx(2 * price)
    assert runware.workshop.tasks == {}


@pytest.mark.parametrize(("speed", "price"), [("TURBO", 0.1), ("DEFAULT", 0.15), ("QUALITY", 0.2)])
async def test_a_character_costs_more(runware: Served, speed: str, price: float) -> None:
    task = with_settings(edit_task(), renderingSpeed=speed, characterReferenceImages=[data_uri(scene())])

    answer = await run(runware, task)

    assert answer["data"][0]["cost"] == price


@pytest.mark.parametrize(
    ("file_format", "kind"), [("PNG", "image/png"), ("JPG", "image/jpeg"), ("WEBP", "image/webp")]
)
async def test_results_come_in_the_format_asked_for(runware: Served, file_format: str, kind: str) -> None:
    answer = await run(runware, edit_task(outputFormat=file_format))

    _, content, served_as = await fetch(runware, answer["data"][0]["imageURL"])
    assert served_as == kind
    assert Image.MIME[opened(content).format or ""] == kind


async def test_results_can_come_inside_the_answer(runware: Served) -> None:
    encoded = await run(runware, edit_task(outputType="base64Data"))
    uri = await run(runware, edit_task(outputType="dataURI", outputFormat="JPG"))

    assert opened(base64.b64decode(encoded["data"][0]["imageBase64Data"])).format == "PNG"
    assert uri["data"][0]["imageDataURI"].startswith("data:image/jpeg;base64,")
    assert "imageURL" not in encoded["data"][0] | uri["data"][0]


async def test_an_address_works_without_a_key_until_it_expires(start_runware: Start) -> None:
    now = [1_000_000.0]
    runware = await start_runware(clock=lambda: now[0])
    answer = await run(runware, edit_task(ttl=60))
    url = answer["data"][0]["imageURL"]

    in_time, _, _ = await fetch(runware, url)
    with_key, _, _ = await fetch(runware, url, {"Authorization": "Bearer x"})
    changed, _, _ = await fetch(runware, url[:-1] + ("0" if url[-1] != "0" else "1"))
    bare, _, _ = await fetch(runware, url.partition("?")[0])
    now[0] += 61
    too_late, _, _ = await fetch(runware, url)

    assert (in_time, with_key, changed, bare, too_late) == (200, 400, 403, 403, 403)


async def test_a_result_can_be_the_next_picture_by_its_uuid(runware: Served) -> None:
    first = await run(runware, edit_task())
    picture_id = first["data"][0]["imageUUID"]

    status, _ = await post(
        runware, [edit_task(inputs={"seedImage": picture_id, "maskImage": data_uri(mask())})]
    )

    assert status == 200


@pytest.mark.parametrize("safety", [{"checkContent": True}, {"mode": "fast"}])
async def test_with_the_safety_check_results_are_flagged_and_still_billed(
    runware: Served, safety: dict[str, object]
) -> None:
    task = edit_task(positivePrompt="something NSFW", safety=safety)

    flagged = await run(runware, task)
    clean = await run(runware, edit_task(safety=safety))
    unchecked = await run(runware, edit_task(positivePrompt="something NSFW"))

    assert flagged["data"][0]["NSFWContent"] is True
    assert runware.workshop.billed[task["taskUUID"]] == 60_000
    assert clean["data"][0]["NSFWContent"] is False
    assert "NSFWContent" not in unchecked["data"][0]


async def test_a_task_nobody_knows_is_not_found(runware: Served) -> None:
    status, answer = await post(runware, [{"taskType": "getResponse", "taskUUID": str(uuid.uuid4())}])

    assert status == 404
    assert answer["errors"][0]["code"] == "taskNotFound"


async def test_details_repeat_request_and_response(runware: Served) -> None:
    task = edit_task()
    answer = await run(runware, task)

    _, details = await post(runware, [{"taskType": "getTaskDetails", "taskUUID": task["taskUUID"]}])

    [item] = details["data"]
    assert item["request"][0]["positivePrompt"] == task["positivePrompt"]
    assert item["response"] == answer


async def test_the_account_shows_what_is_left(runware: Served) -> None:
    await run(runware, edit_task())

    _, answer = await post(
        runware,
        [{"taskType": "accountManagement", "taskUUID": str(uuid.uuid4()), "operation": "getDetails"}],
    )

    assert answer["data"][0]["balance"] == {"amount": 49.94, "freeBalance": 0, "currency": "USD"}


async def test_an_empty_account_buys_nothing(start_runware: Start) -> None:
    runware = await start_runware(balance_micros=100_000)

    status, answer = await post(runware, [edit_task(numberResults=2)])

    assert status == 402
    assert answer["errors"][0]["code"] == "insufficientCredits"
    assert runware.workshop.tasks == {}


async def test_a_finished_picture_is_put_to_the_upload_address(runware: Served, inbox: Inbox) -> None:
    answer = await run(runware, edit_task(uploadEndpoint=f"{inbox.url}/bucket/a.png?signature=x"))

    delivery = await inbox.next()
    _, content, _ = await fetch(runware, answer["data"][0]["imageURL"])
    assert (delivery.method, delivery.headers["Content-Type"]) == ("PUT", "image/png")
    assert await delivery.read() == content


async def test_the_same_seed_of_the_service_gives_the_same_results(start_runware: Start) -> None:
    task = edit_task(numberResults=2)
    one, other, different = (
        await start_runware(seed=7),
        await start_runware(seed=7),
        await start_runware(seed=8),
    )

    answers = [await run(service, task) for service in (one, other, different)]

    pictures = [
        await fetch(service, answer["data"][0]["imageURL"])
        for service, answer in zip((one, other, different), answers, strict=True)
    ]
    names = [[(item["imageUUID"], item["seed"]) for item in answer["data"]] for answer in answers]
    assert names[0] == names[1] != names[2]
    assert pictures[0] == pictures[1] != pictures[2]


async def test_requests_are_recorded_without_the_key_and_with_pictures_folded(runware: Served) -> None:
    await post(runware, [edit_task()])

    [received] = runware.workshop.requests
    assert isinstance(received.body, list)
    [task] = received.body
    folded = task["inputs"]["maskImage"]
    assert "Authorization" not in received.headers
    assert task["model"] == EDIT_MODEL
    assert folded["form"] == "data:image/png"
    assert opened(runware.workshop.sent_pictures[folded["sha256"]]).getbbox() == BOX
    assert folded["size_bytes"] == len(runware.workshop.sent_pictures[folded["sha256"]])


async def test_the_pixels_of_long_gone_results_are_given_up_but_not_their_record(
    start_runware: Start,
) -> None:
    runware = await start_runware(delay_seconds=0)
    runware.workshop.faults.arm(Armed(fault=Fault.BAD_BYTES, times=None))
    tasks = [edit_task(numberResults=20) for _ in range(11)]

    answers = [await run(runware, task) for task in tasks]

    oldest, newest = answers[0]["data"][0], answers[-1]["data"][-1]
    assert (await fetch(runware, oldest["imageURL"]))[0] == 404
    assert (await fetch(runware, newest["imageURL"]))[0] == 200
    assert await ask(runware, tasks[0]) == answers[0]
    assert runware.workshop.tasks[tasks[0]["taskUUID"]].results[0].content == b""
