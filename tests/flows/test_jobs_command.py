"""``retouch jobs`` beside a running app: what it shows, and what the app then does."""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.services.faults import Fault
from bot.sweeper import sweep
from tests.flows.house import QUICK, House, open_house, picture

pytestmark = pytest.mark.long

PICTURE = [("a.png", picture((96, 64)))]


async def retouch_jobs(house: House, folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the command as an operator does, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "jobs", *arguments),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **house.environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    written, _ = await process.communicate()
    return process.returncode or 0, written.decode()


def whole_id(shown: str) -> str:
    return shown.split("  id ")[1].split(",", maxsplit=1)[0]


async def test_a_job_that_failed_is_listed_shown_and_asked_for_once_more(
    house: House, tmp_path: Path
) -> None:
    house.arm(Fault.FAIL_TASK)
    asked = await house.workspace.say("ada", "design", "@retouch edit a red door --region top", files=PICTURE)
    await house.wait_for(lambda: house.is_over("design", asked["ts"]))

    _, nothing = await retouch_jobs(house, tmp_path, "list")
    _, listed = await retouch_jobs(house, tmp_path, "list", "--all")
    name = listed.split()[0]
    _, shown = await retouch_jobs(house, tmp_path, "show", name)
    _, shown_by_its_whole_id = await retouch_jobs(house, tmp_path, "show", whole_id(shown))
    code, said = await retouch_jobs(house, tmp_path, "retry", name)
    await sweep(house.running.workshop)
    await house.wait_for(lambda: house.results("design", asked["ts"]))

    assert nothing == "No job is under way.\n"
    assert shown_by_its_whole_id.splitlines()[1:] == shown.splitlines()[1:]
    assert "failed" in listed
    assert "task 1 at runware: finished, submits: 1" in shown
    assert "UTC, ended 20" in shown
    assert "told: " in shown
    assert "ledger: reservation $0.06" in shown
    assert "red door" not in listed + shown
    assert (code, "as a new job" in said) == (0, True)
    assert house.submits() == 2


async def test_a_job_is_cancelled_and_one_that_nobody_knows_is_named(tmp_path: Path) -> None:
    # The first must hold its place for as long as the commands may take.
    patient = replace(QUICK, job_timeout_seconds=600.0)
    async with open_house(tmp_path, timing=patient, delay_seconds=600.0, RUNWARE_CONCURRENCY="1") as house:
        for text in ("edit a red door --region top", "edit a blue door --region top"):
            asked = await house.workspace.say("ada", "design", f"@retouch {text}", files=PICTURE)
            await house.wait_for(lambda: house.submits() == 1)
        _, listed = await retouch_jobs(house, tmp_path, "list")

        code, said = await retouch_jobs(house, tmp_path, "cancel", listed.split()[0])
        unknown_code, unknown = await retouch_jobs(house, tmp_path, "show", "ffffffff")
        await sweep(house.running.workshop)
        await house.wait_for(lambda: house.is_over("design", asked["ts"]))

    assert (code, "within a minute" in said) == (0, True)
    assert (unknown_code, "No job begins with 'ffffffff'" in unknown) == (2, True)
    assert house.submits() == 1
