"""Runware over real HTTP: what each answer to a submit, a question and a callback leads to."""

import json

import pytest
from aiohttp import web

from bot.errors import CallbackRefused, ProviderRejected, ProviderUnavailable, Reason, SubmissionUncertain
from bot.providers.base import Found
from bot.providers.runware import Runware
from tests.providers.values import CALM, QUICK, TASK, TASK_ID, make_submission

ACK = {"data": [{"taskType": "imageInference", "taskUUID": TASK_ID}]}
RESULT = {
    "taskType": "imageInference",
    "taskUUID": TASK_ID,
    "imageUUID": "e5c1b002-daff-4a1e-9846-e46bbe2cda03",
    "imageURL": "https://im.runware.ai/image/os/a23d05/ws/2/ii/e5c1b002-daff-4a1e-9846-e46bbe2cda03.jpg",
    "seed": 1627514637,
    "cost": 0.08,
}
UNKNOWN = {"errors": [{"code": "taskNotFound", "message": "no such task", "taskUUID": TASK_ID}]}


def error(code, **more):
    return {"errors": [{"code": code, "message": "words of the service", "taskUUID": TASK_ID, **more}]}


@pytest.fixture
def service(http, serve):
    """Runware with one fixed answer for each task type; keeps what it was sent."""

    async def start(*, patience=CALM, **answers):
        received = []

        async def answering(request):
            [task] = await request.json()
            received.append((task, request.headers.copy()))
            status, body = answers[task["taskType"]]
            headers = {"Retry-After": "20"} if status in {429, 503} else {}
            text = body if isinstance(body, str) else json.dumps(body)
            return web.Response(status=status, text=text, headers=headers)

        address = await serve(answering)
        runware = Runware(http, api_url=f"{address}/v1", api_key="key-1", patience=patience)
        return runware, received

    return start


async def test_a_submit_is_one_task_in_a_list_with_the_key_in_a_header(service):
    runware, received = await service(imageInference=(200, ACK))

    task_id = await runware.submit(make_submission("3"))

    [(task, headers)] = received
    assert task_id == runware.provider_task_id(TASK) == task["taskUUID"] == TASK_ID
    assert headers["Authorization"] == "Bearer key-1"
    assert headers["Content-Type"] == "application/json"
    assert "key-1" not in json.dumps(task)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, ACK),
        (200, {"data": [RESULT]}),
        (200, {"data": [{"taskUUID": TASK_ID.upper(), "status": "processing"}]}),
        (400, error("conflictTaskUUID")),
        (409, {"error": {"code": "conflictTaskUUID", "message": ""}, "taskUUID": TASK_ID}),
        (200, {"data": ACK["data"], **error("timeoutProvider")}),
    ],
)
async def test_a_submit_is_accepted_where_the_task_is_listed_or_its_uuid_is_in_use(service, status, body):
    runware, _ = await service(imageInference=(status, body))

    assert await runware.submit(make_submission("3")) == TASK_ID


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, error("invalidApiKey"), Reason.ACCESS),
        (401, "<html>no</html>", Reason.ACCESS),
        (403, {}, Reason.ACCESS),
        (402, {"error": "pay"}, Reason.CREDITS),
        (400, error("insufficientCredits"), Reason.CREDITS),
        (429, error("quotaExceeded"), Reason.CREDITS),
        (400, error("contentPolicyViolation"), Reason.CONTENT),
        (422, {"error": {"code": "", "message": "Prompt failed the safety check"}}, Reason.CONTENT),
        (400, error("modelNotFound"), Reason.MODEL_GONE),
        (400, error("invalidValue", parameter="model"), Reason.MODEL_GONE),
        (400, error("unsupportedParameter", parameter="width"), Reason.PARAMETER),
        (413, "too large", Reason.PARAMETER),
        (200, error("providerError"), Reason.FAILED),
        (404, "nothing here", Reason.FAILED),
        (301, "", Reason.FAILED),
    ],
)
async def test_a_refused_submit_is_final_and_says_why(service, status, body, reason):
    runware, received = await service(imageInference=(status, body))

    with pytest.raises(ProviderRejected) as caught:
        await runware.submit(make_submission("3"))

    assert caught.value.reason is reason
    assert len(received) == 1


async def test_a_refused_parameter_is_named(service):
    refusal = error("unsupportedParameter", parameter=["providerSettings.ideogram.styleType"])
    runware, _ = await service(imageInference=(400, refusal))

    with pytest.raises(ProviderRejected) as caught:
        await runware.submit(make_submission("3"))

    assert caught.value.parameter == "providerSettings.ideogram.styleType"


