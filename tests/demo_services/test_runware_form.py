"""How a request to the stand-in for Runware has to look before its task is read."""

import uuid

import pytest

from tests.demo_services.speak import KEY, Served, edit_task, post, without


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (edit_task(), "invalidRequest"),
        ([], "arrayLength"),
        ([edit_task(), edit_task()], "arrayLength"),
        (["x"], "invalidRequest"),
        ([edit_task(taskType="imageDream")], "unsupportedTaskType"),
        ([edit_task(taskUUID="not-a-uuid")], "invalidTaskUUID"),
        ([edit_task(taskUUID="6ba7b810-9dad-11d1-80b4-00c04fd430c8")], "invalidTaskUUID"),
        ([without(edit_task(), "taskUUID")], "missingTaskUUID"),
        ([edit_task(model="ideogram:9@9")], "modelNotFound"),
        ([{"taskType": "getResponse", "taskUUID": str(uuid.uuid4()), "seed": 1}], "unsupportedParameter"),
        ([{"taskType": "getResponse"}], "missingTaskUUID"),
        (
            [{"taskType": "accountManagement", "taskUUID": str(uuid.uuid4()), "operation": "delete"}],
            "invalidOperation",
        ),
    ],
)
async def test_the_form_of_a_request_is_checked(runware: Served, body: object, code: str) -> None:
    status, answer = await post(runware, body)

    assert status == 400
    assert answer["errors"][0]["code"] == code


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Authorization": ""}, "missingApiKey"),
        ({"Authorization": f"Basic {KEY}"}, "missingApiKey"),
        ({"Authorization": "Bearer other"}, "invalidApiKey"),
    ],
)
async def test_the_key_is_checked_before_the_task(
    runware: Served, headers: dict[str, str], code: str
) -> None:
    status, answer = await post(runware, [edit_task(seed=1)], headers)

    assert status == 401
    assert answer["errors"][0]["code"] == code


async def test_the_key_may_come_as_the_first_element_instead(runware: Served) -> None:
    login = {"taskType": "authentication", "apiKey": KEY}

    status, _ = await post(runware, [login, edit_task()], {"Authorization": ""})

    assert status == 200


async def test_a_body_that_is_not_sent_as_json_is_refused(runware: Served) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "text/plain"}

    async with runware.session.post(f"{runware.url}/v1", data=b"[]", headers=headers) as response:
        answer = await response.json()

    assert (response.status, answer["errors"][0]["code"]) == (400, "invalidContentType")


async def test_a_used_uuid_is_a_conflict_even_when_the_task_is_through(runware: Served) -> None:
    task = edit_task()
    await post(runware, [task])

    status, answer = await post(runware, [task])

    assert status == 400
    assert answer["errors"][0]["code"] == "conflictTaskUUID"
    assert len(runware.workshop.tasks) == 1


async def test_a_refused_task_leaves_its_uuid_free(runware: Served) -> None:
    task = edit_task(ttl=1)
    await post(runware, [task])

    status, _ = await post(runware, [without(task, "ttl")])

    assert status == 200
