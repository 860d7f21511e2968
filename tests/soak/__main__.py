"""``python -m tests.soak --jobs 10000``: many jobs, one process; memory flat, no file or connection left behind."""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from storage import Database
from tests.crash.audit import read_standing
from tests.crash.fleet import lone_app
from tests.flows.house import Street, open_street, picture
from tests.processes import memory_mb, open_files

AT_ONCE = 12
CHANNELS = 400
SAMPLES = 20
# The allocator keeps some of what it once had; what grows with every job grows far beyond this.
GROWTH = 1.15
PLENTY = {"USER_MONTHLY_BUDGET_USD": "100000", "RUNWARE_CONCURRENCY": "12"}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The app's process after so many jobs."""

    jobs: int
    memory_mb: float
    open_files: int


def main() -> None:
    """Run, print a line a sample, and exit with 1 where something grew."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--jobs", type=int, default=10_000)
    arguments = parser.parse_args()
    findings = asyncio.run(soak(arguments.jobs))
    print("\n".join(findings) or "nothing left behind")
    sys.exit(1 if findings else 0)


async def soak(jobs: int) -> list[str]:
    """What was left behind, a line each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            open_street(folder, delay_seconds=0.0, **PLENTY) as street,
            lone_app(street.environment, folder=folder) as fleet,
        ):
            samples = await _run(street, jobs, pid=fleet.pids()[0])
        left = [path.name for path in (folder / "pictures").rglob("*.part*")]
    return [*_growth(samples), *(f"left behind: {path}" for path in left)]


async def _run(street: Street, jobs: int, *, pid: int) -> list[Sample]:
    channels = [street.workspace.admin.add_channel(f"shop-{number}") for number in range(min(CHANNELS, jobs))]
    database = Database.open(street.environment["DATABASE_URL"])
    files = [("shop.png", picture((96, 64)))]
    samples = []
    for number in range(jobs):
        await _until_room(database, below=AT_ONCE)
        channel = channels[number % len(channels)]
        await street.workspace.say("ada", channel, f"@retouch edit a door {number} --region top", files=files)
        street.workspace.calls.clear()
        street.workspace.attempts.clear()
        if (number + 1) % max(1, jobs // SAMPLES) == 0:
            await _until_room(database, below=1)
            samples.append(_look(pid, jobs=number + 1))
            print(samples[-1], flush=True)
    await database.close()
    return samples


async def _until_room(database: Database, *, below: int) -> None:
    async with asyncio.timeout(600):
        while True:
            if (await read_standing(database)).open_jobs < below:
                return
            await asyncio.sleep(0.05)


def _look(pid: int, *, jobs: int) -> Sample:
    return Sample(jobs=jobs, memory_mb=round(memory_mb(pid), 1), open_files=open_files(pid))


def _growth(samples: list[Sample]) -> list[str]:
    """From the first quarter, when everything is loaded, to the end."""
    early, last = samples[len(samples) // 4], samples[-1]
    findings = []
    if last.memory_mb > GROWTH * early.memory_mb:
        findings.append(f"memory grew from {early.memory_mb} to {last.memory_mb} MB")
    if last.open_files > early.open_files + 10:
        findings.append(f"open files grew from {early.open_files} to {last.open_files}")
    return findings


if __name__ == "__main__":
    main()