@pytest.mark.parametrize(
    ("status", "body", "seconds"),
    [
        (429, {}, 20.0),
        (503, "<html>busy</html>", 20.0),
        (503, error("noAvailableServer"), 20.0),
        (200, error("inferenceRateLimitExceeded"), None),
    ],
)
async def test_a_busy_service_has_not_taken_the_task_and_is_not_asked_twice(service, status, body, seconds):
    runware, received = await service(imageInference=(status, body))

    with pytest.raises(ProviderUnavailable) as caught:
        await runware.submit(make_submission("3"))

    assert caught.value.retry_after_seconds == seconds
    assert len(received) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {}),
        (500, error("internalServerError")),
        (502, "<html>bad gateway</html>"),
        (504, {}),
        (408, {}),
        (200, ""),
        (200, "half an ans"),
        (200, {"data": []}),
        (200, {"data": [RESULT | {"taskUUID": "59c61125-3d21-4bf0-a54b-66c851f8b951"}]}),
        (200, error("providerTimeout")),
    ],
)
async def test_an_answer_that_does_not_tell_leaves_the_submit_uncertain(service, status, body):
    runware, received = await service(imageInference=(status, body))

    with pytest.raises(SubmissionUncertain):
        await runware.submit(make_submission("3"))

    assert len(received) == 1


async def test_a_dropped_answer_leaves_the_submit_uncertain(http, talk):
    async def drop(reader, writer):
        await reader.readuntil(b"\r\n\r\n")

    runware = Runware(http, api_url=await talk(drop), api_key="key-1", patience=QUICK)

    with pytest.raises(SubmissionUncertain):
        await runware.submit(make_submission("3"))


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"data": [{"taskUUID": TASK_ID, "status": "processing"}]}),
        (200, {"data": [RESULT]}),
        (200, error("contentPolicyViolation", status="error")),
        (404, error("taskExpired")),
    ],
)
async def test_a_lost_submit_is_found_by_its_own_uuid(service, answer):
    runware, received = await service(getResponse=answer)

    found = await runware.find_submitted(TASK, bookmark=None, known_ids=())

    assert found == Found(provider_task_id=TASK_ID)
    assert [task for task, _ in received] == [{"taskType": "getResponse", "taskUUID": TASK_ID}]


@pytest.mark.parametrize(
    ("details", "found"),
    [
        ((404, UNKNOWN), Found(is_certainly_absent=True)),
        ((200, UNKNOWN), Found(is_certainly_absent=True)),
        (
            (200, {"data": [{"taskUUID": TASK_ID, "request": [], "response": None}]}),
            Found(provider_task_id=TASK_ID),
        ),
        ((200, error("taskFailedOrNotFound")), Found()),
        ((200, {"data": []}), Found()),
    ],
)
async def test_a_submit_unknown_to_polling_is_looked_up_in_the_records(service, details, found):
    runware, received = await service(getResponse=(404, UNKNOWN), getTaskDetails=details)

    assert await runware.find_submitted(TASK, bookmark=None, known_ids=()) == found

    assert [task["taskType"] for task, _ in received] == ["getResponse", "getTaskDetails"]


@pytest.mark.parametrize("answer", [(200, {"data": []}), (200, {})])
async def test_an_empty_answer_is_neither_a_yes_nor_a_no(service, answer):
    runware, _ = await service(getResponse=answer)

    assert await runware.find_submitted(TASK, bookmark=None, known_ids=()) == Found()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((401, error("invalidApiKey")), Reason.ACCESS),
        ((200, {"errors": [{"code": "invalidApiKey", "message": ""}]}), Reason.ACCESS),
        ((402, error("insufficientCredits")), Reason.CREDITS),
        ((429, {}), Reason.BUSY),
        ((500, error("internalServerError")), Reason.BUSY),
        ((503, "<html>"), Reason.BUSY),
        ((404, "<html>no such page</html>"), Reason.BUSY),
        ((200, "not json"), Reason.BUSY),
        ((400, {"error": "plain words"}), Reason.BUSY),
        ((200, {"errors": [{"code": "rateLimitExceeded", "message": ""}]}), Reason.BUSY),
    ],
)
async def test_trouble_with_the_question_says_nothing_of_the_task(service, answer, reason):
    runware, _ = await service(getResponse=answer, patience=QUICK)

    with pytest.raises(ProviderUnavailable) as asked:
        await runware.ask(TASK_ID, expected=1)
    with pytest.raises(ProviderUnavailable) as sought:
        await runware.find_submitted(TASK, bookmark=None, known_ids=())

    assert asked.value.reason is sought.value.reason is reason


async def test_asking_keeps_the_raw_answer(service):
    runware, _ = await service(getResponse=(200, {"data": [RESULT]}))

    outcome = await runware.ask(TASK_ID, expected=1)

    assert outcome.is_final
    assert outcome.pictures[0].cost_micros == 80_000
    assert json.loads(outcome.raw) == {"data": [RESULT]}


