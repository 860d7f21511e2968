"""Installations are found by the workspace they serve, renewed by one process at a time, and gone when removed."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import BotError
from bot.installing.installations import CLAIM_SECONDS, Installations
from bot.installing.sealing import Seal, SealBroken, Tokens
from storage import Database

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def place(owner_id: str = "T1", *, enterprise_id: str | None = None) -> dict[str, Any]:
    """Where something is installed, as the door takes it."""
    return {
        "owner_id": owner_id,
        "enterprise_id": enterprise_id,
        "name": "Marsh & Co",
        "bot_id": "B1",
        "bot_user_id": "U1",
        "scopes": ["chat:write", "commands"],
        "expires_at": NOW + timedelta(hours=12),
        "installed_by": "U2",
    }


def make_tokens(name: str = "one") -> Tokens:
    return Tokens(bot=f"xoxe.xoxb-{name}", refresh=f"xoxe-1-{name}")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def open_installations(database: Database, clock: Clock | None = None, *keys: str) -> Installations:
    return Installations(database, seal=Seal(keys or ("a key",)), clock=clock or Clock())


async def test_each_workspace_finds_its_own_tokens_and_a_stranger_none(database: Database):
    kept = open_installations(database)
    await kept.keep(make_tokens("one"), **place("T1"))
    await kept.keep(make_tokens("two"), **place("T2"))

    first, second, none = [await kept.find_serving(team_id) for team_id in ("T1", "T2", "T3")]

    assert first is not None
    assert second is not None
    assert none is None
    assert (first.tokens, second.tokens) == (make_tokens("one"), make_tokens("two"))
    assert first.at.expires_at == NOW + timedelta(hours=12)


async def test_installing_again_puts_new_tokens_in_the_place_of_the_old(database: Database):
    kept = open_installations(database)
    await kept.keep(make_tokens("one"), **place("T1"))

    await kept.keep(make_tokens("two"), **place("T1"))

    assert [each.tokens for each in await kept.list_all()] == [make_tokens("two")]


async def test_a_workspace_uses_its_own_installation_before_its_organisations(database: Database):
    kept = open_installations(database)
    await kept.keep(make_tokens("whole"), **place("E1", enterprise_id="E1"))
    await kept.keep(make_tokens("own"), **place("T1", enterprise_id="E1"))
    for team_id in ("T1", "T2"):
        await kept.note_workspace(team_id, enterprise_id="E1")

    own, whole, unknown = [await kept.find_serving(team_id) for team_id in ("T1", "T2", "T3")]

    assert own is not None
    assert whole is not None
    assert unknown is None
    assert (own.tokens, whole.tokens) == (make_tokens("own"), make_tokens("whole"))
    assert (own.at.is_org_wide, whole.at.is_org_wide) == (False, True)
    assert await kept.list_served("E1") == ["T2"]


async def test_the_end_of_a_workspaces_own_installation_told_twice_leaves_its_organisations(
    database: Database,
):
    kept = open_installations(database)
    await kept.keep(make_tokens("whole"), **place("E1", enterprise_id="E1"))
    await kept.keep(make_tokens("own"), **place("T1", enterprise_id="E1"))
    await kept.note_workspace("T1", enterprise_id="E1")

    await kept.remove("T1")

    assert await kept.find_serving("T1") is None
    assert [each.at.owner_id for each in await kept.list_all()] == ["E1"]
    await kept.note_workspace("T1", enterprise_id="E1")
    again = await kept.find_serving("T1")
    assert again is not None
    assert again.tokens == make_tokens("whole")


async def test_of_many_that_want_to_renew_the_same_tokens_one_may(database: Database):
    clock = Clock()
    kept = open_installations(database, clock)
    await kept.keep(make_tokens("one"), **place())
    [installed] = await kept.list_all()

    claims = await asyncio.gather(*(kept.claim_renewal(installed) for _ in range(8)))
    clock.now += timedelta(seconds=CLAIM_SECONDS + 1)
    after_a_crash = await kept.claim_renewal(installed)

    assert sorted(claims) == [False] * 7 + [True]
    assert after_a_crash


async def test_renewed_tokens_hold_until_somebody_installs_again(database: Database):
    kept = open_installations(database)
    await kept.keep(make_tokens("one"), **place())
    [installed] = await kept.list_all()

    renewed = await kept.renew(installed, make_tokens("two"), expires_at=NOW + timedelta(hours=24))
    late = await kept.claim_renewal(installed)
    [found] = await kept.list_all()
    await kept.keep(make_tokens("three"), **place())
    await kept.renew(renewed, make_tokens("four"), expires_at=None)

    assert (found.tokens, found.at.expires_at) == (make_tokens("two"), NOW + timedelta(hours=24))
    assert not late
    assert [each.tokens for each in await kept.list_all()] == [make_tokens("three")]


async def test_what_was_removed_serves_nobody(database: Database):
    kept = open_installations(database)
    await kept.keep(make_tokens(), **place("E1", enterprise_id="E1"))
    await kept.note_workspace("T1", enterprise_id="E1")

    await kept.remove("E1")

    assert await kept.find_serving("T1") is None
    assert await kept.list_all() == []


async def test_nothing_is_sealed_anew_while_tokens_are_being_renewed(database: Database):
    clock = Clock()
    kept = open_installations(database, clock)
    await kept.keep(make_tokens("one"), **place())
    [installed] = await kept.list_all()
    await kept.claim_renewal(installed)

    with pytest.raises(BotError) as busy:
        await kept.seal_anew()
    renewed = await kept.renew(installed, make_tokens("two"), expires_at=None)

    assert "Nothing was changed. Run this again in a minute." in busy.value.user_text
    assert await kept.seal_anew() == 1
    assert [each.tokens for each in await kept.list_all()] == [renewed.tokens]


async def test_tokens_sealed_with_the_key_before_are_read_and_then_sealed_anew(database: Database):
    await open_installations(database, None, "old").keep(make_tokens(), **place())
    both = open_installations(database, None, "new", "old")
    [read] = await both.list_all()

    count = await both.seal_anew()

    assert (read.tokens, count) == (make_tokens(), 1)
    [found] = await open_installations(database, None, "new").list_all()
    assert found.tokens == make_tokens()


async def test_tokens_sealed_with_an_unknown_key_are_neither_read_nor_lost(database: Database):
    await open_installations(database, None, "old").keep(make_tokens(), **place())
    stranger = open_installations(database, None, "new")

    for attempt in (stranger.list_all, stranger.seal_anew):
        with pytest.raises(SealBroken) as broken:
            await attempt()
        assert "SECRET_KEY_BEFORE" in broken.value.user_text

    assert len(await open_installations(database, None, "old").list_all()) == 1
