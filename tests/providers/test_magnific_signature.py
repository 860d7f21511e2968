"""Signatures: vectors from the specification's reference tests, recomputed for the vendor's own way."""

import base64
import hmac
from hashlib import sha256

import pytest

from bot.errors import CallbackRefused
from bot.providers.magnific_signature import check_signature, derive_keys

SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SIGNED_AT = 1614265330
BODY = b'{"test": 2432232314}'
BY_BASE64 = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
BY_TEXT = "ELhqG0Ku1gwOc1f4jyKdp3SFGFLAOdJ9bvpWLciCakI="
BY_PREFIXED_TEXT = "TcxlhK9b6UD6iVI1ZU2tTqp8PEVfYRseNNfa6b+LcUg="


def headers(signature, **changes):
    values = {"webhook-id": ID, "webhook-timestamp": str(SIGNED_AT), "webhook-signature": signature}
    return {name: value for name, value in (values | changes).items() if value is not None}


def check(signature, *, secret=SECRET, body=BODY, now=SIGNED_AT, **changes):
    check_signature(headers(signature, **changes), body, keys=derive_keys(secret), now=now)


def sign(key, *, body=BODY, timestamp=str(SIGNED_AT)):
    message = f"{ID}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, message, sha256).digest()).decode()


@pytest.mark.parametrize(
    ("secret", "signature"),
    [
        (SECRET, BY_BASE64),
        (SECRET, BY_TEXT),
        (f"whsec_{SECRET}", BY_BASE64),
        (f"whsec_{SECRET}", BY_PREFIXED_TEXT),
    ],
)
def test_the_known_vectors_pass(secret, signature):
    check(f"v1,{signature}", secret=secret)


def test_a_secret_in_hex_is_understood():
    key = bytes(range(16, 48))

    check(sign(key), secret=key.hex())


@pytest.mark.parametrize(
    "signature",
    [
        f"v1,AAAA v2,{BY_TEXT}",
        f"v2,{BY_TEXT} v1,{BY_BASE64[:-2]}A=",
        f"nonsense v1, v1a,{BY_TEXT}",
        f"v1,!!!! v1,{BY_TEXT}",
    ],
)
def test_one_right_signature_in_a_list_is_enough_whatever_its_version(signature):
    check(signature)


def test_header_names_are_read_in_any_case():
    spelled = {name.title(): value for name, value in headers(f"v1,{BY_TEXT}").items()}

    check_signature(spelled, BODY, keys=derive_keys(SECRET), now=SIGNED_AT)


@pytest.mark.parametrize("now", [SIGNED_AT - 300, SIGNED_AT + 300, SIGNED_AT + 299.5])
def test_five_minutes_either_way_are_tolerated(now):
    check(f"v1,{BY_TEXT}", now=now)


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-id": None},
        {"webhook-timestamp": None},
        {"webhook-signature": None},
        {"webhook-id": ""},
        {"webhook-id": "msg_other"},
        {"webhook-timestamp": "hello"},
        {"webhook-timestamp": f"{SIGNED_AT}.0"},
        {"webhook-timestamp": f"+{SIGNED_AT}"},
        {"webhook-timestamp": "9" * 30},
        {"webhook-timestamp": str(SIGNED_AT + 1)},
        {"webhook-signature": "v1,"},
        {"webhook-signature": BY_TEXT},
        {"webhook-signature": f"v1,{BY_TEXT[1:]}"},
        {"webhook-signature": f"v1,f{BY_TEXT[1:]}"},
        {"webhook-signature": f"v1,{BY_TEXT.rstrip('=')}"},
        {"webhook-signature": "v1,ünïcödé"},
    ],
)
def test_a_delivery_that_is_not_signed_right_is_refused_with_401(changes):
    with pytest.raises(CallbackRefused) as caught:
        check(f"v1,{BY_TEXT}", **changes)

    assert caught.value.status == 401


@pytest.mark.parametrize("now", [SIGNED_AT - 301, SIGNED_AT + 301])
def test_a_delivery_older_or_newer_than_five_minutes_is_refused(now):
    with pytest.raises(CallbackRefused):
        check(f"v1,{BY_TEXT}", now=now)


def test_one_changed_character_of_the_body_is_noticed():
    with pytest.raises(CallbackRefused):
        check(f"v1,{BY_TEXT}", body=BODY.replace(b"4", b"5"))


@pytest.mark.parametrize("secret", ["", "whsec_", "short", "whsec_AAAA", "=" * 4, "zz" * 5])
def test_a_secret_without_a_long_enough_key_gives_none(secret):
    assert derive_keys(secret) == {}


@pytest.mark.parametrize("secret", ["whsec_not base64 at all!", "x" * 16, SECRET])
def test_no_reading_of_a_secret_gives_a_short_key_that_anybody_could_guess(secret):
    keys = derive_keys(secret)

    assert all(len(key) >= 16 for key in keys.values())
    with pytest.raises(CallbackRefused):
        check(sign(b""), secret=secret)


def test_a_header_that_is_not_utf_8_is_compared_and_not_tripped_over():
    event_id = b"msg_\xff".decode("utf-8", "surrogateescape")
    message = b"msg_\xff" + f".{SIGNED_AT}.".encode() + BODY
    signature = base64.b64encode(hmac.new(SECRET.encode(), message, sha256).digest()).decode()

    check(f"v1,{signature}", **{"webhook-id": event_id})
