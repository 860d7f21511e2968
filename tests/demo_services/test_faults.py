"""Everything the stand-in services can be told to do wrong, and that they do nothing wrong unasked."""

import asyncio
import io
from typing import Any

import aiohttp
import numpy as np
import pytest
from PIL import Image

from bot.demo.services.faults import Armed, Fault, Moment
from tests.demo_services.conftest import Inbox, Start
from tests.demo_services.speak import (
    Json,
    Served,
    ask,
    edit_task,
    fetch,
    finish,
    inpainting,
    look,
    mask,
    post,
    run,
    scene,
    submit,
)


def arm(served: Served, fault: Fault, **options: Any) -> None:
    served.workshop.faults.arm(Armed(fault=fault, **options))


async def loses_its_answer(served: Served, task: Json) -> bool:
    try:
        await post(served, [task])
    except aiohttp.ClientConnectionError:
        return True
    return False


def levels(content: bytes) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)


async def test_a_lost_answer_leaves_an_accepted_task(runware: Served) -> None:
    task = edit_task()
    arm(runware, Fault.LOSE_ANSWER)

    is_lost = await loses_its_answer(runware, task)

    await finish(runware, task["taskUUID"])
    assert is_lost
    assert (await ask(runware, task))["data"][0]["status"] == "success"
    assert (await post(runware, [task]))[1]["errors"][0]["code"] == "conflictTaskUUID"


async def test_a_lost_answer_of_magnific_leaves_a_task_on_the_list(magnific: Served) -> None:
    arm(magnific, Fault.LOSE_ANSWER)

    with pytest.raises(aiohttp.ClientConnectionError):
        await submit(magnific, inpainting())

    _, listed = await look(magnific)
    assert len(listed["data"]) == 1


async def test_a_connection_dropped_before_leaves_nothing(runware: Served) -> None:
    task = edit_task()
    arm(runware, Fault.DROP_BEFORE)

    is_lost = await loses_its_answer(runware, task)

    assert is_lost
    assert runware.workshop.tasks == {}
    assert (await post(runware, [task]))[0] == 200


async def test_a_hanging_answer_never_comes_though_the_task_runs(runware: Served) -> None:
    task = edit_task()
    arm(runware, Fault.HANG)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await post(runware, [task])

    await finish(runware, task["taskUUID"])
    assert runware.workshop.billed == {task["taskUUID"]: 60_000}


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.HTTP_429, 429, "rateLimitExceeded"),
        (Fault.HTTP_503, 503, "serviceUnavailable"),
        (Fault.HTTP_500, 500, "internalServerError"),
        (Fault.OUT_OF_CREDITS, 402, "insufficientCredits"),
        (Fault.MODEL_GONE, 404, "modelNotFound"),
    ],
)
async def test_refusals_of_runware_are_worded_and_accept_nothing(
    runware: Served, fault: Fault, status: int, code: str
) -> None:
    task = edit_task()
    arm(runware, fault)

    refused_with, answer = await post(runware, [task])

    assert (refused_with, answer["errors"][0]["code"]) == (status, code)
    assert runware.workshop.tasks == {}
    assert (await post(runware, [task]))[0] == 200


@pytest.mark.parametrize(
    ("fault", "status", "message"),
    [
        (Fault.HTTP_429, 429, "Too many requests"),
        (Fault.HTTP_503, 503, "Service Unavailable. Please try again later."),
        (Fault.HTTP_500, 500, "Internal Server Error"),
        (Fault.OUT_OF_CREDITS, 402, "Not enough credits"),
        (Fault.MODEL_GONE, 404, "Not found"),
    ],
)
async def test_refusals_of_magnific_are_worded_and_accept_nothing(
    magnific: Served, fault: Fault, status: int, message: str
) -> None:
    arm(magnific, fault)

    refusal = await submit(magnific, inpainting())

    assert refusal == (status, {"message": message})
    assert magnific.workshop.tasks == {}


async def test_a_busy_service_says_when_to_come_back(runware: Served) -> None:
    arm(runware, Fault.HTTP_429, retry_after_seconds=7)

    async with runware.session.post(f"{runware.url}/v1", json=[edit_task()]) as response:
        waits = response.headers["Retry-After"]

    assert waits == "7"


