"""The engine's port, on SQLite and on PostgreSQL: chains, wake-ups, queues, the lock of one process."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dbos import DBOS
from sqlalchemy import NullPool, column, create_engine, make_url, table, text

from bot.engine import Engine, Following
from bot.engine.engine import LOOK_SECONDS, WAKE
from bot.engine.sqlite_file import AlreadyRunning
from tests.engine.launching import QUEUES, launched


class Log:
    """Which steps ran for which subject, with an event for every change."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, str]] = []
        self._changed = asyncio.Condition()

    async def add(self, name: str, subject: str) -> None:
        async with self._changed:
            self.runs.append((name, subject))
            self._changed.notify_all()

    async def begin_and_wait(self, name: str, subject: str) -> Following | None:
        """A chain of two steps with a long wait between."""
        await self.add(name, subject)
        return Following(step="end", after_seconds=600) if name == "begin" else None

    async def wait_for(self, is_there: Callable[[list[tuple[str, str]]], bool]) -> None:
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: is_there(self.runs))


async def test_a_step_that_raises_comes_again_and_its_chain_goes_on(database_url: str) -> None:
    log = Log()

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        if log.runs == [("only", "s")]:
            raise ConnectionError("the database is being restarted")
        return None

    async with launched(database_url, run_step) as engine:
        await engine.start("chain", step="only", subject="s")
        await log.wait_for(lambda runs: len(runs) == 1)
        await engine.wake("chain", key="at once")
        await log.wait_for(lambda runs: len(runs) == 2)
        await until_status(engine, "chain", "SUCCESS")


async def test_a_chain_that_ended_in_an_error_goes_on_from_what_failed(database_url: str) -> None:
    log = Log()

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        if name == "first":
            return Following(step="second")
        # Not to be written down: the engine fails over it, as over tables that it cannot reach.
        return Following(step=object()) if len(log.runs) == 2 else None  # type: ignore[arg-type]

    async with launched(database_url, run_step) as engine:
        await engine.start("chain", step="first", subject="s")
        await until_status(engine, "chain", "SUCCESS")

    assert [name for name, _ in log.runs] == ["first", "second", "second"]


async def test_a_chain_that_the_engine_drops_while_its_process_lives_goes_on(database_url: str) -> None:
    log = Log()

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        if len(log.runs) == 1:
            raise asyncio.CancelledError  # the one way out that leaves the row as if it ran on
        return None

    async with launched(database_url, run_step) as engine:
        await engine.start("chain", step="only", subject="s")
        await log.wait_for(lambda runs: len(runs) == 2)
        await until_status(engine, "chain", "SUCCESS")


async def test_a_chain_that_is_taken_for_dropped_while_it_runs_does_a_step_twice_but_never_at_the_same_time(
    database_url: str,
) -> None:
    log = Log()
    may_end = asyncio.Event()

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add("in", subject)
        await may_end.wait()
        await log.add("out", subject)
        return None

    async with launched(database_url, run_step) as engine:
        await engine.start("chain", step="only", subject="s")
        await log.wait_for(lambda runs: len(runs) == 1)
        await DBOS.resume_workflow_async("chain")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):  # more than enough for the second to come in
                await log.wait_for(lambda runs: len(runs) == 2)
        may_end.set()
        await until_status(engine, "chain", "SUCCESS")

    assert [name for name, _ in log.runs] == ["in", "out", "in", "out"]


async def until_status(engine: Engine, chain_id: str, status: str) -> None:
    async with asyncio.timeout(60):
        while True:
            if await engine.status(chain_id) == status:
                return
            await asyncio.sleep(0.05)


async def test_each_step_says_which_one_is_next(database_url: str) -> None:
    log = Log()

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        return {"first": Following(step="second"), "second": None}[name]

    async with launched(database_url, run_step) as engine:
        await engine.start("chain-1", step="first", subject="s")
        await log.wait_for(lambda runs: ("second", "s") in runs)

    assert log.runs == [("first", "s"), ("second", "s")]


