"""Each setting of THREAD_REPLIES, held against each reading."""

import pytest

from bot.reading.manners import Manner, decide_manner
from bot.reading.replies import read_reply
from bot.settings import ThreadReplies

AT_ONCE, PAUSED, OFFERED = Manner.AT_ONCE, Manner.PAUSED, Manner.OFFERED
COMMAND, UNDO, INSTRUCTION, UNCLEAR, TALK, THANKS = (
    *("edit a red door", "undo", "make the door red"),
    *("a bit darker", "who made this?", "thanks!"),
)
TABLE = {
    ThreadReplies.SMART: (AT_ONCE, AT_ONCE, PAUSED, OFFERED, None, None),
    ThreadReplies.OFFER: (OFFERED, AT_ONCE, OFFERED, OFFERED, None, None),
    ThreadReplies.ALWAYS: (AT_ONCE, AT_ONCE, PAUSED, PAUSED, PAUSED, None),
    ThreadReplies.MENTION: (None,) * 6,
}


def manner_of(text: str, *, mode: ThreadReplies, **changes: bool) -> Manner | None:
    facts = {"is_addressed": False, "has_picture": False, "has_run_here": True, **changes}
    return decide_manner(read_reply(text), mode=mode, **facts)


@pytest.mark.parametrize("mode", list(ThreadReplies))
def test_what_a_reply_does_in_each_mode(mode: ThreadReplies) -> None:
    texts = (COMMAND, UNDO, INSTRUCTION, UNCLEAR, TALK, THANKS)

    assert tuple(manner_of(text, mode=mode) for text in texts) == TABLE[mode]


@pytest.mark.parametrize("mode", list(ThreadReplies))
def test_what_is_written_to_us_runs_in_every_mode_unless_it_only_thanks(mode: ThreadReplies) -> None:
    texts = (COMMAND, INSTRUCTION, UNCLEAR, TALK, THANKS)

    manners = [manner_of(text, mode=mode, is_addressed=True, has_run_here=False) for text in texts]

    assert manners == [AT_ONCE, AT_ONCE, AT_ONCE, AT_ONCE, None]


def test_somebody_new_to_a_thread_is_asked_before_an_instruction_or_a_mask_runs() -> None:
    new = {"mode": ThreadReplies.SMART, "has_run_here": False}

    assert manner_of(INSTRUCTION, **new) is OFFERED
    assert manner_of("", has_picture=True, **new) is OFFERED
    assert manner_of(COMMAND, **new) is AT_ONCE
