"""What can go wrong, and the one sentence a person is told about it."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a service did not make a picture; each has its own sentence and its own next step."""

    CONTENT = "content"
    PARAMETER = "parameter"
    CREDITS = "credits"
    ACCESS = "access"
    MODEL_GONE = "model_gone"
    BUSY = "busy"
    UNKNOWN_TASK = "unknown_task"
    FAILED = "failed"
    OURS = "ours"  # it never reached the service


class BotError(Exception):
    """Base of everything we raise: ``str(error)`` is for the log, ``user_text`` for Slack."""

    user_text = "Something went wrong on our side. You were not charged. Please try again in a moment."

    def __init__(self, message: str, *, user_text: str | None = None) -> None:
        super().__init__(message)
        if user_text is not None:
            self.user_text = user_text


class RequestError(BotError):
    """The person can put it right.

    ``field`` is the ``block_id`` of the input to complain at, None where no input is to blame.
    The text doubles as the log line, so it never quotes a prompt.
    """

    def __init__(self, user_text: str, *, field: str | None = None) -> None:
        super().__init__(user_text, user_text=user_text)
        self.field = field


class BudgetExceeded(BotError):
    """The quote would pass a limit; nothing was reserved."""

    def __init__(self, message: str, *, user_text: str, quote_micros: int) -> None:
        super().__init__(message, user_text=user_text)
        self.quote_micros = quote_micros


class NotAllowed(BotError):
    """This person may not do this."""


class ProviderRejected(BotError):
    """The service refused for good; nothing was made and nothing is owed."""

    def __init__(self, message: str, *, reason: Reason, parameter: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.parameter = parameter


class ProviderUnavailable(BotError):
    """The service certainly did nothing this time and may do it later."""

    def __init__(
        self, message: str, *, retry_after_seconds: float | None = None, reason: Reason = Reason.BUSY
    ) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
        self.reason = reason


class SubmissionUncertain(BotError):
    """The answer to a submit was lost: the service may be working, so ask and never send again blindly."""


class StoreUnavailable(BotError):
    """The pictures cannot be reached or written now."""


class CallbackRefused(BotError):
    """A callback that changes nothing: forged, foreign, stale or replayed (404), or wrongly signed (401)."""

    def __init__(self, message: str, *, status: int = 404) -> None:
        super().__init__(message)
        self.status = status


class LinkRefused(BotError):
    """A mask page's link that opens nothing: not ours (404), or expired or used already (410)."""

    def __init__(self, message: str, *, user_text: str, status: int) -> None:
        super().__init__(message, user_text=user_text)
        self.status = status


class AnnouncementFailed(BotError):
    """Slack will not take this message, now or later: the channel is archived, the bot was removed."""


class AnnouncementDelayed(BotError):
    """Slack did not take this message now; the same call may work later."""

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class UploadExpired(BotError):
    """An uploaded file was gone before it was shared; it has to be put up again."""
