"""Wishes as people make them, in a message or in the form, beside the body that each has to become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice


@dataclass(frozen=True, kw_only=True)
class Said:
    """One parameter: as an option of a message, as inputs of the form, and in the body, by dotted path."""

    option: str = ""
    inputs: Mapping[str, object] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    references: Mapping[str, Sequence[str]] = field(default_factory=dict)  # names of pictures, by their input


NOTHING = Said()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One job: all that is said for it, and the whole body that it has to become."""

    channel: str
    prompt: str
    said: Sequence[Said]
    body: Mapping[str, object]

    @property
    def options(self) -> str:
        """Behind a mention."""
        return " ".join(said.option for said in self.said if said.option)

    @property
    def inputs(self) -> dict[str, object]:
        """What is typed, chosen and ticked in the form, by ``block_id``."""
        return {block_id: value for said in self.said for block_id, value in said.inputs.items()}

    @property
    def references(self) -> dict[str, Sequence[str]]:
        """Names of reference pictures, by ``block_id``; in a message their names alone say what they are."""
        return {block_id: names for said in self.said for block_id, names in said.references.items()}


def choices(option: str, block_id: str, path: str, values: str) -> list[Said]:
    """A parameter with each of its values, which people write small and services in capitals."""
    return [
        Said(option=f"{option} {value.lower()}", inputs={block_id: value}, body={path: value})
        for value in values.split()
    ]


def numbers(option: str, block_id: str, path: str, *values: int) -> list[Said]:
    """A parameter with some whole numbers."""
    return [
        Said(option=f"{option} {value}", inputs={block_id: str(value)}, body={path: value})
        for value in values
    ]


def typed(option: str, block_id: str, text: str, body: Mapping[str, object]) -> Said:
    """A text that is the same behind the option and in the input."""
    return Said(option=f'{option} "{text}"', inputs={block_id: text}, body=body)


def pictures(block_id: str, path: str, *names: str) -> Said:
    """Reference pictures, for which there is no option."""
    return Said(body={path: list(names)}, references={block_id: names})


def spread(*columns: Sequence[Said], jobs: int) -> list[list[Said]]:
    """Job number n takes entry number n of each column; a column that is too short starts anew."""
    return [list(row) for row in zip(*(islice(cycle(column), jobs) for column in columns), strict=True)]


def wishes(rows: Sequence[Sequence[Said]], *, bare: Mapping[str, object], prompt_path: str) -> list[Wish]:
    """Each row as a job of its own, told apart by its prompt; ``bare`` is what is sent where nothing is said."""
    made = []
    for number, row in enumerate(rows, start=1):
        prompt = f'a sign that reads "OPEN {number}"'
        body = {**bare, prompt_path: prompt}
        for said in row:
            body |= said.body
        made.append(Wish(channel=f"shop-{number}", prompt=prompt, said=row, body=body))
    return made
