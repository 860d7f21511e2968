"""The way from Slack to the mask page: a note, or what stands in the place of a form."""

from slack_sdk.models.blocks import ActionsBlock, SectionBlock
from slack_sdk.models.views import View

from bot.announcer import Choice, Notice
from handlers import ids
from handlers.blocks.escape import mrkdwn
from handlers.blocks.notice import choice_button

_TEXT = (
    "Your mask page is ready. Paint what may change and save there: the edit then runs here. "
    "The link is yours alone and good for 24 hours; nothing is charged until you save."
)
_KEPT = "What you entered is kept there. You can close this window."


def mask_link_notice(url: str) -> Notice:
    """A button that opens the page in the browser."""
    return Notice(text=_TEXT, choices=[_open_choice(url)])


def mask_link_view(url: str) -> View:
    """The same as a window, in the place of the form that asked for it."""
    return View(
        type="modal",
        title="Draw the mask",
        close="Close",
        blocks=[
            SectionBlock(block_id="mask_link", text=mrkdwn(f"{_TEXT} {_KEPT}")),
            ActionsBlock(block_id="choices", elements=[choice_button(_open_choice(url))]),
        ],
    )


def _open_choice(url: str) -> Choice:
    return Choice(
        action=ids.OPEN_MASK_PAGE, label="Open the mask page", value="open", style="primary", url=url
    )
