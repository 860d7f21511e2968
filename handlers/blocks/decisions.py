"""The two small forms in which an admin decides on a request for more."""

from slack_sdk.models.blocks import (
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from bot.money.amounts import format_usd
from handlers import ids

AMOUNT = "amount"
SPAN = "span"
REASON = "reason"
FOR_PERIOD = "period"

_THIS_ONE = Option(value="once", label="Once: this request alone, if it costs no more")
_PERIOD = Option(value=FOR_PERIOD, label="For the period: added to every limit in its way until it ends")
_REASON_LIMIT = 300


def approve_view(*, quote_micros: int, amount_micros: int, memory: str) -> View:
    """How much more, and for how long; filled with what would do."""
    price = f"The request costs {format_usd(quote_micros)}."
    return View(
        type="modal",
        callback_id=ids.APPROVE_FORM,
        title="Approve more",
        submit="Approve",
        close="Back",
        private_metadata=memory,
        blocks=[
            InputBlock(
                block_id=AMOUNT,
                label="Amount in dollars",
                hint=PlainTextObject(text=price),
                element=PlainTextInputElement(
                    action_id=ids.VALUE, initial_value=format_usd(amount_micros).lstrip("$").replace(",", "")
                ),
            ),
            InputBlock(
                block_id=SPAN,
                label="How long",
                element=RadioButtonsElement(
                    action_id=ids.VALUE, options=[_PERIOD, _THIS_ONE], initial_option=_PERIOD
                ),
            ),
        ],
    )


def deny_view(*, memory: str) -> View:
    """Why not; the person reads it."""
    return View(
        type="modal",
        callback_id=ids.DENY_FORM,
        title="Deny the request",
        submit="Deny",
        close="Back",
        private_metadata=memory,
        blocks=[
            InputBlock(
                block_id=REASON,
                label="Reason",
                optional=True,
                hint=PlainTextObject(text="The person who asked will read it."),
                element=PlainTextInputElement(action_id=ids.VALUE, max_length=_REASON_LIMIT),
            )
        ],
    )
