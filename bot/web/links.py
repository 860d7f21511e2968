"""Signed parts of addresses that we hand out: whoever holds one was given it by us."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from itsdangerous import BadSignature, Signer

from bot.catalogue import ServiceName
from bot.errors import CallbackRefused

_UUID_TEXT_LENGTH = 22


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
