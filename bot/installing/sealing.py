"""Slack's tokens at rest: sealed with a key of their own that is derived from the secret key."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import BotError

_KEY_BYTES = 32


class SealBroken(BotError):
    """What is kept cannot be opened with the keys we have."""


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What lets us act in one place: the bot's token, and where it expires the one that renews it."""

    bot: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)


class Seal:
    """Seals with the first of the secret keys and opens with any; the others are those from before."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        if not all(secret_keys):
            raise ValueError("an empty secret seals nothing")
        self._fernet = MultiFernet(
            [Fernet(urlsafe_b64encode(derive_key(key, purpose="installation tokens"))) for key in secret_keys]
        )

    def close(self, tokens: Tokens) -> str:
        """Sealed text; the same tokens give another text each time."""
        opened = json.dumps({"bot": tokens.bot, "refresh": tokens.refresh})
        return self._fernet.encrypt(opened.encode()).decode("ascii")

    def open(self, sealed: str) -> Tokens:
        """What ``close`` was given.

        Raises:
            SealBroken: it was sealed with another key, or altered.
        """
        try:
            opened = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise _broken() from error
        return Tokens(bot=opened["bot"], refresh=opened["refresh"])

    def renew(self, sealed: str) -> str:
        """The same tokens, sealed with the first key.

        Raises:
            SealBroken: as for ``open``.
        """
        try:
            return self._fernet.rotate(sealed).decode("ascii")
        except InvalidToken as error:
            raise _broken() from error


def _broken() -> SealBroken:
    return SealBroken(
        "a token is sealed with another key",
        user_text="Retouch cannot open the tokens it keeps: SECRET_KEY is not the one they were sealed with. "
        "Set the earlier one as SECRET_KEY_BEFORE and run `retouch rotate-key`, or install Retouch again.",
    )


def derive_key(secret_key: str, *, purpose: str) -> bytes:
    """A key that is good for one purpose: what it signs or seals means nothing for another."""
    info = f"retouch {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(secret_key.encode())
