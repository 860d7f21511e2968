"""200 requests at once from 20 people over three processes: exactly those run that every limit can afford."""

import asyncio
import sys
from collections import Counter

import pytest
from sqlalchemy import func, select

from bot.money.budgets import Budgets
from bot.money.calendar import Calendar
from bot.money.spending import Spending
from storage import Database, Session
from storage.ledger import LedgerRow
from tests.money.accounts import Clock
from tests.money.rush import CHANNELS, FITS, PEOPLE, PROCESSES, QUOTE_MICROS, REQUESTS

NO_BUDGETS = Budgets(user_monthly_micros=None, channel_monthly_micros=None, workspace_monthly_micros=None)


async def sum_held(session: Session) -> dict[str, int]:
    """What the ledger's own rows add up to in each workspace."""
    rows = await session.execute(
        select(LedgerRow.team_id, func.sum(LedgerRow.delta_micros)).group_by(LedgerRow.team_id)
    )
    return {team_id: int(micros) for team_id, micros in rows}


async def rush(url: str) -> list[tuple[str, ...]]:
    """Let all processes go at the same moment; every quote that was accepted."""
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.money.rush", url, str(number)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    written = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0] * PROCESSES
    return [tuple(line.split()) for out, _ in written for line in out.decode().splitlines()]


@pytest.mark.long
async def test_exactly_what_every_limit_affords_is_accepted_over_three_processes(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    await database.upgrade()

    accepted = await rush(postgres_url)

    by_person = {team: Counter(user for t, user, _ in accepted if t == team) for team in FITS}
    by_channel = {team: Counter(channel for t, _, channel in accepted if t == team) for team in FITS}
    assert set(by_person["TPERSON"].values()) == {7}
    assert set(by_channel["TCHANNEL"].values()) == {30}
    totals = {team: people.total() for team, people in by_person.items()}
    assert totals == {"TPERSON": 7 * PEOPLE, "TCHANNEL": 30 * CHANNELS, "TWORKSPACE": 100}
    for team, fits in FITS.items():
        assert max(by_person[team].values()) <= fits["person"]
        assert max(by_channel[team].values()) <= fits["channel"]
        assert totals[team] < REQUESTS
    spending = Spending(database, NO_BUDGETS, calendar=Calendar(), clock=Clock())
    assert await spending.prove() == []
    async with database.transaction(read_only=True) as session:
        held = await sum_held(session)
    assert held == {team: total * QUOTE_MICROS for team, total in totals.items()}
    await database.close()
