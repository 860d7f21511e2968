"""What one whole HTTP answer of Runware means for a submit, and for a question about a task."""

from collections.abc import Sequence

from bot.errors import ProviderRejected, ProviderUnavailable, Reason, SubmissionUncertain
from bot.providers.http import Answer, read_json
from bot.providers.runware_answers import Envelope, read_envelope
from bot.providers.runware_faults import Fault

_ABOUT_THE_CALLER = frozenset({401, 402, 403, 429})


def check_accepted(answer: Answer, task_id: str) -> None:
    """Return if Runware has taken the task: it lists it, or says that its UUID is in use.

    Raises:
        ProviderRejected: refused for good.
        ProviderUnavailable: certainly not taken, may be sent again.
        SubmissionUncertain: nobody can tell from this answer.
    """
    envelope = read_envelope(read_json(answer.body)).about(task_id)
    if envelope.lists(task_id) or any(fault.is_conflict for fault in envelope.faults):
        return
    # Runware documents 503 as "no capacity"; any other 5xx can follow an accepted task.
    if answer.status == 408 or (answer.status >= 500 and answer.status != 503):
        raise SubmissionUncertain(f"A submit was answered {answer.status}.")
    if answer.status < 300 and not envelope.faults:
        raise SubmissionUncertain("A submit was answered with nothing about its task.")
    fault = _first(envelope.faults, answer)
    if fault.leaves_doubt:
        raise SubmissionUncertain(fault.words)
    raise _refusal(fault, answer)


def check_approved(answer: Answer) -> Envelope:
    """The answer to a dry run, if it has no complaint.

    Raises:
        ProviderRejected: the task would be refused.
        ProviderUnavailable: cannot be checked now.
    """
    envelope = read_envelope(read_json(answer.body))
    if answer.status < 300 and not envelope.faults:
        return envelope
    if answer.status >= 500:
        raise _unanswered(answer, Reason.BUSY, f"A dry run was answered {answer.status}.")
    raise _refusal(_first(envelope.faults, answer), answer)


def check_answered(answer: Answer, envelope: Envelope) -> None:
    """Return if an answer speaks of the task that was asked about.

    Raises:
        ProviderUnavailable: it speaks of our question or our account, or cannot be read.
    """
    for fault in envelope.faults:
        if _is_about_the_question(fault, answer):
            raise _unanswered(answer, fault.reason_with(answer.status), fault.words)
    if read_json(answer.body) is None or (
        answer.status >= 300 and not envelope.items and not envelope.faults
    ):
        reason = Fault().reason_with(answer.status)
        raise _unanswered(answer, reason, f"A question was answered {answer.status} with nothing readable.")


def _is_about_the_question(fault: Fault, answer: Answer) -> bool:
    if answer.status in _ABOUT_THE_CALLER:
        return True
    reason = fault.reason_with(answer.status)
    if fault.task_uuid is None:
        return answer.status >= 300 or reason in {Reason.ACCESS, Reason.BUSY}
    return answer.status >= 500 and reason in {Reason.BUSY, Reason.FAILED}


def _first(faults: Sequence[Fault], answer: Answer) -> Fault:
    return faults[0] if faults else Fault(message=f"status {answer.status}")


def _refusal(fault: Fault, answer: Answer) -> ProviderRejected | ProviderUnavailable:
    reason = fault.reason_with(answer.status)
    if reason is Reason.BUSY:
        return ProviderUnavailable(fault.words, retry_after_seconds=answer.retry_after_seconds)
    return ProviderRejected(fault.words, reason=reason, parameter=fault.parameter)


def _unanswered(answer: Answer, reason: Reason, words: str) -> ProviderUnavailable:
    return ProviderUnavailable(
        words,
        retry_after_seconds=answer.retry_after_seconds,
        reason=reason if reason in {Reason.ACCESS, Reason.CREDITS} else Reason.BUSY,
    )
