"""Who may spend."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.workspace import Workspace
from bot.errors import BotError, NotAllowed
from bot.people import Person
from handlers.access import FRESH_SECONDS, STALE_SECONDS, Access, find_refusal

BEN = Person(team_id="T0RETOUCH", user_id="U0BEN0002")
GIL = Person(team_id="T0RETOUCH", user_id="U0GIL0004")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def client(workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)


def asked(workspace: Workspace) -> int:
    return sum(call.method == "users.info" for call in workspace.calls)


@pytest.mark.parametrize(
    ("user", "is_refused"),
    [
        ({"team_id": "T1"}, False),
        ({}, False),
        (None, False),
        ({"team_id": "T1", "is_restricted": False, "is_ultra_restricted": False}, False),
        ({"team_id": "T1", "is_restricted": True}, True),
        ({"team_id": "T1", "is_ultra_restricted": True}, True),
        ({"team_id": "T1", "is_stranger": True}, True),
        ({"team_id": "T2"}, True),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T3", "T1"]}}, False),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T3"]}}, True),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1"]}, "is_restricted": True}, True),
    ],
)
def test_members_pass_and_guests_and_strangers_do_not(user: dict[str, Any] | None, is_refused: bool) -> None:
    team_id = "T1"

    refusal = find_refusal(user, team_id=team_id)

    assert (refusal is not None) is is_refused


async def test_a_member_is_looked_up_once_in_five_minutes(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    clock = Clock()
    access = Access(allow_guests=False, clock=clock)

    for now in (0.0, FRESH_SECONDS, FRESH_SECONDS + 1):
        clock.now = now
        await access.require_spender(client, BEN)

    assert asked(workspace) == 2


async def test_a_guest_is_refused_with_what_to_do(client: AsyncWebClient) -> None:
    access = Access(allow_guests=False)

    with pytest.raises(NotAllowed) as caught:
        await access.require_spender(client, GIL)

    assert "Nothing was charged" in caught.value.user_text


async def test_guests_pass_where_the_setting_says_so(workspace: Workspace, client: AsyncWebClient) -> None:
    access = Access(allow_guests=True)

    await access.require_spender(client, GIL)

    assert asked(workspace) == 0


async def test_while_slack_is_silent_its_last_word_holds_for_an_hour(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    clock = Clock()
    access = Access(allow_guests=False, clock=clock)
    await access.require_spender(client, BEN)
    workspace.fault("users.info", "internal_error", times=10)

    clock.now = STALE_SECONDS
    await access.require_spender(client, BEN)
    clock.now = STALE_SECONDS + 1
    with pytest.raises(BotError) as caught:
        await access.require_spender(client, BEN)

    assert "Nothing was charged" in caught.value.user_text


async def test_somebody_whom_slack_does_not_know_is_refused_and_not_waited_for(
    client: AsyncWebClient,
) -> None:
    access = Access(allow_guests=False)

    with pytest.raises(NotAllowed) as caught:
        await access.require_spender(client, Person(team_id="T0RETOUCH", user_id="U0NOBODY1"))

    assert "Nothing was charged" in caught.value.user_text
