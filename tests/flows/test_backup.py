"""A backup taken while the app runs, as the deployment page describes it, and what happens after it is restored."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.app import Running, run_app
from bot.demo.services.faults import Fault
from bot.settings import Settings
from tests.flows.house import QUICK, Street, open_street, picture

pytestmark = pytest.mark.long

FILES = ("retouch.db", "retouch-engine.db")


def back_up(folder: Path, *, to: Path, names: tuple[str, ...]) -> None:
    """SQLite's own online backup, which ``sqlite3 FILE ".backup COPY"`` does as well."""
    for name in names:
        with closing(sqlite3.connect(folder / name)) as source, closing(sqlite3.connect(to / name)) as copy:
            source.backup(copy)


def restore(folder: Path, *, of: Path, names: tuple[str, ...]) -> None:
    """The files of now go, those of then come."""
    for name in FILES:
        for old in folder.glob(f"{name}*"):
            old.unlink()
    for name in names:
        (folder / name).write_bytes((of / name).read_bytes())


@asynccontextmanager
async def app_in(street: Street) -> AsyncIterator[Running]:
    values = {name.lower(): value for name, value in street.environment.items() if value}
    async with run_app(Settings(_env_file=None, **values), aws={}, timing=QUICK) as running:
        yield running


@pytest.mark.parametrize("names", [FILES, FILES[:1]], ids=["both files", "the engine's file lost"])
async def test_a_job_under_way_at_the_backup_is_delivered_once_after_the_restore(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    backup = tmp_path / "backup"
    backup.mkdir()
    async with open_street(tmp_path) as street:
        street.arm(Fault.STALL)
        async with app_in(street):
            asked = await street.workspace.say(
                "ada", "design", "@retouch edit a red door --region top", files=[("a.png", picture((96, 64)))]
            )
            await street.wait_for(lambda: "Cancel" in str(street.thread("design", asked["ts"])))
            await street.wait_for(lambda: street.submits() == 1)
            await asyncio.to_thread(back_up, tmp_path, to=backup, names=names)
        restore(tmp_path, of=backup, names=names)
        street.runware.faults.clear()

        async with app_in(street) as running:
            await street.wait_for(lambda: street.is_over("design", asked["ts"]))
            mismatches = await running.workshop.spending.prove()

        assert len(street.results("design", asked["ts"])) == 1
        assert street.submits() == 1
        assert mismatches == []
