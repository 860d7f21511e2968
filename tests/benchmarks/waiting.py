"""What a thousand jobs cost that only wait, on both databases, and how fast callbacks are taken for them."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from storage import Database
from storage.tasks import TaskRow
from tests.benchmarks import bare, still
from tests.benchmarks.figure import Figure, at_least, under
from tests.benchmarks.load import Letter, throughput
from tests.crash.fleet import lone_app
from tests.flows.house import Street, open_street, picture
from tests.postgres import start_server
from tests.processes import memory_mb, processor_seconds

JOBS = 1000
CHANNELS = 400
LOOK_SECONDS = 30
AT_SERVICE = 64
FOREVER_SECONDS = 1_000_000
PLENTY = {"USER_MONTHLY_BUDGET_USD": "100000", "JOB_TIMEOUT_SECONDS": "80000"}
SERVE = ("-m", "bot", "serve")


async def measure() -> list[Figure]:
    """Four at the service and the others in line; then as many at the service as callbacks are wanted for."""
    server = start_server()
    callbacks = await _callbacks()
    on_sqlite = await _waiting("SQLite")
    on_postgres = await _waiting("PostgreSQL", database_url=server.get_uri())
    return [*callbacks, *on_sqlite, *on_postgres]


async def _waiting(where: str, *, database_url: str | None = None) -> list[Figure]:
    async with _app(database_url=database_url) as (street, app):
        idle_mb, idle_percent = memory_mb(app), await _busy_percent(app)
        await _ask(street, JOBS)
        used_mb, percent = memory_mb(app), await _busy_percent(app)
    is_bound = database_url is not None
    cpu = f"processor of the app with {JOBS:,} waiting jobs, {where}"
    idle = f"the same process idle: {idle_percent:.1f} %"
    return [
        under(
            f"memory of the app with {JOBS:,} waiting jobs, {where}",
            used_mb,
            bound=200,
            unit="MB",
            baseline=f"the same process idle: {idle_mb:.0f} MB",
        ),
        under(cpu, percent, bound=3, unit="% of a core", baseline=idle)
        if is_bound
        else Figure(what=cpu, measured=f"{percent:.1f} % of a core", baseline=idle),
    ]


async def _callbacks() -> list[Figure]:
    """As in the product, where each makes its task ask the service at once; then with all tasks standing still."""
    while_asking, environment, url = await _callback_rate(SERVE)
    only_taken, *_ = await _callback_rate(still.AT_SERVICE)
    with tempfile.TemporaryDirectory() as name:
        environment = {**environment, "DATABASE_URL": f"sqlite:///{name}/bare.db"}
        async with lone_app(environment, folder=Path(name), command=bare.COMMAND):
            bare_url = f"{url}/callbacks/bare"
            baseline = await throughput(lambda _: _callback(bare_url, uuid4().hex), requests=AT_SERVICE * 4)
    return [
        at_least(
            f"callback for a waiting task, taken {tasks}",
            rate,
            share=0.5,
            of=baseline,
            baseline="bare route and one committed row",
            unit="a second",
        )
        for tasks, rate in (("while its task asks", while_asking), ("while no task asks", only_taken))
    ]


async def _callback_rate(command: Sequence[str]) -> tuple[float, Mapping[str, str], str]:
    """Callbacks a second; where it was measured."""
    async with _app(command=command, RUNWARE_CONCURRENCY=str(AT_SERVICE)) as (street, _):
        await _ask(street, AT_SERVICE)
        await street.wait_for(lambda: len(street.runware.tasks) == AT_SERVICE, seconds=600)
        addresses = [
            (task_id, str(task.order.callback_url)) for task_id, task in street.runware.tasks.items()
        ]

        def ours(number: int) -> Letter:
            task_id, url = addresses[number % AT_SERVICE]
            return _callback(url, task_id)

        return await throughput(ours, requests=AT_SERVICE * 4), street.environment, street.app_url


def _callback(url: str, task_id: str) -> Letter:
    """Each differs, so that none is a repetition."""
    item = {"taskType": "imageInference", "taskUUID": task_id, "status": "processing", "note": uuid4().hex}
    body = json.dumps({"data": [item]}).encode()
    return Letter(url=url, body=body, headers={"Content-Type": "application/json"})


@asynccontextmanager
async def _app(
    *, database_url: str | None = None, command: Sequence[str] = SERVE, **settings: str
) -> AsyncIterator[tuple[Street, int]]:
    """The product with its own waits; the service takes on what comes and finishes nothing."""
    with tempfile.TemporaryDirectory() as name:
        async with (
            open_street(
                Path(name), database_url=database_url, delay_seconds=FOREVER_SECONDS, **PLENTY, **settings
            ) as street,
            lone_app(street.environment, folder=Path(name), command=command) as fleet,
        ):
            yield street, fleet.pids()[0]


async def _ask(street: Street, jobs: int) -> None:
    """Until all of them have been announced and wait."""
    channels = [street.workspace.admin.add_channel(f"shop-{number}") for number in range(min(CHANNELS, jobs))]
    files = [("shop.png", picture((96, 64)))]
    database = Database.open(street.environment["DATABASE_URL"])
    for number in range(jobs):
        channel = channels[number % len(channels)]
        await street.workspace.say("ada", channel, f"@retouch edit a door {number} --region top", files=files)
    planned = select(func.count()).select_from(TaskRow)
    async with asyncio.timeout(1800):
        while True:
            async with database.transaction(read_only=True) as session:
                if await session.scalar(planned) == jobs:
                    break
            await asyncio.sleep(0.5)
    await database.close()


async def _busy_percent(app: int) -> float:
    before, began_at = processor_seconds(app), time.monotonic()
    await asyncio.sleep(LOOK_SECONDS)
    return 100 * (processor_seconds(app) - before) / (time.monotonic() - began_at)