async def test_a_fault_meant_for_questions_leaves_submits_alone(runware: Served) -> None:
    task = edit_task()
    arm(runware, Fault.HTTP_503, at=Moment.ASK)

    submitted, _ = await post(runware, [task])
    asked = await ask(runware, task)

    assert submitted == 200
    assert asked["errors"][0]["code"] == "serviceUnavailable"


async def test_a_fault_meant_for_downloads_leaves_the_rest_alone(runware: Served) -> None:
    arm(runware, Fault.HTTP_503, at=Moment.FETCH)
    answer = await run(runware, edit_task())
    url = answer["data"][0]["imageURL"]

    statuses = [(await fetch(runware, url))[0] for _ in range(2)]

    assert statuses == [503, 200]


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Fault.REFUSE_CONTENT, "providerContentPolicyViolation"), (Fault.FAIL_TASK, "providerError")],
)
async def test_a_task_that_comes_to_nothing_is_not_billed(runware: Served, fault: Fault, code: str) -> None:
    task = edit_task(numberResults=2)
    arm(runware, fault)

    answer = await run(runware, task)

    assert answer["data"] == []
    assert [error["code"] for error in answer["errors"]] == [code, code]
    assert {error["status"] for error in answer["errors"]} == {"error"}
    assert runware.workshop.billed == {}


async def test_content_can_be_refused_in_the_answer_itself(runware: Served) -> None:
    arm(runware, Fault.REFUSE_CONTENT, at_once=True)

    status, answer = await post(runware, [edit_task()])

    assert (status, answer["errors"][0]["code"]) == (400, "providerContentPolicyViolation")
    assert runware.workshop.tasks == {}


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.REFUSE_CONTENT, "COMPLETED"), (Fault.FAIL_TASK, "FAILED")]
)
async def test_magnific_gives_no_reason_for_an_empty_answer(
    magnific: Served, fault: Fault, status: str
) -> None:
    arm(magnific, fault)

    _, created = await submit(magnific, inpainting())

    task_id = created["data"]["task_id"]
    await finish(magnific, task_id)
    assert (await look(magnific, task_id))[1]["data"] == {
        "task_id": task_id,
        "status": status,
        "generated": [],
    }
    assert magnific.workshop.billed == {}


async def test_in_a_partial_failure_the_good_ones_come_and_are_billed(runware: Served) -> None:
    task = edit_task(numberResults=4)
    arm(runware, Fault.PARTIAL_FAILURE, failing=3)

    answer = await run(runware, task)

    assert [item["status"] for item in answer["data"]] == ["success"]
    assert len(answer["errors"]) == 3
    assert runware.workshop.billed == {task["taskUUID"]: 60_000}


@pytest.mark.parametrize(
    ("fault", "options", "cost_micros"),
    [
        (Fault.DEARER_BILL, {}, 90_000),
        (Fault.CHEAPER_BILL, {}, 30_000),
        (Fault.DEARER_BILL, {"percent": 333}, 199_800),
    ],
)
async def test_a_bill_can_differ_from_the_price_list(
    runware: Served, fault: Fault, options: dict[str, int], cost_micros: int
) -> None:
    task = edit_task()
    arm(runware, fault, **options)

    answer = await run(runware, task)

    assert round(answer["data"][0]["cost"] * 1_000_000) == cost_micros
    assert runware.workshop.billed == {task["taskUUID"]: cost_micros}


async def test_a_slow_task_takes_longer_than_one_that_came_later(start_runware: Start, inbox: Inbox) -> None:
    runware = await start_runware(delay_seconds=0.1)
    slow, quick = edit_task(webhookURL=f"{inbox.url}/slow"), edit_task(webhookURL=f"{inbox.url}/quick")
    arm(runware, Fault.SLOW, factor=10)

    await post(runware, [slow])
    await post(runware, [quick])

    assert [(await inbox.next()).path, (await inbox.next()).path] == ["/quick", "/slow"]


async def one_picture(runware: Served, fault: Fault) -> tuple[int, bytes]:
    arm(runware, fault)
    answer = await run(runware, edit_task())
    status, content, _ = await fetch(runware, answer["data"][0]["imageURL"])
    return status, content


