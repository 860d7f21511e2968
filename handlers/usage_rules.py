"""The words behind ``/usage`` that rule for everybody: pause, resume, allow, disallow, digest."""

from collections.abc import Sequence

from bot.catalogue import MODELS
from bot.errors import RequestError
from bot.office.digests import Frequency
from bot.office.rules import HouseRules, Kind
from bot.reading.values import nearest
from handlers.blocks.rules import rules_shown
from handlers.blocks.shown import Shown
from handlers.usage_desk import Act, Desk
from handlers.usage_words import find_channel, read_plain

_OFF = "off"


async def pause(desk: Desk, words: Sequence[str]) -> str | Shown:
    """Nothing new goes to a service."""
    return await desk.office.pause(desk.admin)


async def resume(desk: Desk, words: Sequence[str]) -> str | Shown:
    """It goes on."""
    return await desk.office.resume(desk.admin)


async def allow(desk: Desk, words: Sequence[str]) -> str | Shown:
    """``allow #design 3`` puts a channel and a model on their lists; ``allow all`` ends both lists."""
    if [read_plain(word).casefold() for word in words[1:]] == ["all"]:
        for kind in (Kind.CHANNEL, Kind.MODEL):
            await desk.office.set_list(desk.admin, kind, ())
    else:
        await _change(desk, words, is_added=True)
    return rules_shown(await desk.office.rules(desk.admin.team_id), command=desk.command)


async def disallow(desk: Desk, words: Sequence[str]) -> str | Shown:
    """``disallow #design`` takes it off its list; the last one ends the list."""
    await _change(desk, words, is_added=False)
    return rules_shown(await desk.office.rules(desk.admin.team_id), command=desk.command)


async def digest(desk: Desk, words: Sequence[str]) -> str | Shown:
    """``digest #design weekly|monthly|off``."""
    channel_id = find_channel(words[1]) if len(words) == 3 else None
    if channel_id is None:
        raise RequestError(
            "Nothing was changed: a digest names a channel and how often. "
            f"Write it like {desk.command} digest #design weekly, or monthly, or off."
        )
    word = read_plain(words[2]).casefold()
    if word not in (*Frequency, _OFF):
        suggestion = nearest(word, (*Frequency, _OFF))
        raise RequestError(
            f"I do not know how often that is. Nothing was changed. Did you mean {suggestion}? "
            "It is weekly, monthly or off."
        )
    frequency = None if word == _OFF else Frequency(word)
    await desk.office.set_digest(desk.admin, channel_id, frequency)
    if frequency is None:
        return Shown.of(f"<#{channel_id}> gets no digest any more.")
    period = "week" if frequency is Frequency.WEEKLY else "month"
    return Shown.of(
        f"<#{channel_id}> gets a digest of the whole workspace after each {period}, this one first. "
        "It shows sums by model and names nobody."
    )


async def _change(desk: Desk, words: Sequence[str], *, is_added: bool) -> None:
    """Every word is a channel or a model; all are read before anything is changed."""
    named = [_read_subject(word) for word in words[1:]]
    rules = await desk.office.rules(desk.admin.team_id)
    for kind in {kind for kind, _ in named}:
        subjects = {subject for found, subject in named if found is kind}
        before = set(_list_of(rules, kind))
        await desk.office.set_list(
            desk.admin, kind, sorted(before | subjects if is_added else before - subjects)
        )


def _list_of(rules: HouseRules, kind: Kind) -> Sequence[str]:
    return rules.channel_ids if kind is Kind.CHANNEL else rules.model_keys


def _read_subject(word: str) -> tuple[Kind, str]:
    """A channel as Slack writes it, or a model's key.

    Raises:
        RequestError: neither.
    """
    if (channel_id := find_channel(word)) is not None:
        return Kind.CHANNEL, channel_id
    name = read_plain(word).casefold()
    if name in MODELS:
        return Kind.MODEL, name
    raise RequestError(
        f"I do not know what to allow there. Nothing was changed. Did you mean {nearest(name, tuple(MODELS))}? "
        "Write #a-channel from Slack's list, or one of the models " + ", ".join(MODELS) + "."
    )


ACTS: dict[str, Act] = {
    "pause": pause,
    "resume": resume,
    "allow": allow,
    "disallow": disallow,
    "digest": digest,
}
