"""What the app does before anybody asks for anything."""

import asyncio
import os
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.demo.app_process import AppFailed, AppProcess
from tests.flows.forgeries import everything_written
from tests.flows.house import House


async def test_it_warms_up_without_a_trace_and_then_says_that_it_is_ready(
    house: House, tmp_path: Path
) -> None:
    async def ask(path: str) -> int:
        async with aiohttp.ClientSession() as session, session.get(f"{house.app_url}/{path}") as answer:
            return answer.status

    alive = await ask("healthz")
    while await ask("readyz") != 200:
        pass

    written = everything_written(tmp_path)
    assert alive == 200
    assert {name for name, rows in written.items() if rows} <= {"alembic_version"}
    assert house.workspace.views("ada") == []


async def test_one_that_leaves_sends_the_load_balancer_elsewhere_and_serves_what_still_comes(
    house: House,
) -> None:
    house.running.leaving.set()

    async with aiohttp.ClientSession() as session, session.get(f"{house.app_url}/readyz") as answer:
        is_ready = answer.status
    opened = await house.workspace.command("ada", "design", "/edit", "a red door")
    await house.wait_for(lambda: house.workspace.views("ada"))

    assert is_ready == 503
    assert opened.is_ok


async def test_a_second_process_on_the_same_sqlite_file_is_refused_with_a_sentence(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "second").mkdir()
    second = AppProcess(house.environment, folder=tmp_path / "second")

    with pytest.raises(AppFailed) as refused:
        await second.start()

    assert "Retouch is already running on this database. SQLite serves one process" in str(refused.value)


async def test_a_port_that_is_taken_is_told_in_a_sentence(house: House, tmp_path: Path) -> None:
    own_files = {"DATABASE_URL": f"sqlite:///{tmp_path}/second.db"}
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        env={**os.environ, **house.environment, **own_files},
        stderr=asyncio.subprocess.PIPE,
    )

    _, said = await second.communicate()

    assert second.returncode == 1
    assert f"Retouch cannot listen at 127.0.0.1:{house.environment['PORT']}: another program" in said.decode()
    assert "Traceback" not in said.decode()
