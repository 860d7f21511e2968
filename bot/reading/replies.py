"""What a reply in a thread of ours asks for, by fixed rules and without a model.

A reply is read in this order, and the first rule that fits decides:

1. Written to somebody else, only emoji, or only thanks: not for Retouch.
2. A command (``edit``, ``remix``, ``again``, ``more``, ``undo``, ``compare v1 v3``, ``use 2``, ``from v1 …``,
   ``v3 …``, or an option at the start), unless it goes on as talk does: "edit: sorry, Tuesday", "v3 looks great".
3. After "now", "and", "please", "can you": a verb of change and something to be seen: an instruction.
4. A wish ("darker", "the sky should be pink"), or an instruction with a doubt about it: unclear.
5. Everything else: not for Retouch.

A wrong instruction costs money and a missed one costs a click, so every doubt makes a reply unclear at most.
What mentions us is no talk among colleagues, so its verb or version counts as written.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.catalogue import Field, Verb
from bot.reading.options import read_text, undo_escapes
from bot.reading.plain_words import (
    LONGEST_READ,
    Reading,
    first_word,
    is_courtesy,
    less_leads,
    lower_words,
    read_plain_words,
)
from bot.reading.reply_words import CORRECTION, OFFICE_WORDS, PRAISE, SPOKEN_OF, STRONG_VERBS
from bot.reading.requests import Draft
from bot.reading.values import clean_text


class Act(StrEnum):
    """What a reply wants done."""

    RUN = "run"  # a new version by the draft's prompt
    REPEAT = "repeat"  # the same request once more, with the draft's options over it
    UNDO = "undo"
    USE = "use"
    COMPARE = "compare"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A reply, read. Versions are labels ("3", "3.1"); None is the one that is built on now."""

    reading: Reading
    act: Act = Act.RUN
    base: str | None = None
    other: str | None = None  # compare: the second version
    draft: Draft = field(default_factory=Draft)
    is_courtesy: bool = False  # thanks, emoji and the like: never run, not even where every reply runs
    drops_seed: bool = False  # "more": other results, so not with the seed that made these


_TO_SOMEBODY = re.compile(r"<[@!](?:[UW][A-Z0-9]+|here|channel|everyone|subteam)")
_EMOJI = re.compile(
    r"(?<!\w):[a-z0-9_+'-]+:(?::skin-tone-\d:)?|[^\w\s!-/:-@\[-`{-~\u2010-\u201f\u2026]", re.IGNORECASE
)
_FIRST_EMOJI = re.compile(rf"\A(?:\s|{_EMOJI.pattern})+", re.IGNORECASE)
_QUOTES = str.maketrans("‘’‚“”„«»", "'''" + '"' * 5)
_VERSION = r"(?:v|version )\.?\s?(?P<{}>[0-9]{{1,4}}(?:\.[0-9]{{1,3}})?)|(?:the )?(?P<{}_o>original)"
_V = rf"(?:{_VERSION.format('v', 'v')})"
_POLITE = r"(?:please|pls|plz|thanks|thank you|thx|now|then|once|one|time|just|ok|for me|instead|\W){0,30}"

