"""What Runware's error codes mean to us.

Source: Runware's error documentation and the tables in its own client libraries, read 2026-11-20. They
warn that codes differ between models and change, so rules match parts of a code and ignore its case.
"""

import re
from dataclasses import dataclass

from bot.errors import Reason

MAX_MESSAGE_LENGTH = 500

# In this order, over the code in small letters. A code of the first group is believed as it stands; before
# the second one the message may still show that content was refused.
_CLEAR = (
    (re.compile(r"contentpolicy|sensitivecontent|unsafe|nsfw|moderat|blocked"), Reason.CONTENT),
    (
        re.compile(
            r"apikey|^unauthorized$|^forbidden$|^permissiondenied$|^insufficientpermissions$|^tokenexpired$"
            r"|^authenticationfailed$|^accountsuspended$|^organizationdisabled$"
        ),
        Reason.ACCESS,
    ),
    (re.compile(r"credits|quota|balance|^paymentrequired$"), Reason.CREDITS),
    (
        re.compile(
            r"ratelimit|^toomanyrequests$|^(?:service|server|provider)unavailable$|^noavailableserver$"
            r"|^modelnotready$"
        ),
        Reason.BUSY,
    ),
    (
        re.compile(r"^model(?:notfound|unavailable|disabled|expired)$|^(?:invalid|unsupported)model$"),
        Reason.MODEL_GONE,
    ),
    (re.compile(r"(?:notfound|expired)$"), Reason.UNKNOWN_TASK),
)
_VAGUE = (
    (
        re.compile(
            r"timeout|^provider|^inferenceerror$|^processingfailed$|^task(?:failed|cancelled)$"
            r"|^(?:down|up)loadfailed$|^internalservererror$|^standarderror$|^unknownerror$"
        ),
        Reason.FAILED,
    ),
    (
        re.compile(
            r"^(?:invalid|missing|conflict|duplicate|unsupported|value|array|max)|^unknownparameter$"
            r"|^incompatibleparameters$|^(?:mismatch|unknown)providersettingsprovider$"
        ),
        Reason.PARAMETER,
    ),
)
# "sensitive" also turns up in plain complaints about parameters ("case-sensitive").
_CONTENT_WORDS = re.compile(
    r"nsfw|moderat|content[ _-]?policy|safety|(?<!case.)sensitive|unsafe|blocked", re.IGNORECASE
)
_LOST = re.compile(r"timeout|^internalservererror$|^standarderror$|^unknownerror$")

# HTTP statuses where the body says nothing we know.
_BY_STATUS = {401: Reason.ACCESS, 402: Reason.CREDITS, 403: Reason.ACCESS, 429: Reason.BUSY, 503: Reason.BUSY}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One error as Runware words it; ``task_uuid`` is None where it names no task."""

    code: str = ""
    message: str = ""
    parameter: str | None = None
    task_uuid: str | None = None
    picture_uuid: str | None = None

    @property
    def words(self) -> str:
        """Code and message for Details and the log."""
        text = ": ".join(filter(None, (self.code, self.message))) or "no reason given"
        return text[:MAX_MESSAGE_LENGTH]

    @property
    def reason(self) -> Reason | None:
        """Why, or None for a code nobody has described."""
        return _reason_of(self)

    def reason_with(self, status: int) -> Reason:
        """Why, with the HTTP status as second witness."""
        if self.reason is not None:
            return self.reason
        if status in _BY_STATUS:
            return _BY_STATUS[status]
        return Reason.PARAMETER if 400 <= status < 500 and status not in {404, 408} else Reason.FAILED

    @property
    def is_conflict(self) -> bool:
        """Our task UUID is in use: an earlier submit of the same task arrived."""
        return self.code.lower() == "conflicttaskuuid"

    @property
    def leaves_doubt(self) -> bool:
        """After this answer to a submit the task may exist all the same."""
        return _LOST.search(self.code.lower()) is not None

    @property
    def denies_task(self) -> bool:
        """A plain "there is no such task", and not "failed or not found" or a path that is not found."""
        return re.fullmatch(r"task(?:uuid)?notfound", self.code.lower()) is not None

    @property
    def remembers_task(self) -> bool:
        """The task was there once; its results are gone."""
        return self.code.lower() in {"taskexpired", "mediaexpired"}


def _reason_of(fault: Fault) -> Reason | None:
    code = fault.code.lower()
    for pattern, reason in _CLEAR:
        if pattern.search(code):
            return reason
    if _speaks_of_content(fault):
        return Reason.CONTENT
    for pattern, reason in _VAGUE:
        if pattern.search(code):
            is_about_model = reason is Reason.PARAMETER and fault.parameter == "model"
            return Reason.MODEL_GONE if is_about_model else reason
    return None


def _speaks_of_content(fault: Fault) -> bool:
    """Whether the message says that content was refused, and not merely names a parameter like ``safety``."""
    if fault.code.lower() in {"unsupportedparameter", "unknownparameter"}:
        return False
    if fault.parameter is not None and fault.parameter.startswith("safety"):
        return False
    return _CONTENT_WORDS.search(fault.message) is not None
