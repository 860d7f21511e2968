"""One delivered picture: the mention, its one line, what is left, and the buttons below it."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    InteractiveElement,
    Option,
    OverflowMenuElement,
    SectionBlock,
)

from bot.announcer import Result
from handlers import ids
from handlers.blocks.escape import escape, excerpt, mention, mrkdwn, shorten
from handlers.blocks.wording import duration_words, left_words, price_words

# In the order people see them. A button's value is the version id, a menu entry's is "<name>:<version id>".
RESULT_BUTTONS = (
    (ids.AGAIN, "Again"),
    (ids.CHANGE, "Change…"),
    (ids.REDRAW_MASK, "Redraw mask"),
    (ids.COMPARE, "Compare"),
)
RESULT_MENU = (
    (ids.FINAL_QUALITY, "Final quality"),
    (ids.REMIX_THIS, "Remix this"),
    (ids.DETAILS, "Details"),
    (ids.ORIGINAL, "Original"),
    (ids.DELETE, "Delete"),
)

_TITLE_LIMIT = 120
_NOTES_LIMIT = 2000


def result_line(result: Result) -> str:
    """``v2 · Ideogram Edit · quality · $0.09 · 14 s · seed 7 · outside the mask: 0 of 81 pixels changed``.

    What is not known is left out: a seed the service kept to itself, a proof where nothing was locked.
    """
    parts = [
        f"v{result.version_label}",
        result.model_name,
        result.speed,
        price_words(result.price_micros, is_estimate=result.is_estimate),
        duration_words(result.seconds),
    ]
    if result.seed is not None:
        parts.append(f"seed {result.seed}")
    if result.changed_outside is not None and result.outside_px is not None:
        parts.append(f"outside the mask: {result.changed_outside:,} of {result.outside_px:,} pixels changed")
    return " · ".join(parts)


def result_text(result: Result) -> str:
    """The mention and the line, for notifications and where blocks are not taken."""
    return f"{mention(result.person.user_id)} {escape(result_line(result))}"


def result_title(result: Result) -> str:
    """The file's title, which is also what a screen reader says of it: the version and its prompt."""
    return shorten(f"v{result.version_label} · {result.prompt}", limit=_TITLE_LIMIT)


def result_blocks(result: Result) -> list[Block]:
    """The line, what is left with the notes, and the buttons."""
    blocks: list[Block] = [SectionBlock(block_id="result", text=mrkdwn(result_text(result)))]
    small_print = [] if result.left_micros is None else [left_words(result.left_micros)]
    if result.notes:
        small_print.append(excerpt(" ".join(result.notes), limit=_NOTES_LIMIT))
    if small_print:
        blocks.append(ContextBlock(block_id="result_notes", elements=[mrkdwn(text) for text in small_print]))
    return [*blocks, result_buttons(result)]


def result_buttons(result: Result) -> ActionsBlock:
    """The row of buttons with the menu at its end."""
    version_id = str(result.version_id)
    menu = OverflowMenuElement(
        action_id=ids.MORE,
        options=[Option(value=f"{name}:{version_id}", text=label) for name, label in RESULT_MENU],
    )
    elements: list[InteractiveElement] = [
        ButtonElement(action_id=action, text=label, value=version_id) for action, label in RESULT_BUTTONS
    ]
    return ActionsBlock(block_id="result_buttons", elements=[*elements, menu])
