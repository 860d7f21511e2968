"""The look at the engine's own tables, which every process takes once a second."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.engine import Following
from storage.chains import look
from tests.engine.launching import launched


async def test_a_look_reads_none_of_the_chains_that_ended_within_a_month(tmp_path: Path) -> None:
    async def run_step(name: str, subject: str) -> Following | None:
        return None

    asked: list[tuple[str, Any]] = []
    async with launched(f"sqlite:///{tmp_path / 'engine.db'}", run_step) as engine:
        assert engine._dbos is not None
        system = engine._dbos._sys_db

        @event.listens_for(system.engine, "before_cursor_execute")
        def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            asked.append((statement, values))

        look(
            system.engine,
            system.tables.workflow_status,
            system.tables.notifications,
            executor_id="local",
            topic="wake",
        )

    with contextlib.closing(sqlite3.connect(tmp_path / "engine.db")) as file:
        plans = [
            row[3] for query in asked for row in file.execute(f"EXPLAIN QUERY PLAN {query[0]}", query[1])
        ]
    assert len(asked) >= 5
    assert [plan for plan in plans if plan.startswith("SCAN") and "INDEX" not in plan] == []
