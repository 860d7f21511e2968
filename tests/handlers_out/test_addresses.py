"""Which addresses are asked for files, shown the token, or posted to."""

import pytest

from handlers.addresses import FileHosts, may_be_posted_to

SLACK = FileHosts(patterns=["files.slack.com", "*.slack.com", "slack-files.com"])
LOCAL = FileHosts(patterns=["127.0.0.1", "[::1]", "LocalHost."])
PUBLIC_API = "https://slack.com/api/"
LOCAL_API = "http://127.0.0.1:4100/api/"


@pytest.mark.parametrize(
    "address",
    [
        "https://files.slack.com/files-pri/T1-F1/download/a.png",
        "https://FILES.slack.com.:8443/a.png",
        "https://acme.enterprise.slack.com/a.png",
        "https://slack-files.com/a.png",
    ],
)
def test_slack_s_own_hosts_are_asked(address: str):
    assert SLACK.allow(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://files.slack.com/a.png",
        "https://slack.com/a.png",
        "https://evilslack.com/a.png",
        "https://files.slack.com.evil.example/a.png",
        "https://files.slack.com@evil.example/a.png",
        "https://evil.example\\@files.slack.com/a.png",
        "https://files.slack.com%2eevil.example/a.png",
        "https://files.slack.com:port/a.png",
        "https://[files.slack.com/a.png",
        "https://files.slack.com/a\n.png",
        "ftp://files.slack.com/a.png",
        "//files.slack.com/a.png",
        "https:///a.png",
        "http://127.0.0.1/a.png",
        "",
    ],
)
def test_no_other_host_is_asked(address: str):
    assert not SLACK.allow(address)


def test_plain_http_goes_to_a_loopback_that_is_named_and_to_no_other():
    addresses = ["http://127.0.0.1:4100/a", "http://[::1]:9/a", "http://localhost/a", "http://127.0.0.2/a"]

    allowed = [LOCAL.allow(address) for address in addresses]

    assert allowed == [True, True, True, False]


def test_slack_s_public_stores_are_asked_without_the_token():
    addresses = ["https://files.slack.com/a", "https://slack-files.com/a", "https://evil.example/a"]

    shown = [SLACK.may_see_token(address) for address in addresses]

    assert shown == [True, False, False]


@pytest.mark.parametrize(
    ("address", "api_url", "is_allowed"),
    [
        ("https://files.slack.com/upload/v1/x", PUBLIC_API, True),
        ("https://hooks.slack.com/commands/x", PUBLIC_API, True),
        ("http://files.slack.com/upload/v1/x", PUBLIC_API, False),
        ("https://127.0.0.1/upload", PUBLIC_API, False),
        ("https://10.0.0.8/upload", PUBLIC_API, False),
        ("https://169.254.169.254/latest", PUBLIC_API, False),
        ("https://[::ffff:10.0.0.8]/upload", PUBLIC_API, False),
        ("https://2130706433/upload", PUBLIC_API, False),
        ("https://0x7f.1/upload", PUBLIC_API, False),
        ("https://localhost/upload", PUBLIC_API, False),
        ("https://intranet/upload", PUBLIC_API, False),
        ("https://db.internal/upload", PUBLIC_API, False),
        ("http://127.0.0.1:4100/upload/v1/x", LOCAL_API, True),
        ("file:///etc/passwd", LOCAL_API, False),
    ],
)
def test_uploads_and_answers_go_to_public_hosts_unless_the_api_is_local(
    address: str, api_url: str, is_allowed: bool
):
    assert may_be_posted_to(address, api_url=api_url) is is_allowed
