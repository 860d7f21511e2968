"""``/usage forget-me`` for everybody, ``/usage retention`` for admins: what is kept here, and for how long."""

import re
from collections.abc import Sequence

from bot.errors import RequestError
from handlers.blocks.shown import Shown
from handlers.usage_desk import Act, Desk
from handlers.usage_words import read_plain

FORGET_ME = "forget-me"
MAX_DAYS = 3650

_DAYS = re.compile(r"([0-9]{1,5}) ?(?:d|days?)?")
_FORGOTTEN = (
    "Your prompts, masks, pictures and defaults are being deleted here, and what you had under way is cancelled. "
    "What you spent stays in the accounts. What was posted in Slack stays there until somebody deletes it."
)


def is_forget_me(text: str) -> bool:
    """The whole text, also with the dash that a phone makes."""
    return read_plain(text).casefold().translate(_DASHES) in {FORGET_ME, "forget me"}


async def forget_me(desk: Desk) -> str:
    """Nobody else can ask for it, and it cannot be undone."""
    await desk.privacy.forget_person(desk.origin.person)
    return _FORGOTTEN


async def retention(desk: Desk, words: Sequence[str]) -> str | Shown:
    """``retention 30 days`` keeps things for so long, ``retention none`` for as long as the settings say."""
    if len(words) > 1:
        await desk.privacy.set_retention(desk.admin, read_days(" ".join(words[1:])))
    days = await desk.privacy.find_days(desk.admin.team_id)
    if days is None:
        return f"Prompts, masks and pictures are kept for ever. {desk.command} retention 30 days deletes older ones."
    return f"Prompts, masks and pictures are deleted here after {days} days. What they cost stays in the accounts."


def read_days(text: str) -> int | None:
    """A number of days, or None for ``none``.

    Raises:
        RequestError: neither.
    """
    plain = read_plain(text).casefold()
    if plain in {"none", "off", "forever", "for ever"}:
        return None
    match = _DAYS.fullmatch(plain)
    if match is None or not 1 <= int(match[1]) <= MAX_DAYS:
        raise RequestError(
            f"I cannot read how long to keep things. Nothing was changed. Write 1 to {MAX_DAYS} days, or none."
        )
    return int(match[1])


_DASHES = str.maketrans("–—‑", "---")

ACTS: dict[str, Act] = {"retention": retention}
