"""One run: people ask, processes die, everything around them fails; then the books are read."""

import asyncio
import contextlib
import random
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from storage import Database, DatabaseAway
from tests.crash.audit import Standing, Verdict, judge, read_books, read_standing, unfinished
from tests.crash.door import Door
from tests.crash.fleet import Fleet, Losses
from tests.crash.people import People, Wish, with_answers
from tests.crash.server import Postgres, open_postgres
from tests.crash.weather import Weather, now_and_then
from tests.flows.house import Street, open_street

AT_ONCE = 8
AHEAD = 3  # kills and wishes keep this close to each other, so that always something is under way
SETTLE_SECONDS = 300.0
PLENTY = {"USER_MONTHLY_BUDGET_USD": "100000", "CONFIRM_ABOVE_USD": "1000", "LOG_FORMAT": "text"}
# Slack's own are a minute and five; here the dead are back within seconds.
RETRY_DELAYS_SECONDS = (0.5, 2.0, 5.0)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much of it."""

    jobs: int
    kills: int
    processes: int = 1
    is_postgres: bool = False
    gust_seconds: float = 0.6
    restart_seconds: float = 40.0
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of it."""

    verdict: Verdict
    losses: Losses
    gusts: int
    restarts: int
    rate_limited: int
    log: str


class Ordeal:
    """The parts of a run beside each other."""

    def __init__(
        self, plan: Plan, *, street: Street, fleet: Fleet, weather: Weather, database: Database
    ) -> None:
        self._plan = plan
        self._street = street
        self._fleet = fleet
        self._weather = weather
        self._database = database
        self._rng = random.Random(plan.seed)
        self._people = People(street.workspace, rng=random.Random(plan.seed + 1))
        self._wishes: list[Wish] = []
        self._asked = 0
        self._lost_processes = 0

    async def go(self, *, postgres: Postgres | None, say: Callable[[str], None]) -> Verdict:
        """All of it; the verdict at the end."""
        storms = [asyncio.create_task(self._weather.blow(pause_seconds=self._plan.gust_seconds))]
        if postgres is not None:
            restarts = now_and_then(postgres.restart, rng=self._rng, seconds=self._plan.restart_seconds)
            storms.append(asyncio.create_task(restarts))
        reporter = asyncio.create_task(self._report(say))
        try:
            await asyncio.gather(self._ask_all(), self._kill_all())
        finally:
            for storm in storms:
                storm.cancel()
            await asyncio.gather(*storms, return_exceptions=True)
        self._weather.clear_up()
        await self._settle()
        reporter.cancel()
        wishes = with_answers(self._wishes, self._street.workspace)
        return judge(wishes, await read_books(self._database), self._street)

    async def _ask_all(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(self._plan.jobs):
                await self._until_there_is_room()
                self._asked += 1
                group.create_task(self._ask(f"house{number:04d}"))

    async def _ask(self, word: str) -> None:
        self._wishes.append(await self._people.ask(word))

    async def _until_there_is_room(self) -> None:
        while True:
            due = (self._lost_processes + AHEAD) * self._plan.jobs
            if self._lost_processes >= self._plan.kills or self._asked * self._plan.kills <= due:
                standing = await self._standing()
                self._people.finished_threads = standing.finished_threads
                if standing.open_jobs < AT_ONCE:
                    return
            await asyncio.sleep(0.5)

    async def _kill_all(self) -> None:
        while self._lost_processes < self._plan.kills:
            due = self._asked * self._plan.kills
            if self._lost_processes * self._plan.jobs > due:
                await asyncio.sleep(0.1)
                continue
            await asyncio.sleep(self._rng.uniform(0.0, 3.0))
            await self._fleet.lose_one()
            self._lost_processes = self._fleet.losses.kills

    async def _settle(self) -> None:
        """Until everything has ended, or long enough to say that it never will."""
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                while True:
                    with contextlib.suppress(DatabaseAway):  # the last restart may be under way still
                        if not unfinished(await read_books(self._database), self._street):
                            return
                    await asyncio.sleep(2.0)
        except TimeoutError:
            return

    async def _report(self, say: Callable[[str], None]) -> None:
        while True:
            await asyncio.sleep(15.0)
            open_jobs = (await self._standing()).open_jobs
            say(f"{self._asked} asked, {open_jobs} under way, {self._lost_processes} kills")

    async def _standing(self) -> Standing:
        """Asked again while the database is being restarted."""
        while True:
            try:
                return await read_standing(self._database)
            except DatabaseAway:
                await asyncio.sleep(0.2)


async def run(plan: Plan, *, say: Callable[[str], None] = lambda _: None) -> Outcome:
    """Set everything up, go through it, and take it down again."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = await stack.enter_async_context(open_postgres()) if plan.is_postgres else None
        street = await stack.enter_async_context(
            open_street(
                folder,
                database_url=postgres.url if postgres else None,
                retry_delays_seconds=RETRY_DELAYS_SECONDS,
                posts_per_second=1.0,
                **PLENTY,
            )
        )
        database = Database.open(street.environment["DATABASE_URL"])
        stack.push_async_callback(database.close)
        fleet = Fleet(
            street.environment,
            processes=plan.processes,
            folder=folder,
            rng=random.Random(plan.seed + 2),
            is_taken_over=postgres.is_taken_over if postgres else None,
        )
        door = Door(backends=fleet.urls, rng=random.Random(plan.seed + 3))
        stack.push_async_callback(door.close)
        await door.open(int(street.environment["PORT"]))
        weather = Weather(street, door=door, rng=random.Random(plan.seed + 4))
        stack.push_async_callback(fleet.close)
        await fleet.open()
        ordeal = Ordeal(plan, street=street, fleet=fleet, weather=weather, database=database)
        verdict = await ordeal.go(postgres=postgres, say=say)
        calls = street.workspace.calls
        return Outcome(
            verdict=verdict,
            losses=fleet.losses,
            gusts=weather.gusts,
            restarts=postgres.restarts if postgres else 0,
            rate_limited=sum(call.error == "ratelimited" for call in calls),
            log=fleet.log(),
        )