async def test_a_result_that_can_no_longer_be_polled_comes_from_the_records(service):
    record = {
        "taskType": "getTaskDetails",
        "taskUUID": TASK_ID,
        "request": [{"x": 1}],
        "response": {"data": [RESULT]},
    }
    runware, _ = await service(getResponse=(200, UNKNOWN), getTaskDetails=(200, {"data": [record]}))

    outcome = await runware.ask(TASK_ID, expected=1)

    assert outcome.is_final
    assert outcome.pictures[0].picture_id == RESULT["imageUUID"]
    assert outcome.pictures[0].cost_micros == 80_000
    assert "request" not in json.loads(outcome.raw)


@pytest.mark.parametrize(("code", "is_final"), [("taskNotFound", False), ("taskExpired", True)])
async def test_a_task_nobody_knows_is_not_final_but_an_expired_one_is(service, code, is_final):
    runware, _ = await service(getResponse=(404, error(code)), getTaskDetails=(404, UNKNOWN))

    outcome = await runware.ask(TASK_ID, expected=1)

    assert outcome.is_final is is_final
    assert [each.reason for each in outcome.failures] == [Reason.UNKNOWN_TASK]


async def test_a_question_is_repeated_after_trouble_that_may_pass(http, serve):
    answers = [(503, {}), (200, {"data": [RESULT]})]

    async def recover(request):
        status, body = answers.pop(0)
        return web.json_response(body, status=status)

    runware = Runware(http, api_url=await serve(recover), api_key="key-1", patience=CALM)

    assert (await runware.ask(TASK_ID, expected=1)).is_final


@pytest.mark.parametrize(
    "body",
    [
        RESULT,
        {"data": [RESULT]},
        [RESULT],
        error("timeoutProvider"),
        {"code": "timeoutProvider", "message": "", "taskUUID": TASK_ID},
        {"data": [RESULT, RESULT | {"imageUUID": "another"}]},
    ],
)
async def test_a_callback_names_its_task_in_every_envelope(http, body):
    runware = Runware(http, api_url="https://api.runware.ai/v1", api_key="key-1")
    sent = json.dumps(body).encode()

    hint = runware.read_callback({}, sent, now=0)

    assert (hint.provider_task_id, hint.is_worth_asking) == (TASK_ID, True)
    assert hint.event_key == runware.read_callback({}, sent, now=9).event_key
    assert hint.event_key != runware.read_callback({}, sent + b" ", now=0).event_key


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b'{"data":[]}',
        b'{"errors":[{"code":"x"}]}',
        b'[{"taskUUID":"a"},{"taskUUID":"b"}]',
    ],
)
async def test_a_callback_that_names_no_task_or_several_is_refused(http, body):
    runware = Runware(http, api_url="https://api.runware.ai/v1", api_key="key-1")

    with pytest.raises(CallbackRefused) as caught:
        runware.read_callback({}, body, now=0)

    assert caught.value.status == 404


async def test_the_balance_is_asked_for(service):
    runware, received = await service(accountManagement=(200, {"data": [{"balance": {"amount": 12.5}}]}))

    assert await runware.fetch_balance_micros() == 12_500_000
    assert received[0][0]["operation"] == "getDetails"


async def test_a_wrong_key_shows_when_the_balance_is_asked_for(service):
    runware, _ = await service(accountManagement=(401, error("invalidApiKey")))

    with pytest.raises(ProviderUnavailable) as caught:
        await runware.fetch_balance_micros()

    assert caught.value.reason is Reason.ACCESS


@pytest.mark.parametrize(("item", "micros"), [({"cost": 0.09}, 90_000), ({}, None)])
async def test_a_dry_run_says_so_in_a_header_and_may_name_the_price(service, item, micros):
    runware, received = await service(imageInference=(200, {"data": [ACK["data"][0] | item]}))

    assert await runware.dry_run(make_submission("3")) == micros

    assert received[0][1]["X-Runware-Dry-Run"] == "1"


async def test_a_dry_run_that_is_refused_says_why(service):
    runware, _ = await service(imageInference=(400, error("unsupportedParameter", parameter="ttl")))

    with pytest.raises(ProviderRejected) as caught:
        await runware.dry_run(make_submission("3"))

    assert (caught.value.reason, caught.value.parameter) == (Reason.PARAMETER, "ttl")


async def test_a_result_is_downloaded_without_the_key(http, serve):
    seen = []

    async def give(request):
        seen.append(request.headers.copy())
        return web.Response(body=b"picture")

    address = await serve(give)
    runware = Runware(http, api_url=f"{address}/v1", api_key="key-1")

    assert await runware.fetch(f"{address}/image/a.png", max_bytes=100) == b"picture"
    assert "Authorization" not in seen[0]


async def test_a_public_service_may_not_name_an_address_on_this_machine(http, serve):
    seen = []

    async def give(request):
        seen.append(request.path)
        return web.Response(body=b"secret")

    address = await serve(give)
    runware = Runware(http, api_url="https://api.runware.ai/v1", api_key="key-1")

    with pytest.raises(ProviderRejected):
        await runware.fetch(address.replace("http:", "https:"), max_bytes=100)

    assert seen == []