_VERB = re.compile(
    r"(?P<verb>edit|remix)\b(?P<colon>[:,]|\s+[:,](?=\s))?\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_FROM = re.compile(rf"(?:from|on|based on) {_V}\b[\s:,–—-]*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(
    r"v\.?\s?(?P<v>[0-9]{1,4}(?:\.[0-9]{1,3})?)\b(?![:.][0-9])(?P<v_o>)[\s:,–—-]*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_AGAIN = re.compile(
    rf"(?P<word>again|more|another|(?P<count>[1-9][0-9]?|one|two|three|four) more|try again|once more|redo)\b"
    rf"{_POLITE}(?:(?:of|from|with|on)? ?{_V})?{_POLITE}",
    re.IGNORECASE,
)
_AGAIN_THANKS = re.compile(r"again\W+(?:thanks|thank|thx)\b", re.IGNORECASE)
_UNDO = re.compile(
    rf"undo\b(?: (?:that|it|this|the last|last|my|edit|change|version|step)\b)*{_POLITE}{_V}?{_POLITE}",
    re.IGNORECASE,
)
_USE = re.compile(
    rf"(?:use|continue (?:with|from)|build on|go back to|back to|revert to|work from)\s+(?:{_V}|(?:number |#|no\.? ?)?"
    rf"(?P<place>[1-9][0-9]?|(?:the )?(?:first|second|third|fourth)(?: one| result| picture)?)){_POLITE}",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    rf"compare\b\s*(?:(?:it|this|that) )?(?:(?:with|to) )?(?:{_VERSION.format('v', 'v')})?"
    rf"(?:\s*(?:and|with|to|vs\.?|versus|,|&|against|/)?\s*(?:{_VERSION.format('w', 'w')}))?{_POLITE}",
    re.IGNORECASE,
)
_WRITTEN_OPTION = re.compile(r"(?<!\S)--[a-zA-Z]")
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
_NOT_FOR_US = Reply(reading=Reading.NOT_FOR_US)
_COURTESY = Reply(reading=Reading.NOT_FOR_US, is_courtesy=True)


def read_reply(text: str, *, is_addressed: bool = False) -> Reply:
    """Read what somebody wrote in a thread, as Slack escapes it, less a mention of us. Never raises.

    The prompt of a command is what was written, to the letter; that of an instruction is without its emoji.
    """
    if _TO_SOMEBODY.search(text):
        return replace(_NOT_FOR_US, draft=read_text(text, verb=None))
    typed = clean_text(undo_escapes(text[: 6 * LONGEST_READ])).strip()
    if not _less_emoji(typed):
        return _COURTESY
    draft, starts_with_option = _read_options(text, typed)
    words, said = _plain(draft.prompt), _FIRST_EMOJI.sub("", draft.prompt)
    found = next((found for read in _WITHOUT_PROMPT if (found := read(words, draft)) is not None), None)
    for read_prompt in (_read_verb, _read_version):
        found = found or read_prompt(said, draft, is_addressed=is_addressed)
    if found is not None:
        return found
    if starts_with_option:
        return _with_options(words, draft)
    return _read_words(words, draft)


def _read_options(text: str, typed: str) -> tuple[Draft, bool]:
    """The draft with all words as its prompt, and whether an option begins it.

    A dash before a word ("— Ben") is an option only where it names one, or where two hyphens begin the reply.
    """
    starts = typed[:2] == "--" and typed[2:3].isalpha()
    # The verb stays among the words: whether it is one is for the rules to say.
    draft = read_text(f". {text}", verb=None)
    is_meant = starts or _WRITTEN_OPTION.search(typed) is not None
    if not draft.values and not is_meant:
        return Draft(prompt=typed), False
    prompt = draft.prompt.removeprefix(".").strip()
    return replace(draft, prompt=prompt), starts or (bool(draft.values) and typed[:1] in "-—–―")


def _with_options(words: str, draft: Draft) -> Reply:
    """An option at the start: alone it repeats, before words it goes with them unless they are talk."""
    if not words:
        return Reply(reading=Reading.COMMAND, act=Act.REPEAT, draft=draft)
    is_talk = _read_words(words, draft).reading is Reading.NOT_FOR_US and PRAISE.search(words) is not None
    return Reply(reading=Reading.UNCLEAR if is_talk else Reading.COMMAND, draft=draft)


def _read_verb(said: str, draft: Draft, *, is_addressed: bool) -> Reply | None:
    """``edit …`` and ``remix …``, with a version behind the verb if one is named."""
    match = _VERB.fullmatch(said)
    if match is None:
        return None
    verb, rest = Verb(match["verb"].lower()), match["rest"]
    words = _plain(rest)
    if not is_addressed:
        if match["colon"] and CORRECTION.match(words):
            return _NOT_FOR_US
        first = first_word(words)
        if not match["colon"] and (first in SPOKEN_OF or (first == "" and "?" in words)):
            return _read_words(_plain(said), draft)
    inner = _FROM.fullmatch(rest) or _NAMED.fullmatch(rest)
    base = None if inner is None else _label(inner, "v")
    prompt = rest if inner is None else inner["rest"]
    is_office = bool(lower_words(prompt) & OFFICE_WORDS) and not match["colon"] and base is None
    return Reply(
        reading=Reading.UNCLEAR if is_office and not is_addressed else Reading.COMMAND,
        base=base,
        draft=replace(draft, verb=verb, prompt=prompt),
    )


def _read_again(words: str, draft: Draft) -> Reply | None:
    match = _AGAIN.fullmatch(words)
    if match is None or "?" in words or _AGAIN_THANKS.match(words):
        return None
    word = match["word"].lower()
    if match["count"]:
        count = int(_NUMBERS.get(match["count"].lower(), 0) or match["count"])
        draft = replace(draft, values={Field.COUNT: count, **draft.values})
    # "try again" may be said to a colleague, so it is an instruction like any other.
    is_plain = word in {"try again", "redo", "another", "once more"}
    return Reply(
        reading=Reading.INSTRUCTION if is_plain else Reading.COMMAND,
        act=Act.REPEAT,
        base=_label(match, "v"),
        draft=replace(draft, prompt=""),
        drops_seed=word != "again",
    )


def _read_undo(words: str, draft: Draft) -> Reply | None:
    match = _UNDO.fullmatch(words)
    if match is None or "?" in words:
        return None
    return Reply(reading=Reading.COMMAND, act=Act.UNDO, base=_label(match, "v"))


def _read_use(words: str, draft: Draft) -> Reply | None:
    match = _USE.fullmatch(words)
    if match is None or "?" in words:
        return None
    base = _label(match, "v")
    if base is None:
        place = match["place"].lower().removeprefix("the ").split()[0]
        base = f"#{_ORDINALS.get(place, place)}"
    return Reply(reading=Reading.COMMAND, act=Act.USE, base=base)


def _read_compare(words: str, draft: Draft) -> Reply | None:
    match = _COMPARE.fullmatch(words)
    if match is None:
        return None
    return Reply(reading=Reading.COMMAND, act=Act.COMPARE, base=_label(match, "v"), other=_label(match, "w"))


def _read_version(said: str, draft: Draft, *, is_addressed: bool) -> Reply | None:
    """``from v1 …`` and ``v3 …``: a version, then what to do with it."""
    match = _FROM.fullmatch(said) or _NAMED.fullmatch(said)
    if match is None:
        return None
    base, rest = _label(match, "v"), match["rest"]
    if not rest:
        is_repeat = bool(draft.values)
        return Reply(reading=Reading.COMMAND, act=Act.REPEAT, base=base, draft=draft) if is_repeat else None
    words = _plain(rest)
    inner = (
        _read_verb(rest, draft, is_addressed=is_addressed)
        or _read_again(words, draft)
        or _read_undo(words, draft)
    )
    if inner is not None and inner.reading is not Reading.NOT_FOR_US and inner.base is None:
        return replace(inner, base=base)
    command = Reply(reading=Reading.COMMAND, base=base, draft=replace(draft, prompt=rest))
    if is_addressed:
        return command
    first = first_word(words)
    is_talk = first in SPOKEN_OF or is_courtesy(words) or words.endswith("?") or first == ""
    if is_talk or (PRAISE.search(words) and first_word(less_leads(words)) not in STRONG_VERBS):
        wish = _read_words(words, draft)
        is_wish = wish.reading is not Reading.NOT_FOR_US and not PRAISE.search(words)
        return replace(wish, reading=Reading.UNCLEAR, base=base) if is_wish else _NOT_FOR_US
    is_office = bool(lower_words(words) & OFFICE_WORDS)
    return replace(command, reading=Reading.UNCLEAR) if is_office else command


def _less_emoji(text: str) -> str:
    return " ".join(_EMOJI.sub(" ", text).split()).strip()


def _plain(text: str) -> str:
    """Words to be judged: one line without emoji, its quotation marks straight."""
    return _less_emoji(text.translate(_QUOTES))


def _read_words(words: str, draft: Draft) -> Reply:
    """Plain words as a reply."""
    found = read_plain_words(words)
    return Reply(
        reading=found.reading,
        draft=replace(draft, prompt=found.order),
        is_courtesy=is_courtesy(words),
    )


def _label(match: re.Match[str], name: str) -> str | None:
    """The version that a pattern found, "0" for the original."""
    groups = match.groupdict()
    if groups.get(name):
        return str(groups[name])
    return "0" if groups.get(f"{name}_o") else None


_WITHOUT_PROMPT: tuple[Callable[[str, Draft], Reply | None], ...] = (
    _read_again,
    _read_undo,
    _read_use,
    _read_compare,
)
