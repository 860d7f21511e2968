"""Plain words in a thread: an instruction about its picture, perhaps one, or talk among colleagues."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.reading.reply_words import (
    ABOUT_PEOPLE,
    ASKS,
    COURTESY_WORDS,
    DETERMINED,
    FORMS,
    IDIOMS,
    LEADS,
    OFFICE_WORDS,
    PICTURE_WORDS,
    PRAISE,
    STRONG_VERBS,
    TALK,
    WEAK_VERBS,
    WISHES,
)


class Reading(StrEnum):
    """What a reply is to us."""

    COMMAND = "command"
    INSTRUCTION = "instruction"
    UNCLEAR = "unclear"
    NOT_FOR_US = "not_for_us"


@dataclass(frozen=True, kw_only=True)
class PlainWords:
    """Words, read; ``order`` is what is left of them without "great, now please"."""

    reading: Reading
    order: str


# No instruction needs more; what is longer is text to discuss.
LONGEST_READ = 2_000
_LONGEST_WISH_WORDS = 14

_WORD = re.compile(r"[^\W_][\w'+-]*")
_RID = re.compile(r"get rid of\b", re.IGNORECASE)
_DOUBT = re.compile(
    r"\b(?:said|says|told|asked|asks|thinks?|i'll|i will|i'm|we'll|let me|later|maybe|perhaps|"
    r"i guess|wdyt|thoughts|"
    r"your|you|who|kidding|joking|jk|lol|haha|wait|never mind|nevermind|if you)\b|, ?[A-Z][a-z]+[.!?]*$",
)
_TALK_OF_OTHERS = re.compile(
    r"\b(?:you|your|he|she|they|him|her|them|who|remember|reminds|saw|seen)\b", re.IGNORECASE
)
_ASKING_WISH = re.compile(
    r"(?:what if|how about|what about|can we|could we|can it|maybe|is it possible)\b", re.IGNORECASE
)
# A whole statement tells something; only its fragments ("a blue door") can be meant as a wish.
_SENTENCE = re.compile(
    r"\b(?:is|isn't|are|aren't|was|were|am|'s|has|have|had|looks?|looked|seems?|feels?|did|does|do|went|came|got|gets|"
    r"said|says|sent|will|would|can|i|we|it|it's|that's|this|these|those|there)\b",
    re.IGNORECASE,
)


def read_plain_words(words: str) -> PlainWords:
    """An instruction, unclear, or nothing for us; never a command."""
    if len(words) > LONGEST_READ or is_courtesy(words):
        return PlainWords(reading=Reading.NOT_FOR_US, order=words)
    rest = less_leads(words)
    asks = ASKS.match(rest)
    order = rest if asks is None else less_leads(rest[asks.end() :])
    verb = first_word(order)
    if verb in STRONG_VERBS | WEAK_VERBS or _RID.match(order):
        return PlainWords(reading=_judge_order(order, verb=verb, is_asked=asks is not None), order=order)
    # "great colours" praises them, "great, now darker" does not.
    is_praise = PRAISE.search(words) is not None and WISHES.search(rest) is None
    is_wish = asks is None and not is_praise and _is_wish(rest)
    return PlainWords(reading=Reading.UNCLEAR if is_wish else Reading.NOT_FOR_US, order=order)


def _judge_order(order: str, *, verb: str, is_asked: bool) -> Reading:
    """What begins with a verb of change: for us, perhaps for us, or about something else."""
    if IDIOMS.match(order):
        return Reading.NOT_FOR_US
    seen = lower_words(order)
    is_picture = bool((seen - {verb}) & PICTURE_WORDS)
    if seen & OFFICE_WORDS or ABOUT_PEOPLE.match(order):
        return Reading.UNCLEAR if is_picture and verb in STRONG_VERBS else Reading.NOT_FOR_US
    if not is_picture and (verb in WEAK_VERBS or FORMS.match(order) is None):
        is_possible = DETERMINED.match(order) is not None and (
            verb in STRONG_VERBS or is_asked or len(seen) > 3
        )
        return Reading.UNCLEAR if is_possible else Reading.NOT_FOR_US
    questions = order.count("?") - (1 if is_asked else 0)
    return Reading.UNCLEAR if questions > 0 or _DOUBT.search(order) else Reading.INSTRUCTION


def _is_wish(rest: str) -> bool:
    """Short words about a picture: "darker", "a blue door", "the sign should be bigger"."""
    seen = lower_words(rest)
    if len(_WORD.findall(rest)) > _LONGEST_WISH_WORDS or seen & OFFICE_WORDS or _TALK_OF_OTHERS.search(rest):
        return False
    is_wish = WISHES.search(rest) is not None
    if TALK.match(rest) and not _ASKING_WISH.match(rest):
        return False
    is_picture = bool(seen & PICTURE_WORDS)
    if PRAISE.search(rest) and not re.search(
        r"\b(?:but|except|just|only|should|needs?|too)\b", rest, re.IGNORECASE
    ):
        return False
    if rest.rstrip().endswith("?") and not _ASKING_WISH.match(rest):
        return False
    if is_wish:
        return is_picture
    return is_picture and not _SENTENCE.search(rest)


def less_leads(words: str) -> str:
    """Without "great, now please" before it, and without clauses that only thank or praise."""
    rest = words.strip()
    while True:
        shorter = rest
        lead = LEADS.match(rest)
        # "light blue", "right side": a lead is one only where something of its own follows.
        if lead is not None and lead.end() < len(rest):
            shorter = rest[lead.end() :].lstrip()
        clause, mark, behind = _split_clause(shorter)
        if mark and behind.strip() and is_courtesy(clause):
            shorter = behind.strip()
        if shorter == rest:
            return rest
        rest = shorter


def _split_clause(text: str) -> tuple[str, str, str]:
    match = re.search(r"[,.!;:]\s+|\s[-–—]+\s|\bbut\b", text)
    return (text, "", "") if match is None else (text[: match.start()], match[0], text[match.end() :])


def is_courtesy(words: str) -> bool:
    found = [word.lower() for word in _WORD.findall(words)]
    return all(word in COURTESY_WORDS for word in found)


def lower_words(text: str) -> set[str]:
    return {word.lower().removesuffix("'s") for word in _WORD.findall(text)}


def first_word(text: str) -> str:
    match = _WORD.match(text.lstrip(" \"'(*_~"))
    return "" if match is None else match[0].lower()