async def test_the_same_chain_started_twice_runs_once(database_url: str) -> None:
    log = Log()

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        return None

    async with launched(database_url, run_step) as engine:
        await engine.start("chain-1", step="only", subject="a")
        await engine.start("chain-1", step="only", subject="a")
        await engine.start("chain-2", step="only", subject="b")
        await log.wait_for(lambda runs: {("only", "a"), ("only", "b")} <= set(runs))

    assert log.runs.count(("only", "a")) == 1


async def test_a_chain_is_started_once_then_woken_and_after_its_end_started_again(database_url: str) -> None:
    log = Log()

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        return Following(step="second", after_seconds=600) if name == "first" else None

    async with launched(database_url, run_step) as engine:
        await engine.start_or_wake("chain", step="first", subject="s", key="1")
        await log.wait_for(lambda runs: len(runs) == 1)
        await engine.start_or_wake("chain", step="first", subject="s", key="2")
        await log.wait_for(lambda runs: len(runs) == 2)
        await until_status(engine, "chain", "SUCCESS")
        await engine.start_or_wake("chain", step="second", subject="s", key="3")
        await log.wait_for(lambda runs: len(runs) == 3)

    assert log.runs == [("first", "s"), ("second", "s"), ("second", "s")]


async def test_a_wake_up_ends_a_wait_and_one_for_an_unknown_chain_is_told(database_url: str) -> None:
    log = Log()

    async with launched(database_url, log.begin_and_wait) as engine:
        await engine.start("chain-1", step="begin", subject="s")
        is_woken = await engine.wake("chain-1", key="callback")
        is_unknown_woken = await engine.wake("nobody", key="callback")
        await log.wait_for(lambda runs: ("end", "s") in runs)

    assert is_woken
    assert not is_unknown_woken


async def test_a_queue_has_so_many_chains_under_way_and_starts_them_by_turn(database_url: str) -> None:
    log = Log()
    may_end = {"early-1": asyncio.Event(), "early-2": asyncio.Event()}

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        if subject in may_end:
            await may_end[subject].wait()
        return None

    async with launched(database_url, run_step) as engine:
        for subject in may_end:
            await engine.enqueue(subject, queue="service", turn=1, step="work", subject=subject)
        await log.wait_for(lambda runs: len(runs) == 2)
        for turn in (9, 5, 2, 7):
            await engine.enqueue(f"t{turn}", queue="service", turn=turn, step="work", subject=str(turn))
        started_before = len(log.runs)
        may_end["early-1"].set()  # one place for all the others, so that they go one after the other
        await log.wait_for(lambda runs: len(runs) == 6)
        may_end["early-2"].set()

    assert started_before == 2
    assert log.runs[2:] == [("work", "2"), ("work", "5"), ("work", "7"), ("work", "9")]


async def test_neither_a_chain_nor_a_place_that_came_free_waits_for_the_next_look_at_the_queue(
    database_url: str,
) -> None:
    log, may_end = Log(), asyncio.Event()
    subjects = [f"chain-{number}" for number in range(3 * QUEUES["service"])]

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        await may_end.wait()
        return None

    async with launched(database_url, run_step, look_seconds=600.0) as engine:
        for turn, subject in enumerate(subjects, start=1):
            await engine.enqueue(subject, queue="service", turn=turn, step="work", subject=subject)
        await log.wait_for(lambda runs: len(runs) == QUEUES["service"])
        may_end.set()
        await log.wait_for(lambda runs: len(runs) == len(subjects))

    assert {subject for _, subject in log.runs} == set(subjects)


