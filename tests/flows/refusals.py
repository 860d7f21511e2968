"""Wishes that must not run, in a message and in the form, beside the sentence that has to say why."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.flows.wishes import Said


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One wish that must not run; ``field`` is the input that the form marks, None where it cannot be asked there."""

    sentence: str
    said: Said
    prompt: str = "a red door"
    field: str | None = None
    has_mask: bool = True


def bound(sentence: str, option: str, block_id: str, *texts: str, has_mask: bool = True) -> list[Refusal]:
    """Values beyond a bound, each written behind the option and typed into the input."""
    return [
        Refusal(
            sentence=sentence,
            said=Said(option=f'{option} "{text}"', inputs={block_id: text}),
            field=block_id,
            has_mask=has_mask,
        )
        for text in texts
    ]


def rule(
    sentence: str,
    field: str,
    *,
    options: str = "",
    inputs: dict[str, str] | None = None,
    **pictures: Sequence[str],
) -> Refusal:
    """Things that do not go together, or too many pictures."""
    said = Said(option=options, inputs=inputs or {}, references=pictures)
    return Refusal(sentence=sentence, said=said, field=field)


def written(sentence: str, *options: str) -> list[Refusal]:
    """What only a text can get wrong."""
    return [Refusal(sentence=sentence, said=Said(option=option)) for option in options]


def lacks(model: str, option: str, takers: str) -> Refusal:
    """An option that the model does not have, and who has it."""
    name = option.split(maxsplit=1)[0]
    sentence = f"{model} does not take {name}. Nothing was charged. Leave it out, or use {takers}."
    return Refusal(sentence=sentence, said=Said(option=option))
