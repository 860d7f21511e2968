"""Every envelope that Runware is known to use, read alike; bodies typed in from its pages and libraries."""

import json

import pytest

from bot.errors import Reason
from bot.providers.http import read_json
from bot.providers.runware_answers import (
    read_balance_micros,
    read_cost_micros,
    read_envelope,
    read_outcome,
)
from bot.providers.runware_faults import Fault
from tests.providers.values import TASK_ID

RESULT = {
    "taskType": "imageInference",
    "taskUUID": TASK_ID,
    "imageUUID": "370bc363-a051-47fb-b6de-2e453d54370c",
    "imageURL": "https://im.runware.ai/image/os/a20d05/ws/2/ii/370bc363-a051-47fb-b6de-2e453d54370c.jpg",
    "seed": 1236666318,
    "cost": 0.08,
}
ERROR = {"code": "timeoutProvider", "message": "The provider took too long", "taskUUID": TASK_ID}


def read(value):
    return read_envelope(read_json(value if isinstance(value, bytes) else json.dumps(value).encode()))


def outcome(value, *, expected=1):
    return read_outcome(read(value).about(TASK_ID), expected=expected, raw="")


def result(number, **changes):
    return RESULT | {"status": "success", "imageUUID": f"image-{number}", "seed": number} | changes


WORKING = {"taskType": "imageInference", "taskUUID": TASK_ID, "status": "processing"}


@pytest.mark.parametrize(
    "body",
    [
        {"data": [RESULT]},
        {"data": RESULT},
        RESULT,
        [RESULT],
        [{"data": [RESULT]}],
        {"data": [RESULT | {"status": "success"}]},
        {"data": [RESULT | {"status": "completed"}], "errors": []},
        {"data": [RESULT], "error": None},
        {"data": [RESULT | {"taskType": "getResponse", "taskUUID": TASK_ID.upper()}]},
    ],
)
def test_a_result_is_found_in_every_envelope(body):
    read_back = outcome(body)

    assert read_back.is_final
    assert read_back.failures == ()
    [picture] = read_back.pictures
    assert picture.picture_id == RESULT["imageUUID"]
    assert picture.url == RESULT["imageURL"]
    assert picture.seed == 1236666318
    assert picture.cost_micros == 80_000
    assert not picture.is_flagged


@pytest.mark.parametrize(
    "body",
    [
        {"errors": [ERROR]},
        {"errors": ERROR},
        {"error": ERROR},
        {"error": [ERROR]},
        {"error": {"code": ERROR["code"], "message": ERROR["message"]}, "taskUUID": TASK_ID},
        ERROR,
        [ERROR],
        [{"errors": [ERROR]}],
        {"data": [], "errors": [ERROR]},
        {"data": None, "errors": [ERROR]},
        {"data": [{"taskUUID": TASK_ID, "status": "error", "error": {"code": ERROR["code"]}}]},
        {
            "data": [
                {"taskUUID": TASK_ID, "status": "error", "code": ERROR["code"], "message": ERROR["message"]}
            ]
        },
        {
            "errors": [
                ERROR | {"parameter": "x", "type": "string", "status": "error", "min": 1, "allowedValues": []}
            ]
        },
    ],
)
def test_an_error_is_found_in_every_envelope(body):
    envelope = read(body)

    assert envelope.items == []
    [fault] = envelope.faults
    assert fault.code == "timeoutProvider"
    assert fault.task_uuid == TASK_ID


def test_an_error_may_be_plain_text():
    envelope = read({"error": "something broke"})

    assert envelope.faults == [Fault(message="something broke")]


@pytest.mark.parametrize("parameter", ["positivePrompt", ["positivePrompt", "negativePrompt"]])
def test_the_blamed_parameter_is_text_or_a_list(parameter):
    [fault] = read({"errors": [{"code": "invalidValue", "message": "", "parameter": parameter}]}).faults

    assert fault.parameter == "positivePrompt"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"<html>502</html>",
        b"null",
        b"3",
        b"[]",
        b"{}",
        b'{"data": []}',
        b'{"data": 5, "errors": 5}',
        b'{"errors": [5, null, []]}',
        b'{"data": [null, 5, "x", []]}',
        b'{"data":' * 50 + b"1" + b"}" * 50,
    ],
)
def test_what_is_not_understood_is_left_out(body):
    envelope = read(body)

    assert (envelope.items, envelope.faults, envelope.task_uuids) == ([], [], frozenset())


def test_entries_of_other_tasks_are_left_out():
    other = {"taskUUID": "59c61125-3d21-4bf0-a54b-66c851f8b951"}

    read_back = outcome({"data": [RESULT | other], "errors": [ERROR | other]})

    assert (read_back.is_final, read_back.pictures, read_back.failures) == (False, (), ())


