"""Whatever JSON a service or a forger sends: it is read or refused, and never trips the reader."""

import json
import string
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError, CallbackRefused
from bot.providers import magnific_answers
from bot.providers.http import Answer, open_client, read_json
from bot.providers.magnific import Magnific
from bot.providers.runware import Runware
from bot.providers.runware_answers import read_envelope, read_outcome, read_stored_answer
from bot.providers.runware_verdicts import check_accepted, check_answered, check_approved
from tests.providers.values import TASK_ID

RUNWARE_NAMES = [
    "data",
    "errors",
    "error",
    "code",
    "message",
    "parameter",
    "taskUUID",
    "imageUUID",
    "imageURL",
]
RUNWARE_NAMES += ["status", "cost", "seed", "NSFWContent", "response", "balance", "amount"]
MAGNIFIC_NAMES = ["task_id", "generated", "has_nsfw", "problem", "invalid_params", "name", "reason"]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        [TASK_ID, "processing", "success", "error", "COMPLETED", "FAILED", "taskNotFound", "timeout"]
    )
    | st.text(alphabet=string.printable + "\x00é\ud800", max_size=8)
)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(RUNWARE_NAMES + MAGNIFIC_NAMES), inner, max_size=5)
    ),
    max_leaves=25,
)
STATUSES = st.sampled_from([200, 204, 301, 400, 401, 402, 404, 408, 429, 500, 503])


def complaint(check):
    """What ``check`` has against an answer, None if it takes it. Any other exception is a failure."""
    try:
        check()
    except BotError as error:
        return error
    return None


def answer_of(value, status):
    return Answer(status=status, body=json.dumps(value).encode())


@given(value=JSON, status=STATUSES)
def test_runwares_answers_are_read_or_refused_in_our_own_words(value, status):
    answer = answer_of(value, status)
    envelope = read_envelope(read_json(answer.body))
    read_stored_answer(envelope)
    outcome = read_outcome(envelope.about(TASK_ID), expected=2, raw=answer.text)

    complaints = [
        complaint(lambda: check_accepted(answer, TASK_ID)),
        complaint(lambda: check_answered(answer, envelope)),
        complaint(lambda: check_approved(answer)),
    ]

    assert all(str(each).encode("utf-8") for each in complaints)
    for picture in outcome.pictures:
        assert picture.url.encode("utf-8")
        assert "\x00" not in picture.picture_id + picture.url
    assert all("\x00" not in failure.message and failure.message for failure in outcome.failures)


@given(value=JSON, status=STATUSES)
def test_magnifics_answers_are_read_or_refused_in_our_own_words(value, status):
    answer = answer_of(value, status)
    parsed = read_json(answer.body)
    magnific_answers.read_task_ids(parsed)
    task = magnific_answers.read_task(parsed)
    if task is not None:
        outcome = magnific_answers.read_outcome(task, raw=answer.text)
        assert all("\x00" not in failure.message for failure in outcome.failures)

    complaints = [
        complaint(lambda: magnific_answers.check_accepted(answer)),
        complaint(lambda: magnific_answers.check_answered(answer)),
    ]

    assert all(str(each).encode("utf-8") for each in complaints)


@given(body=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_callbacks_are_read_or_refused(body):
    http = open_client()
    for provider in (
        Runware(http, api_url="https://api.runware.ai/v1", api_key="k"),
        Magnific(http, api_url="https://api.magnific.com", api_key="k"),
    ):
        error = complaint(lambda read=provider.read_callback: read({}, body, now=0))

        assert error is None or (isinstance(error, CallbackRefused) and error.status == 404)


def test_an_id_that_could_lead_elsewhere_is_no_task_of_magnific():
    for task_id in ("../x", "a/b", "a?b", "", "x" * 101, "a b", str(UUID(int=1)) + "\n"):
        assert magnific_answers.read_task({"task_id": task_id, "status": "COMPLETED"}) is None
