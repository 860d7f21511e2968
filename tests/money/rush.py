"""One process of a rush: ``python -m tests.money.rush URL NUMBER`` asks for its share of 200 quotes at once.

It says "ready", waits for a line, and prints one line for each quote that was accepted: team, person, channel.
"""

import asyncio
import sys
from datetime import UTC, datetime
from uuid import uuid4

from bot.catalogue import ServiceName
from bot.errors import BudgetExceeded
from bot.money.budgets import Budgets
from bot.money.calendar import Calendar
from bot.money.entries import Charge
from bot.money.spending import Spending
from bot.people import Person
from storage import Database

PROCESSES = 3
PEOPLE = 20
REQUESTS = 200
CHANNELS = 4
QUOTE_MICROS = 60_000
# Transactions that one process has open at a time; more would only stand in line for its connections.
AT_ONCE = 20
# How many quotes fit under each limit, in the workspace that is named after the tightest of them.
FITS = {
    "TPERSON": {"person": 7, "channel": 45, "workspace": 190},
    "TCHANNEL": {"person": 9, "channel": 30, "workspace": 150},
    "TWORKSPACE": {"person": 9, "channel": 40, "workspace": 100},
}


def place_of(number: int) -> tuple[str, str]:
    """Everybody asks ten times, always in the same channel."""
    person = number % PEOPLE
    return f"U{person}", f"C{person % CHANNELS}"


async def main(url: str, process: int) -> None:
    """All three workspaces, one after the other; within each everything at once."""
    database = Database.open(url)
    gate = asyncio.Semaphore(AT_ONCE)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for team_id, fits in FITS.items():
        micros = {scope: number * QUOTE_MICROS + QUOTE_MICROS - 1 for scope, number in fits.items()}
        budgets = Budgets(
            user_monthly_micros=micros["person"],
            channel_monthly_micros=micros["channel"],
            workspace_monthly_micros=micros["workspace"],
        )
        spending = Spending(
            database, budgets, calendar=Calendar(), clock=lambda: datetime(2026, 11, 20, tzinfo=UTC)
        )
        numbers = range(process, REQUESTS, PROCESSES)
        await asyncio.gather(
            *(_ask(spending, team_id, number, database=database, gate=gate) for number in numbers)
        )
    await database.close()


async def _ask(
    spending: Spending, team_id: str, number: int, *, database: Database, gate: asyncio.Semaphore
) -> None:
    user_id, channel_id = place_of(number)
    charge = Charge(
        job_id=uuid4(),
        person=Person(team_id=team_id, user_id=user_id),
        channel_id=channel_id,
        model_key="3",
        service=ServiceName.RUNWARE,
        tag=None,
        quote_micros=QUOTE_MICROS,
    )
    try:
        async with gate, database.transaction() as session:
            await spending.reserve(session, charge)
    except BudgetExceeded:
        return
    print(team_id, user_id, channel_id, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
