"""The one status message of a job: what happens now, how long, what it costs; at the end the summary."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    InteractiveElement,
    SectionBlock,
)

from bot.announcer import FINAL_STAGES, ModelOffer, Stage, Status
from handlers import ids
from handlers.blocks.escape import cut, escape, excerpt, mention, mrkdwn, shorten
from handlers.blocks.wording import (
    duration_words,
    left_words,
    pictures_words,
    price_words,
    share_words,
)

_PLAIN_LIMIT = 4000
_TEXT_LIMIT = 3000
_NOTES_LIMIT = 2000
_BUTTON_LIMIT = 75

# Said where the middle has no sentence of its own about the end.
_ENDINGS = {
    Stage.FAILED: "The image service made no picture. {cost} Please try again.",
    Stage.REFUSED: "This was not started. {cost} Please change the request and try again.",
    Stage.CANCELLED: "Cancelled. {cost} Ask again whenever you like.",
    Stage.EXPIRED: "The image service did not answer in time. {cost} Please try again.",
    Stage.TO_BE_CHECKED: "It is not certain that the image service took this job. "
    "Its price stays reserved until an admin has looked; nothing needs to be done here.",
}


def status_text(status: Status) -> str:
    """The whole message as one text: headline, small print, notes."""
    parts = (_headline(status), _small_print(status), _notes(status))
    return cut("\n".join(part for part in parts if part), limit=_PLAIN_LIMIT)


def status_blocks(status: Status) -> list[Block]:
    """Headline, small print, notes, then what can be clicked."""
    blocks: list[Block] = [SectionBlock(block_id="status", text=mrkdwn(_headline(status)))]
    for block_id, text in (("status_facts", _small_print(status)), ("status_notes", _notes(status))):
        if text:
            blocks.append(ContextBlock(block_id=block_id, elements=[mrkdwn(text)]))
    buttons = _buttons(status)
    if buttons:
        blocks.append(ActionsBlock(block_id="status_buttons", elements=buttons))
    return blocks


def _headline(status: Status) -> str:
    if status.stage not in FINAL_STAGES:
        doing = f"*{escape(_doing(status))}*"
        return f"{doing} {escape(status.sentence)}" if status.sentence else doing
    if status.stage is Stage.DELIVERED:
        return excerpt(" ".join(part for part in (_done(status), status.sentence) if part), limit=_TEXT_LIMIT)
    # Nothing else in the thread will name the person: there is no result.
    ending = status.sentence or _ENDINGS[status.stage].format(cost=_cost(status))
    return f"{mention(status.person.user_id)} {excerpt(ending, limit=_TEXT_LIMIT - 50)}"


def _cost(status: Status) -> str:
    if status.price_micros == 0:
        return "You were not charged."
    return f"It cost {price_words(status.price_micros, is_estimate=status.is_estimate)}."


def _doing(status: Status) -> str:
    """What happens now, for the stages that are not the end."""
    match status.stage:
        case Stage.ASKED:
            return f"Looking at the request for {status.model_name}…"
        case Stage.RESERVED:
            return _waiting_in_line(status.place_in_line)
        case Stage.SUBMITTING:
            return f"Sending it to {status.model_name}…"
        case Stage.FINISHING:
            return f"Finishing {pictures_words(status.count)}…"
        case _:
            return _working(status)


def _waiting_in_line(place_in_line: int | None) -> str:
    if place_in_line is None:
        return "Getting ready…"
    if place_in_line <= 1:
        return "Next in line"
    return f"Number {place_in_line} in line"


def _working(status: Status) -> str:
    if status.place_in_line is not None:
        return _waiting_in_line(status.place_in_line)
    if status.delivered:
        return (
            f"{status.model_name} is working: {status.delivered} of {pictures_words(status.count)} delivered…"
        )
    return f"{status.model_name} is working…"


def _done(status: Status) -> str:
    if status.delivered >= status.count:
        return f"Done: {pictures_words(status.count)}."
    return f"{status.delivered} of {pictures_words(status.count)} delivered."


def _small_print(status: Status) -> str:
    """Model, size of the change, time, price and what is left, as far as they are known."""
    parts = [status.model_name]
    if status.count > 1:
        parts.append(pictures_words(status.count))
    if status.marked_share is not None and status.stage not in FINAL_STAGES:
        parts.append(f"{share_words(status.marked_share)} will change")
    parts.extend(_times(status))
    parts.extend(_price(status))
    if status.left_micros is not None:
        parts.append(left_words(status.left_micros))
    return escape(" · ".join(parts))


def _times(status: Status) -> list[str]:
    elapsed, expected = status.elapsed_seconds, status.expected_seconds
    if status.stage in FINAL_STAGES:
        return [] if elapsed is None else [duration_words(elapsed)]
    if elapsed is None:
        return [] if expected is None else [f"usually {duration_words(expected)}"]
    if expected is None:
        return [duration_words(elapsed)]
    if elapsed > expected:
        return [f"{duration_words(elapsed)}, longer than the usual {duration_words(expected)}"]
    return [f"{duration_words(elapsed)} of about {duration_words(expected)}"]


def _price(status: Status) -> list[str]:
    price = price_words(status.price_micros, is_estimate=status.is_estimate)
    if status.stage is Stage.TO_BE_CHECKED:
        return [f"{price} reserved"] if status.price_micros else []
    if status.price_micros:
        return [price]
    # Before the end, nothing means not known yet.
    return ["not charged"] if status.stage in FINAL_STAGES else []


def _notes(status: Status) -> str:
    return excerpt(" ".join(status.notes), limit=_NOTES_LIMIT)


def _buttons(status: Status) -> list[InteractiveElement]:
    buttons: list[InteractiveElement] = []
    if status.offer is not None:
        buttons.append(_offer_button(status.offer, job_id=str(status.job_id)))
    if status.can_cancel and status.stage not in FINAL_STAGES:
        buttons.append(ButtonElement(action_id=ids.CANCEL, text="Cancel", value=str(status.job_id)))
    return [*buttons, *_details_buttons(status)]


def _details_buttons(status: Status) -> list[ButtonElement]:
    """One for each picture that is kept; two buttons of a row never have the same ``action_id``."""
    is_one = len(status.kept_version_ids) == 1
    return [
        ButtonElement(
            action_id=ids.DETAILS if is_one else f"{ids.DETAILS}:{number}",
            text="Details" if is_one else f"Details {number}",
            value=str(version_id),
        )
        for number, version_id in enumerate(status.kept_version_ids, start=1)
    ]


def _offer_button(offer: ModelOffer, *, job_id: str) -> ButtonElement:
    price = price_words(offer.quote_micros, is_estimate=False)
    return ButtonElement(
        action_id=f"{ids.USE_MODEL}:{offer.model_key}",
        text=shorten(f"Use {offer.model_name} · {price}", limit=_BUTTON_LIMIT),
        value=job_id,
        style="primary",
    )
