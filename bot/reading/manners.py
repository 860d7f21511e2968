"""How a reply begins to run: at once, after a pause, after a click, or not at all. PRODUCT's table as one function."""

from enum import StrEnum

from bot.reading.plain_words import Reading
from bot.reading.replies import Act, Reply
from bot.settings import ThreadReplies


class Manner(StrEnum):
    """How a job begins."""

    AT_ONCE = "at_once"
    PAUSED = "paused"  # shown with a Cancel that is free, and run a moment later
    OFFERED = "offered"  # asked about privately, and run on a click


def decide_manner(
    reply: Reply, *, mode: ThreadReplies, is_addressed: bool, has_picture: bool, has_run_here: bool
) -> Manner | None:
    """None where nothing is to happen.

    ``is_addressed``: it mentions us, or was written to us alone. ``has_run_here``: its author has run
    something in this thread before. A picture may be a new mask; what it is is found out later.
    """
    if is_addressed:
        return None if reply.is_courtesy and not has_picture else Manner.AT_ONCE
    if mode is ThreadReplies.MENTION:
        return None
    if reply.reading is Reading.COMMAND:
        is_free = reply.act in {Act.UNDO, Act.USE, Act.COMPARE}
        return Manner.AT_ONCE if is_free or mode is not ThreadReplies.OFFER else Manner.OFFERED
    if mode is ThreadReplies.ALWAYS:
        return None if reply.is_courtesy and not has_picture else Manner.PAUSED
    if reply.reading is Reading.INSTRUCTION or has_picture:
        is_trusted = mode is ThreadReplies.SMART and has_run_here
        return Manner.PAUSED if is_trusted else Manner.OFFERED
    return Manner.OFFERED if reply.reading is Reading.UNCLEAR else None