async def test_an_answer_can_have_the_wrong_size(runware: Served) -> None:
    _, content = await one_picture(runware, Fault.WRONG_SIZE_ANSWER)

    assert levels(content).shape == (67, 80, 3)


async def test_an_answer_can_change_nothing(runware: Served) -> None:
    _, content = await one_picture(runware, Fault.CHANGE_NOTHING)

    assert (levels(content) == np.asarray(scene())).all()


async def test_an_answer_can_change_what_was_to_stay(runware: Served) -> None:
    _, content = await one_picture(runware, Fault.WRONG_POLARITY)

    difference = np.abs(levels(content) - np.asarray(scene()).astype(int)).max(axis=2)
    marked = np.asarray(mask()) == 255
    assert difference[~marked].mean() > 10 > difference[marked].max()


async def test_an_answer_can_be_no_picture(runware: Served) -> None:
    status, content = await one_picture(runware, Fault.BAD_BYTES)

    assert status == 200
    assert content.startswith(b"<html>")


async def test_an_address_can_be_expired_from_the_start(runware: Served) -> None:
    status, _ = await one_picture(runware, Fault.EXPIRED_URL)

    assert status == 403


async def test_a_fault_is_used_up_by_as_many_tasks_as_ordered(runware: Served) -> None:
    arm(runware, Fault.FAIL_TASK, times=2)

    answers = [await run(runware, edit_task()) for _ in range(3)]

    assert [len(answer["data"]) for answer in answers] == [0, 0, 1]


async def test_a_lasting_fault_ends_when_it_is_cleared(runware: Served) -> None:
    arm(runware, Fault.HTTP_500, times=None)

    before = [(await post(runware, [edit_task()]))[0] for _ in range(3)]
    runware.workshop.faults.clear()
    after, _ = await post(runware, [edit_task()])

    assert (before, after) == ([500, 500, 500], 200)


async def test_faults_are_armed_listed_and_cleared_over_http(runware: Served) -> None:
    url = f"{runware.url}/_demo/faults"
    order = {"fault": "http_503", "times": 2, "at": "submit", "retry_after_seconds": 3}

    async with runware.session.post(url, json=order) as response:
        armed = await response.json()
    refused, _ = await post(runware, [edit_task()])
    async with runware.session.delete(url) as response:
        cleared = await response.json()
    taken, _ = await post(runware, [edit_task()])

    assert armed["faults"][0] | order == armed["faults"][0]
    assert cleared == {"faults": []}
    assert (refused, taken) == (503, 200)


@pytest.mark.parametrize(
    "order",
    [
        "fault",
        {},
        {"fault": "rain"},
        {"fault": "slow", "speed": 2},
        {"fault": "slow", "factor": 2.5},
        {"fault": "hang", "at": "night"},
        {"fault": "slow", "times": 0},
        {"fault": "slow", "factor": None},
        {"fault": "refuse_content", "at_once": 1},
    ],
)
async def test_an_order_without_sense_is_refused(runware: Served, order: object) -> None:
    async with runware.session.post(f"{runware.url}/_demo/faults", json=order) as response:
        answer = await response.json()

    assert response.status == 400
    assert answer["message"]
    assert runware.workshop.faults.listed() == []


async def test_the_drawer_shows_tasks_bills_requests_and_callbacks(runware: Served, inbox: Inbox) -> None:
    task = edit_task(webhookURL=inbox.url)
    await run(runware, task)
    await inbox.next()

    async with runware.session.get(f"{runware.url}/_demo/state") as response:
        state = await response.json()

    [shown] = state["tasks"]
    assert state["stand_in"] is True
    assert (shown["id"], shown["stage"], shown["billed_micros"]) == (task["taskUUID"], "finished", 60_000)
    assert (await fetch(runware, shown["pictures"][0]))[0] == 200
    assert len(state["requests"]) == 2
    assert "hang" in state["known_faults"]


async def test_a_service_going_down_lets_go_of_everything(start_runware: Start, inbox: Inbox) -> None:
    runware = await start_runware(delay_seconds=0.5)
    task = edit_task(deliveryMethod="sync", numberResults=2, webhookURL=inbox.url)
    waiting = asyncio.create_task(post(runware, [task]))
    await inbox.next()

    await runware.workshop.close()

    _, answer = await waiting
    assert [item["status"] for item in answer["data"]] == ["success", "processing"]
