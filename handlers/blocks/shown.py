"""A private message with blocks, and the plain text beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from slack_sdk.models.blocks import Block, SectionBlock

from handlers.blocks.escape import cut, mrkdwn

_TEXT_LIMIT = 3000


@dataclass(frozen=True, kw_only=True)
class Shown:
    """``text`` is finished ``mrkdwn``."""

    text: str
    blocks: list[Block]

    @classmethod
    def of(cls, text: str, *, block_id: str = "notice") -> Self:
        """One section with finished ``mrkdwn``."""
        told = cut(text, limit=_TEXT_LIMIT)
        return cls(text=told, blocks=[SectionBlock(block_id=block_id, text=mrkdwn(told))])

    @classmethod
    def list_of(cls, lines: Sequence[str], *, block_id: str) -> Self:
        """Lines of finished ``mrkdwn``, none of them left out because they are many."""
        return cls(
            text=cut("\n".join(lines), limit=_TEXT_LIMIT), blocks=line_blocks(lines, block_id=block_id)
        )


def line_blocks(lines: Sequence[str], *, block_id: str) -> list[Block]:
    """Finished lines in as few sections as Slack takes."""
    texts: list[str] = []
    for line in (cut(line, limit=_TEXT_LIMIT) for line in lines):
        if texts and len(texts[-1]) + 1 + len(line) <= _TEXT_LIMIT:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return [
        SectionBlock(block_id=f"{block_id}_{number}" if number else block_id, text=mrkdwn(text))
        for number, text in enumerate(texts)
    ]
