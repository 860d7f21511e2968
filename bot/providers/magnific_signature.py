"""Checking the signature on Magnific's callbacks.

Source: the vendor's webhook page (formerly Freepik's), read 2026-11-20: HMAC-SHA256 over
``id.timestamp.body``, base64. Its samples disagree on how the secret becomes the key, so each documented
way is tried. A lenient decoder could yield an empty key that anybody can forge, hence the strictness.
"""

import base64
import binascii
import contextlib
import hmac
from collections.abc import Mapping
from hashlib import sha256

import structlog

from bot.errors import CallbackRefused

TOLERANCE_SECONDS = 300
MIN_KEY_BYTES = 16
MAX_SIGNATURES = 10

_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")

log = structlog.get_logger(__name__)


def derive_keys(secret: str) -> dict[str, bytes]:
    """Every key the secret may stand for, by the way it was read; empty where all are too short."""
    ways = {"text": secret.encode("utf-8"), "base64": _decode(secret)}
    if secret.startswith("whsec_"):
        ways["prefixed base64"] = _decode(secret.removeprefix("whsec_"))
    with contextlib.suppress(ValueError):
        ways["hex"] = binascii.unhexlify(secret)
    return {way: key for way, key in ways.items() if len(key) >= MIN_KEY_BYTES}


def check_signature(
    headers: Mapping[str, str], body: bytes, *, keys: Mapping[str, bytes], now: float
) -> None:
    """Return if the raw body was signed with one of the keys within five minutes of ``now``.

    Raises:
        CallbackRefused: 401, whatever is wrong.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    if any(not sent.get(name) for name in _HEADERS):
        raise CallbackRefused("A callback is not signed.", status=401)
    event_id, timestamp, signatures = (sent[name] for name in _HEADERS)
    if not _is_recent(timestamp, now=now):
        raise CallbackRefused("A callback's signature is too old or too new.", status=401)
    # aiohttp keeps bytes that are not UTF-8 as surrogates; this gives them back.
    message = f"{event_id}.{timestamp}.".encode("utf-8", "surrogateescape") + body
    for way, key in keys.items():
        expected = hmac.new(key, message, sha256).digest()
        if any(hmac.compare_digest(expected, given) for given in _read_signatures(signatures)):
            log.debug("A callback's signature is right.", key=way)
            return
    raise CallbackRefused("A callback's signature is wrong.", status=401)


def _is_recent(timestamp: str, *, now: float) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now - int(timestamp)) <= TOLERANCE_SECONDS


def _read_signatures(header: str) -> list[bytes]:
    """The signatures of ``v1,<base64> v2,<base64>``; the version is the secret's, so any may match."""
    found = []
    for part in header.split(" ")[:MAX_SIGNATURES]:
        _, comma, encoded = part.partition(",")
        if comma:
            found.append(_decode(encoded))
    return found


def _decode(text: str) -> bytes:
    """Strict standard base64; empty for anything else."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
