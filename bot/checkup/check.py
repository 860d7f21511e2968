"""One line of ``retouch doctor``: what was looked at, what was found, and how to mend it."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

# The longest that a single examination may take; they all run at once.
LIMIT_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Check:
    """What one look found; ``mend`` is empty where there is nothing to do."""

    name: str
    is_ok: bool
    says: str
    mend: str = ""

    @property
    def line(self) -> str:
        """``FAIL  Database: It does not answer. Start PostgreSQL.``"""
        mark = "ok  " if self.is_ok else "FAIL"
        return f"{mark}  {self.name}: {self.says} {self.mend}".rstrip()


def passed(name: str, says: str) -> Check:
    """All is well."""
    return Check(name=name, is_ok=True, says=says)


def failed(name: str, says: str, *, mend: str) -> Check:
    """Something keeps Retouch, or a part of it, from working."""
    return Check(name=name, is_ok=False, says=says, mend=mend)


async def in_time(
    name: str, examination: Awaitable[Sequence[Check]], *, limit_seconds: float = LIMIT_SECONDS
) -> Sequence[Check]:
    """What an examination finds, or one line that says it took too long."""
    try:
        async with asyncio.timeout(limit_seconds):
            return await examination
    except TimeoutError:
        says = f"No answer within {limit_seconds:g} seconds."
        return [failed(name, says, mend="Check the network between here and there, then run this again.")]


def is_plain(secret: str) -> bool:
    """Whether it could be a key at all: those hold no blanks, line ends or typographic characters."""
    return secret.isascii() and secret.isprintable() and " " not in secret