@pytest.mark.parametrize(
    "status", ["processing", "queued", "pending", "scheduled", "waiting", "SomethingNew"]
)
def test_a_task_in_the_works_is_not_final(status):
    assert not outcome({"data": [WORKING | {"status": status}]}).is_final


@pytest.mark.parametrize(
    "body", [{"data": []}, {"data": [{"taskType": "imageInference", "taskUUID": TASK_ID}]}]
)
def test_an_acknowledgement_or_nothing_is_not_final(body):
    assert not outcome(body).is_final


def test_results_come_one_by_one_and_are_repeated():
    early = outcome({"data": [result(1), WORKING, WORKING]}, expected=3)
    late = outcome({"data": [result(1), result(2), result(2), result(3)]}, expected=3)

    assert (early.is_final, [each.picture_id for each in early.pictures]) == (False, ["image-1"])
    assert (late.is_final, [each.seed for each in late.pictures]) == (True, [1, 2, 3])


def test_fewer_results_than_ordered_wait_for_the_others_even_if_none_is_listed_as_being_in_the_works():
    assert not outcome({"data": [result(1)]}, expected=3).is_final


def test_some_may_fail_while_others_come():
    body = {"data": [result(1), result(2)], "errors": [ERROR]}

    read_back = outcome(body, expected=3)

    assert read_back.is_final
    assert [each.picture_id for each in read_back.pictures] == ["image-1", "image-2"]
    assert [each.reason for each in read_back.failures] == [Reason.FAILED]


def test_a_failure_while_others_are_in_the_works_is_not_final():
    assert not outcome({"data": [WORKING], "errors": [ERROR]}, expected=2).is_final


def test_one_error_can_speak_for_a_whole_task():
    refused = {"code": "contentPolicyViolation", "message": "no", "taskUUID": TASK_ID}

    read_back = outcome({"errors": [refused]}, expected=4)

    assert read_back.is_final
    assert [each.reason for each in read_back.failures] == [Reason.CONTENT]


def test_failures_that_look_alike_count_each_unless_they_name_the_same_picture():
    alike = outcome({"errors": [ERROR, ERROR]}, expected=2)
    same = outcome({"data": [ERROR | {"imageUUID": "a"}], "errors": [ERROR | {"imageUUID": "a"}]}, expected=2)

    assert len(alike.failures) == 2
    assert len(same.failures) == 1


def test_a_result_without_an_address_is_a_failure_that_was_billed():
    body = {"data": [{key: RESULT[key] for key in RESULT if key != "imageURL"} | {"status": "success"}]}

    [failure] = outcome(body).failures

    assert (failure.reason, failure.cost_micros) == (Reason.FAILED, 80_000)


@pytest.mark.parametrize(
    ("flag", "is_flagged"), [(True, True), (False, False), (None, False), ("true", False)]
)
def test_the_services_own_safety_check_is_read(flag, is_flagged):
    [picture] = outcome({"data": [RESULT | {"NSFWContent": flag}]}).pictures

    assert picture.is_flagged is is_flagged


@pytest.mark.parametrize(
    ("cost", "micros"),
    [
        (b"0.08", 80_000),
        (b"0.0600000001", 60_001),
        (b"1", 1_000_000),
        (b"0", 0),
        (b"0.30000000000000004", 300_001),
        (b"-0.08", None),
        (b"1e999999999", None),
        (b"99999999", None),
        (b"true", None),
        (b"null", None),
        (b'"0.08"', None),
    ],
)
def test_a_cost_is_exact_and_rounded_up_and_an_absurd_one_is_none(cost, micros):
    assert read_cost_micros(read_json(cost)) == micros


@pytest.mark.parametrize(
    ("balance", "micros"),
    [
        (b"12.5", 12_500_000),
        (b'{"amount": 12.5, "freeBalance": 1, "currency": "USD"}', 12_500_000),
        (b"-0.5", -500_000),
        (b'"12"', None),
        (b"null", None),
    ],
)
def test_a_balance_is_a_number_or_an_object(balance, micros):
    body = b'{"data":[{"taskType":"accountManagement","taskUUID":"U","balance":' + balance + b"}]}"

    assert read_balance_micros(read(body)) == micros


def test_text_is_fit_for_the_database():
    [fault] = read(b'{"errors":[{"code":"a\\u0000b","message":"\\ud800"}]}').faults

    assert "\x00" not in fault.words
    assert fault.words.encode("utf-8")


def test_an_unnamed_picture_is_known_by_its_address_without_the_query():
    item = {key: RESULT[key] for key in RESULT if key != "imageUUID"} | {"imageURL": "https://a/b.png?sig=1"}

    [picture] = outcome({"data": [item]}).pictures

    assert picture.picture_id == "https://a/b.png"
