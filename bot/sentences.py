"""What people are told when a service made no picture: what happened, what it cost, what to do."""

from bot.errors import Reason

_NOT_CHARGED = "You were not charged."

BY_REASON: dict[Reason, str] = {
    Reason.CONTENT: (
        f"The image service refused this picture or wording. {_NOT_CHARGED} Try other words or another picture."
    ),
    Reason.PARAMETER: (
        f"The image service did not accept one of the options. {_NOT_CHARGED} Leave it out or choose another value."
    ),
    Reason.CREDITS: (
        f"The image service's account is out of credits. {_NOT_CHARGED} An admin has been told; try again later."
    ),
    Reason.ACCESS: (
        f"The image service did not accept our key. {_NOT_CHARGED} An admin has been told; try again later."
    ),
    Reason.MODEL_GONE: f"The image service no longer offers this model. {_NOT_CHARGED} Use another model.",
    Reason.BUSY: f"The image service is too busy just now. {_NOT_CHARGED} Try again in a few minutes.",
    Reason.UNKNOWN_TASK: f"The image service lost track of this job. {_NOT_CHARGED} Try again.",
    Reason.FAILED: f"The image service could not make this picture. {_NOT_CHARGED} Try again or change the wording.",
    Reason.OURS: f"Something went wrong on our side before this was sent. {_NOT_CHARGED} Please try again.",
}

FORGOTTEN = (
    "What was asked for here is not kept any more, nor is its picture. Nothing was charged. "
    "Attach a picture and ask anew."
)
CANCELLED_FREE = f"Cancelled before anything was sent. {_NOT_CHARGED}"
CANCELLED_CHARGED = (
    "Cancelled. The image service had already begun, so it charges for it; the picture is kept under Details."
)
CANCELLED_UNMADE = f"Cancelled. The image service had begun but made no picture. {_NOT_CHARGED}"
CANCELLED_UNANSWERED = (
    f"Cancelled, but the image service has not said what became of it. {_NOT_CHARGED} "
    "If the picture still comes, it is kept under Details and charged then."
)
CANCELLED_REST = "The rest was cancelled before anything was sent; only what was made is charged."
CANCELLED_REST_KEPT = (
    "The rest was cancelled; what the image service had already begun is charged and kept under Details."
)
CANCELLING_CHARGED = (
    "Cancelled, but the image service has already begun and charges for it. "
    "What it makes is kept, not posted."
)
ENDED_ALREADY = "This job has ended already; nothing was changed."
EXPIRED = (
    f"The image service did not answer in time. {_NOT_CHARGED} If the picture still comes, it is posted here and "
    "charged then; you can also try again."
)
TO_BE_CHECKED = (
    "We lost the image service's answer and will not order twice. The price stays reserved until an admin has checked; "
    "please do not repeat the request before that."
)
POST_FAILED = (
    "The picture was made and charged, but Slack did not let us post it here. It is kept; ask an admin to look at "
    "this channel's settings."
)
RESULT_LOST = (
    "The picture was made and charged, but it could not be downloaded or read. "
    "Its record is under Details; try again."
)
FLAGGED = (
    "The image service's safety check flagged the result, so it is not posted. It was charged. "
    "Change the wording and try again."
)
NO_PICTURE = (
    "There is no picture to work on. Nothing was charged. "
    "Attach one to your message, or open the form and choose one."
)
ONLY_REFERENCES = (
    "By their names, all attached pictures are references (style…, character…). Nothing was charged. "
    "Attach the picture to work on as well, or give it another name."
)
WITHHELD = "The result is not posted here, and the person who asked was told why. It was charged."
COMPRESSED = (
    "JPG and WebP change pixels everywhere a little. "
    "The lossless picture is kept; the next version starts from it."
)
UPLOADED_RAW = "The upload address gets the raw picture, just as the image service makes it."
REGION_UNUSED = "The attached mask was used, not the region."
OTHERS_UNUSED = (
    "The picture's transparent area was used; for another part, fill it or attach a black-and-white mask."
)
GAVE_UP = (
    "Something went wrong on our side and the job was stopped. What the image service did not charge was given back. "
    "Please try again."
)
STAYED_PAUSED = (
    f"Retouch stayed paused for a day, so the job was closed. {_NOT_CHARGED} Ask again once it goes on."
)
NOBODY_ANSWERED = (
    f"Nobody answered the question within a day, so the job was closed. {_NOT_CHARGED} Ask again any time."
)


def parameter_refused(label: str) -> str:
    """The service named the option it does not like."""
    return f"The image service did not accept “{label}”. {_NOT_CHARGED} Leave it out or choose another value."


def some_failed(failed: int, count: int, sentence: str) -> str:
    """Some results came, others did not; only what was made is charged."""
    reason = sentence.replace(_NOT_CHARGED, "Only what was made is charged.")
    return f"{failed} of {count} results did not come. {reason}"


def dearer_bill(charged: str, quoted: str) -> str:
    """The service charged more than its quote."""
    return f"The image service charged {charged}; the price shown before was {quoted}."


def compressed_locked(changed: int, outside: int) -> str:
    """A locked picture delivered as JPG or WebP: what the count beside it holds up to."""
    return (
        f"Before compression {changed:,} of {outside:,} pixels outside the mask had changed; JPG and WebP change "
        "pixels everywhere a little. The lossless picture is kept; the next version starts from it."
    )
