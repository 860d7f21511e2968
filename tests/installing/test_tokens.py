"""A token that nears its end is exchanged in time, once, however many want it at the same moment."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.demo.campus import Campus
from bot.demo.slack.cast import Team
from bot.errors import AnnouncementDelayed
from bot.installing.installations import Installations
from bot.installing.sealing import Seal, Tokens
from handlers.clients import announcer_client, open_session
from handlers.tokens import FreshTokens, NotInstalled
from storage import Database
from tests.flows.house import MANIFEST
from tests.installing.test_installations import place

TEAM = "T0NORTH01"
HOURS = 3600


class Clock:
    """Slack's time and ours."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def seconds(self) -> float:
        return time.time() + self.ahead.total_seconds()


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A workspace that installed us, and two processes of ours with the same database."""

    campus: Campus
    clock: Clock
    processes: list[FreshTokens]
    kept: Installations

    async def ask_all(self, times: int = 3) -> list[str]:
        """The token that each process finds, asked several times at once."""
        asked = [process.serving(TEAM) for process in self.processes for _ in range(times)]
        return [found.tokens.bot for found in await asyncio.gather(*asked)]

    async def works(self, token: str) -> bool:
        """Whether Slack takes it."""
        headers = {"Authorization": f"Bearer {token}"}
        address = f"{self.campus.api_url}auth.test"
        async with aiohttp.ClientSession() as session, session.post(address, headers=headers) as answer:
            return bool((await answer.json())["ok"])


@pytest.fixture
async def setting(tmp_path: Path) -> AsyncIterator[Setting]:
    async with open_setting(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def open_setting(folder: Path, *, api_url: str | None = None) -> AsyncIterator[Setting]:
    clock = Clock()
    databases = [Database.open(f"sqlite:///{folder / 'retouch.db'}") for _ in range(2)]
    await databases[0].upgrade()
    async with (
        Campus(
            [Team(team_id=TEAM)], manifest=MANIFEST, app_url="http://127.0.0.1:9", clock=clock.seconds
        ) as campus,
        open_session() as session,
    ):
        kept = [Installations(database, seal=Seal(["a key"]), clock=clock) for database in databases]
        processes = [
            FreshTokens(
                each,
                client=announcer_client(None, session=session, api_url=api_url or campus.api_url),
                client_id=campus.app.client_id,
                client_secret=campus.app.client_secret,
                clock=clock,
            )
            for each in kept
        ]
        redirect = campus.app.redirect_urls[0]
        code = campus.grants.new_code(TEAM, user_id="U1", redirect_uri=redirect, scopes=["commands"])
        pair = campus.grants.use_code(code, redirect_uri=redirect)
        where = {**place(TEAM), "expires_at": clock() + timedelta(hours=12)}
        await kept[0].keep(Tokens(bot=pair.access_token, refresh=pair.refresh_token), **where)
        yield Setting(campus=campus, clock=clock, processes=processes, kept=kept[0])
    for database in databases:
        await database.close()


async def test_a_token_with_hours_left_stays(setting: Setting):
    setting.clock.ahead = timedelta(hours=9)

    found = await setting.ask_all()

    assert len(set(found)) == 1
    assert setting.campus.grants.refreshed == 0


@pytest.mark.parametrize("hours", [10.5, 13], ids=["before its end", "after its end"])
async def test_of_many_requests_in_two_processes_one_exchanges_it(setting: Setting, hours: float):
    setting.clock.ahead = timedelta(hours=hours)

    found = await setting.ask_all()
    later = await setting.ask_all()

    assert setting.campus.grants.refreshed == 1
    assert [await setting.works(token) for token in set(found)] == [True] * len(set(found))
    assert set(later) <= set(found)
    assert len(set(later)) == 1


async def test_a_token_that_slack_refuses_early_is_replaced_once(setting: Setting):
    [old] = set(await setting.ask_all())
    setting.campus.grants.expire(TEAM)

    replaced = await asyncio.gather(
        *(process.replace(TEAM, old) for process in setting.processes for _ in range(3))
    )

    [new] = set(await setting.ask_all())
    assert replaced == [True] * 6
    assert setting.campus.grants.refreshed == 1
    assert await setting.works(new)


async def test_while_slack_is_away_a_token_serves_until_its_end(tmp_path: Path, unused_tcp_port: int):
    async with open_setting(tmp_path, api_url=f"http://127.0.0.1:{unused_tcp_port}/api/") as setting:
        setting.clock.ahead = timedelta(hours=11)
        before = await setting.processes[0].serving(TEAM)
        setting.clock.ahead = timedelta(hours=13)

        with pytest.raises(AnnouncementDelayed):
            await setting.processes[0].serving(TEAM)

        assert await setting.works(before.tokens.bot) is False


async def test_where_slack_gives_no_new_token_it_has_to_be_installed_again(setting: Setting):
    setting.campus.grants.end(TEAM)
    setting.clock.ahead = timedelta(hours=13)

    with pytest.raises(NotInstalled) as refused:
        await setting.processes[0].serving(TEAM)
    with pytest.raises(NotInstalled):
        await setting.processes[0].serving("T0STRANGER")

    assert "install it again" in refused.value.user_text
