"""Settings that would put people or money at risk are refused before anything starts."""

import pytest
from pydantic import ValidationError

from bot.people import named_in
from bot.settings import Settings

LOCAL_RUNWARE = {"runware_api_key": "rw-key", "runware_api_url": "http://127.0.0.1:8000/v1"}
LOCAL_SLACK = {"slack_api_url": "http://127.0.0.1:8001/api/"}


def make_settings(**values: str) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]  # settings read from texts


@pytest.mark.parametrize(
    "address",
    ["http://retouch.example.com", "https://localhost:3000", "https://10.0.0.7", "https://u:p@example.com"],
)
@pytest.mark.parametrize(
    "others",
    [{}, {"runware_api_key": "rw-key", **LOCAL_SLACK}, {**LOCAL_RUNWARE, "magnific_api_key": "mg-key"}],
    ids=["nothing yet", "a real service", "one service of two"],
)
def test_a_plain_or_private_public_address_is_refused_while_anybody_outside_uses_it(
    address: str, others: dict[str, str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        make_settings(public_url=address, **others)

    [fault] = refused.value.errors()
    assert "PUBLIC_URL has to begin with https:// and a public host" in fault["msg"]


@pytest.mark.parametrize("others", [LOCAL_RUNWARE, LOCAL_SLACK], ids=["stand-in service", "local workspace"])
def test_a_plain_public_address_will_do_among_stand_ins(others: dict[str, str]) -> None:
    settings = make_settings(public_url="http://127.0.0.1:3000", **others)

    assert settings.public_url == "http://127.0.0.1:3000"


MANY = {
    "slack_client_id": "1.2",
    "slack_client_secret": "s3cret",
    "public_url": "https://retouch.example.com",
}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"slack_client_secret": ""}, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together"),
        ({"slack_client_id": ""}, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together"),
        ({"slack_bot_token": "xoxb-1"}, "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for many"),
        ({"public_url": ""}, "SLACK_CLIENT_ID needs PUBLIC_URL"),
        ({"public_url": "http://127.0.0.1:3000", **LOCAL_RUNWARE}, "SLACK_CLIENT_ID needs PUBLIC_URL"),
        ({"admin_users": "U0ADA0001"}, "ADMIN_USERS has to say whose admins they are"),
    ],
)
def test_settings_for_one_workspace_and_for_many_do_not_mix(changes: dict[str, str], fault: str) -> None:
    values = {name: value for name, value in {**MANY, **changes}.items() if value}

    with pytest.raises(ValidationError) as refused:
        make_settings(**values)

    assert fault in refused.value.errors()[0]["msg"]


def test_many_workspaces_name_their_admins_with_the_workspace() -> None:
    settings = make_settings(**MANY, admin_users="T1/U1, T2/U1")

    assert settings.serves_many
    assert named_in(settings.admin_users, "T2") == ["U1"]
    assert named_in(settings.admin_users, "T3") == []
    assert named_in(["U1", "T1/U2"], "T1") == ["U1", "U2"]
