"""Settings that would put people or money at risk are refused before anything starts."""

import pytest
from pydantic import ValidationError

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
