"""Runware's codes, as its documentation and client libraries list them, and what each means to us."""

import pytest

from bot.errors import Reason
from bot.providers.runware_faults import Fault

CODES = {
    Reason.ACCESS: (
        "invalidApiKey missingApiKey unauthorized forbidden permissionDenied insufficientPermissions "
        "authenticationFailed tokenExpired accountSuspended organizationDisabled providerInvalidApiKey"
    ),
    Reason.CREDITS: (
        "insufficientCredits providerInsufficientCredits thirdPartyInsufficientCredits quotaExceeded "
        "paymentRequired insufficientBalance"
    ),
    Reason.BUSY: (
        "rateLimitExceeded inferenceRateLimitExceeded providerRateLimitExceeded serviceUnavailable "
        "serverUnavailable noAvailableServer modelNotReady providerUnavailable"
    ),
    Reason.CONTENT: (
        "contentPolicyViolation providerContentPolicyViolation sensitiveContentDetected "
        "unsafeContentDetected nsfwContentDetected promptBlocked imageBlocked moderationFailed"
    ),
    Reason.MODEL_GONE: "modelNotFound modelUnavailable modelDisabled",
    Reason.UNKNOWN_TASK: "taskNotFound taskExpired taskFailedOrNotFound mediaExpired",
    Reason.FAILED: (
        "providerError providerBadGateway providerInternalError inferenceError processingFailed taskFailed "
        "downloadFailed uploadFailed providerTimeout providerGatewayTimeout timeoutProvider timeout "
        "taskCancelled internalServerError standardError unknownError"
    ),
    Reason.PARAMETER: (
        "invalidPositivePrompt missingModel conflictParameters duplicateTaskUUID unsupportedParameter "
        "valueTooLarge arrayTooLong maxResultsExceeded unknownParameter incompatibleParameters "
        "mismatchProviderSettingsProvider unknownProviderSettingsProvider"
    ),
}


@pytest.mark.parametrize(
    ("reason", "code"), [(reason, code) for reason in CODES for code in CODES[reason].split()]
)
@pytest.mark.parametrize("change_case", [str, str.lower, str.upper])
def test_every_known_code_has_its_reason_in_any_case(reason, code, change_case):
    assert Fault(code=change_case(code)).reason is reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, Reason.PARAMETER),
        (401, Reason.ACCESS),
        (402, Reason.CREDITS),
        (403, Reason.ACCESS),
        (404, Reason.FAILED),
        (422, Reason.PARAMETER),
        (429, Reason.BUSY),
        (500, Reason.FAILED),
        (503, Reason.BUSY),
    ],
)
def test_the_status_speaks_where_the_code_is_not_known(status, reason):
    assert Fault(code="somethingNew").reason_with(status) is reason


@pytest.mark.parametrize(
    "message",
    [
        "Your prompt was flagged by moderation.",
        "The image failed the safety check",
        "NSFW content",
        "violates our content policy",
        "Sensitive subject",
        "The request was blocked",
    ],
)
@pytest.mark.parametrize("code", ["", "providerError", "invalidPositivePrompt", "somethingNew"])
def test_a_message_about_refused_content_is_understood_under_any_vague_code(code, message):
    assert Fault(code=code, message=message).reason is Reason.CONTENT


@pytest.mark.parametrize(
    "fault",
    [
        Fault(code="unsupportedParameter", message="'safety' is not supported here"),
        Fault(code="invalidValue", message="safety.mode must be none or fast", parameter="safety.mode"),
        Fault(code="invalidModelName", message="Model names are case-sensitive"),
    ],
)
def test_a_complaint_about_a_parameter_is_not_taken_for_refused_content(fault):
    assert fault.reason is Reason.PARAMETER


def test_a_clear_code_is_believed_before_its_message():
    fault = Fault(code="accountSuspended", message="blocked for unsafe use")

    assert fault.reason is Reason.ACCESS


def test_a_complaint_about_the_model_itself_means_that_the_model_is_gone():
    assert Fault(code="invalidValue", parameter="model").reason is Reason.MODEL_GONE


@pytest.mark.parametrize(
    "code", ["internalServerError", "providerTimeout", "timeoutProvider", "unknownError"]
)
def test_an_error_that_says_nothing_of_the_task_leaves_doubt(code):
    assert Fault(code=code).leaves_doubt


@pytest.mark.parametrize(
    ("code", "denies"),
    [
        ("taskNotFound", True),
        ("TASKNOTFOUND", True),
        ("taskUUIDNotFound", True),
        ("taskFailedOrNotFound", False),
        ("notFound", False),
        ("modelNotFound", False),
        ("taskExpired", False),
    ],
)
def test_only_a_plain_no_such_task_denies_it(code, denies):
    assert Fault(code=code).denies_task is denies


def test_the_words_for_details_are_bounded():
    assert len(Fault(code="x", message="y" * 10_000).words) <= 500
    assert Fault().words == "no reason given"