async def test_a_message_that_nobody_told_of_is_found_and_ends_the_wait(database_url: str) -> None:
    log = Log()

    async with launched(database_url, log.begin_and_wait) as engine:
        await engine.start("chain", step="begin", subject="s")
        await log.wait_for(lambda runs: len(runs) == 1)
        await asyncio.sleep(1)  # until it waits, for one that does not finds the message by itself
        _write_message(database_url, "chain", topic=WAKE)
        await log.wait_for(lambda runs: len(runs) == 2)

    assert log.runs == [("begin", "s"), ("end", "s")]


def _write_message(database_url: str, chain_id: str, *, topic: str) -> None:
    """As another process does; on PostgreSQL, as while the connection is down that notifications come by."""
    is_sqlite = database_url.startswith("sqlite")
    url = make_url(database_url) if is_sqlite else make_url(database_url).set(drivername="postgresql+psycopg")
    names = ("message_uuid", "destination_uuid", "topic", "message")
    messages = table("notifications", *map(column, names), schema=None if is_sqlite else "dbos")
    row = dict(zip(names, ("told-to-nobody", chain_id, topic, "{}"), strict=True))
    with create_engine(url, poolclass=NullPool).begin() as connection:
        if not is_sqlite:
            connection.execute(text("set local session_replication_role = replica"))  # no trigger
        connection.execute(messages.insert().values(row))


async def test_a_process_that_drains_takes_nothing_more_from_a_queue(database_url: str) -> None:
    log, may_end = Log(), {"first": asyncio.Event(), "second": asyncio.Event()}

    async def run_step(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        await may_end[subject].wait()
        return None

    engine = Engine(engine_url=database_url, queues=QUEUES)
    await engine.launch(run_step)
    for turn, subject in enumerate(("first", "second", "third"), start=1):
        await engine.enqueue(subject, queue="service", turn=turn, step="work", subject=subject)
    await log.wait_for(lambda runs: len(runs) == 2)
    draining = asyncio.create_task(engine.drain(timeout_seconds=20))
    await asyncio.sleep(0)  # until it drains
    may_end["first"].set()
    await until_status(engine, "first", "SUCCESS")
    await asyncio.sleep(2 * LOOK_SECONDS)
    status = await engine.status("third")
    may_end["second"].set()
    await draining

    assert status == "ENQUEUED"


async def test_a_chain_goes_on_after_a_restart_with_the_step_that_was_cut(database_url: str) -> None:
    log = Log()
    is_cut = asyncio.Event()

    async def cut(name: str, subject: str) -> Following | None:
        await log.add(name, subject)
        if name == "first":
            return Following(step="second")
        is_cut.set()
        await asyncio.Event().wait()
        return None

    async def go_on(name: str, subject: str) -> Following | None:
        await log.add(f"{name} again", subject)
        return None

    engine = Engine(engine_url=database_url, queues=QUEUES)
    await engine.launch(cut)
    await engine.start("chain-1", step="first", subject="s")
    await is_cut.wait()
    await engine.drain(timeout_seconds=0)
    async with launched(database_url, go_on):
        await log.wait_for(lambda runs: ("second again", "s") in runs)

    assert ("first again", "s") not in log.runs


async def test_only_chains_that_have_ended_are_forgotten(database_url: str) -> None:
    log = Log()

    async with launched(database_url, log.begin_and_wait) as engine:
        await engine.start("waiting", step="begin", subject="a")
        await engine.start("ended", step="end", subject="b")
        await log.wait_for(lambda runs: len(runs) == 2)
        async with asyncio.timeout(20):
            while await engine.status("ended") is not None:
                await engine.forget_finished(before=datetime.now(UTC) + timedelta(minutes=1))

        waiting = await engine.status("waiting")

    assert waiting == "PENDING"


async def test_a_second_process_on_the_same_sqlite_files_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'engine.db'}"

    async def run_step(name: str, subject: str) -> Following | None:
        return None

    async with launched(url, run_step):
        with pytest.raises(AlreadyRunning) as raised:
            await Engine(engine_url=url, queues={}).launch(run_step)

    assert "already running" in raised.value.user_text
