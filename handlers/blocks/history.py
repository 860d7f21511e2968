"""The threads somebody worked in, and the options they want everywhere."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    ImageElement,
    SectionBlock,
)
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.catalogue import MODELS
from bot.doors.history import PastThread
from handlers import ids
from handlers.blocks.escape import escape, excerpt, mrkdwn
from handlers.blocks.wording import price_words

NO_HISTORY = (
    "You have not made a picture here yet. Start with /edit or /remix, or mention me below a picture."
)
NOTHING_FOUND = "Nothing that you asked for here has all of these words in it."
_PROMPT_LIMIT = 150


def history_blocks(
    past: Sequence[PastThread], *, links: Mapping[str, str], with_thumbnails: bool, nothing: str = NO_HISTORY
) -> list[Block]:
    """One line a thread with its last picture; ``links`` are addresses of messages by their ts."""
    if not past:
        return [ContextBlock(block_id="no_history", elements=[mrkdwn(nothing)])]
    return [
        _line(thread, link=links.get(thread.message_ts), with_thumbnail=with_thumbnails) for thread in past
    ]


def preference_blocks(options: str, *, command: str) -> list[Block]:
    """The options, and a button that forgets them."""
    if not options:
        text = f"*Your defaults* · none. Set some with `{command} defaults --speed turbo --magic off`."
        return [SectionBlock(block_id="defaults", text=mrkdwn(text))]
    text = f"*Your defaults* · `{escape(options)}`\nUsed wherever you say nothing else."
    button = ButtonElement(action_id=ids.RESET_DEFAULTS, text="Forget them", value="all")
    return [
        SectionBlock(block_id="defaults", text=mrkdwn(text)),
        ActionsBlock(block_id="reset_defaults", elements=[button]),
    ]


def _line(thread: PastThread, *, link: str | None, with_thumbnail: bool) -> Block:
    model = MODELS.get(thread.model_key or "")
    label = f"*v{thread.version_label}*" if thread.version_label else f"*{thread.stage.replace('_', ' ')}*"
    price = price_words(thread.price_micros, is_estimate=thread.is_estimate) if thread.price_micros else ""
    place = f"in <#{thread.channel_id}>" if thread.channel_id.startswith("C") else ""
    facts = [
        f"{thread.asked_at.day} {thread.asked_at:%B}",
        model.name if model else "",
        price,
        "" if thread.jobs == 1 else f"{thread.jobs} of your jobs",
        place,
        f"<{link}|open the thread>" if link else "",
    ]
    text = f"{label} · {excerpt(thread.prompt, limit=_PROMPT_LIMIT)}\n{' · '.join(filter(None, facts))}"
    thumbnail = None
    if with_thumbnail and thread.file_id is not None:
        thumbnail = ImageElement(
            slack_file=SlackFile(id=thread.file_id), alt_text=f"v{thread.version_label}, small"
        )
    return SectionBlock(text=mrkdwn(text), accessory=thumbnail)
