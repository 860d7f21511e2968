"""A private message with blocks, and the plain text beside them."""

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
