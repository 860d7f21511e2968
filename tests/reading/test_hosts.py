"""Which addresses count as public, and which as this machine's own."""

import pytest

from bot.reading.hosts import is_loopback_url, is_public_address


@pytest.mark.parametrize(
    "address",
    [
        "https://store.example.com/a.png?X-Amz-Signature=abc&X-Amz-Expires=3600",
        "https://your-bucket.s3.amazonaws.com/generated/content.png",
        "https://store.example.com:8443/a",
        "https://8.8.8.8/a",
        "https://[2606:4700:4700::1111]/a",
        "https://bücher.example.com/a",
        "HTTPS://STORE.EXAMPLE.COM/A",
    ],
)
def test_https_with_a_public_host_is_public(address: str) -> None:
    is_public = is_public_address(address, allows_private=False)

    assert is_public


@pytest.mark.parametrize(
    "address",
    [
        "",
        "store.example.com/a",
        "http://store.example.com/a",
        "ftp://store.example.com/a",
        "https://",
        "https:///a",
        "https://localhost/a",
        "https://printer/a",
        "https://nas.local/a",
        "https://metadata.google.internal/a",
        "https://127.0.0.1/a",
        "https://10.0.0.1/a",
        "https://192.168.1.1/a",
        "https://169.254.169.254/latest",
        "https://100.64.0.1/a",
        "https://0.0.0.0/a",
        "https://224.0.0.1/a",
        "https://[::1]/a",
        "https://[fe80::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://2130706433/a",
        "https://0x7f.1/a",
        "https://127.1/a",
        "https://me:secret@store.example.com/a",
        "https://me@store.example.com/a",
        "https://store.example.com:99999/a",
        "https://store.example.com\\@127.0.0.1/a",
        "https://store.example.com/a b",
        "https://store.example.com/a\n",
        "https://[store/a",
        f"https://{'a' * 64}.example.com/a",
    ],
)
def test_anything_else_is_not(address: str) -> None:
    is_public = is_public_address(address, allows_private=False)

    assert not is_public


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8000/a", True),
        ("http://10.0.0.1/a", True),
        ("http://stand-in/a", True),
        ("https://store.example.com/a", True),
        ("ftp://127.0.0.1/a", False),
        ("http:///a", False),
        ("http://me:secret@127.0.0.1/a", False),
    ],
)
def test_plain_and_private_addresses_are_allowed_only_where_asked_for(address: str, expected: bool) -> None:
    is_public = is_public_address(address, allows_private=True)

    assert is_public is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://[::1]:8000", True),
        ("http://localhost:8000", True),
        ("http://stand-in.localhost:8000", True),
        ("https://api.runware.ai/v1", False),
        ("https://localhost.example.com", False),
        ("http://10.0.0.1", False),
        ("http://[", False),
    ],
)
def test_only_this_machine_counts_as_loopback(address: str, expected: bool) -> None:
    is_loopback = is_loopback_url(address)

    assert is_loopback is expected
