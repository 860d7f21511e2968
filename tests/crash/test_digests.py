"""A digest comes once, whichever of several processes finds it due and whenever they die."""

import asyncio
import os
import random
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.demo.slack.faults import LOSE_ANSWER, SLOW
from storage import Database
from storage.digests import Digest, Frequency, set_digest
from storage.orders import ReportOrderRow
from tests.crash.fleet import Fleet
from tests.flows.house import Street, open_street
from tests.rows import load_rows


def digests(street: Street) -> list[dict[str, Any]]:
    return [message for message in street.workspace.messages("general") if message.get("files")]


async def set_monthly_digest(database: Database, street: Street) -> None:
    """As if an admin had wished for it two months ago."""
    channel = street.workspace.hub.conversations.get_channel("general")
    digest = Digest(
        team_id=street.workspace.team_id,
        channel_id=channel.channel_id,
        frequency=Frequency.MONTHLY,
        set_by="U0ADA0001",
        set_at=datetime.now(UTC) - timedelta(days=70),
    )
    await database.upgrade()
    async with database.transaction() as session:
        await set_digest(session, digest)


async def read_orders(database: Database) -> list[ReportOrderRow]:
    async with database.transaction(read_only=True) as session:
        return await load_rows(session, select(ReportOrderRow))


async def wait_until_sent(database: Database) -> None:
    async with asyncio.timeout(240):
        while True:
            if all(order.sent_at for order in await read_orders(database)):
                return
            await asyncio.sleep(0.2)


@pytest.mark.long
async def test_two_processes_that_die_between_a_digests_post_and_its_record_post_it_once(
    tmp_path: Path, postgres_url: str
) -> None:
    database = Database.open(postgres_url)
    async with open_street(tmp_path, database_url=postgres_url) as street:
        await set_monthly_digest(database, street)
        # Slack posts it without an answer, and nobody lives to hear whether it did.
        street.workspace.fault("files.completeUploadExternal", LOSE_ANSWER)
        street.workspace.fault("files.info", SLOW, seconds=300)
        fleet = Fleet(street.environment, processes=2, folder=tmp_path, rng=random.Random(1))
        await fleet.open()

        await street.wait_for(lambda: digests(street), seconds=120)
        unsent = await read_orders(database)
        for pid in fleet.pids():
            os.kill(pid, signal.SIGKILL)
        await wait_until_sent(database)

        await fleet.close()
        [order] = unsent
        assert order.sent_at is None
        assert len(digests(street)) == 1
    await database.close()
