"""Signed parts of addresses that we hand out: whoever holds one was given it by us."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from itsdangerous import BadSignature, Signer

from bot.catalogue import ServiceName
from bot.errors import CallbackRefused, LinkRefused

_UUID_TEXT_LENGTH = 22
_EXPIRY_BYTES = 5
_NOT_OURS = "This link is not one of ours. Nothing was charged. Open the page again from Slack."
_EXPIRED = "This link has expired. Nothing was charged. Open the page again from Slack."


class CallbackTokens:
    """Makes and reads the token in a callback's address; one token is good for one task of one service.

    It does not expire: a service may be late, and a task that is over ignores what comes.
    """

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("an empty secret signs for everybody")
        # Each purpose has a key of its own, so that a link made for one is worthless for another.
        self._signers = {
            service: Signer(
                secret, salt=f"retouch callback {service}", key_derivation="hmac", digest_method=sha256
            )
            for service in ServiceName
        }

    def token(self, service: ServiceName, task_id: UUID) -> str:
        """A piece of address: letters, digits, ``-``, ``_`` and one dot."""
        name = urlsafe_b64encode(task_id.bytes).rstrip(b"=")
        return self._signers[service].sign(name).decode("ascii")

    def read(self, token: str, service: ServiceName) -> UUID:
        """The task a token was made for; signatures are compared in constant time.

        Raises:
            CallbackRefused: not a token of ours for this service.
        """
        try:
            name = self._signers[service].unsign(token.encode("ascii"))
        except (BadSignature, UnicodeEncodeError) as error:
            raise CallbackRefused("A callback's token is not ours.") from error
        if len(name) != _UUID_TEXT_LENGTH:
            raise CallbackRefused("A callback's token names no task.")
        return UUID(bytes=urlsafe_b64decode(name + b"=="))


class MaskLinks:
    """Makes and reads the token in a mask page's address; it says which page, and until when."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("an empty secret signs for everybody")
        self._signer = Signer(secret, salt="retouch mask page", key_derivation="hmac", digest_method=sha256)

    def token(self, page_id: UUID, *, expires_at: datetime) -> str:
        """A piece of address: letters, digits, ``-``, ``_`` and one dot."""
        until = int(expires_at.timestamp()).to_bytes(_EXPIRY_BYTES, "big")
        return self._signer.sign(urlsafe_b64encode(page_id.bytes + until)).decode("ascii")

    def read(self, token: str, *, now: datetime) -> UUID:
        """The page a token was made for; signatures are compared in constant time.

        Raises:
            LinkRefused: not a token of ours, or its time is over.
        """
        try:
            name = urlsafe_b64decode(self._signer.unsign(token.encode("ascii")))
        except (BadSignature, UnicodeEncodeError) as error:
            raise LinkRefused("A mask link is not ours.", user_text=_NOT_OURS, status=404) from error
        page_id, until = UUID(bytes=name[:-_EXPIRY_BYTES]), int.from_bytes(name[-_EXPIRY_BYTES:], "big")
        if now.timestamp() >= until:
            raise LinkRefused("A mask link has expired.", user_text=_EXPIRED, status=410)
        return page_id
