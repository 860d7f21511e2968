"""Rows written into whatever tables and columns a schema has: none of our present code takes part."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

JOB_ID = UUID("5f0c7a52-7a53-4f2c-8a0e-0d5a3b1c9e11")
TASK_ID = UUID("2c9c5d30-2f49-4b0e-9a4e-6e6f5a7b8c22")
ASKED_AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

_JOB = {
    "id": JOB_ID,
    "team_id": "T0RETOUCH",
    "user_id": "U0ADA0001",
    "channel_id": "C0DESIGN1",
    "thread_ts": "1764000000.000100",
    "is_thread_new": False,
    "draft": "{}",
    "verb": "edit",
    "model_key": "3",
    "count": 1,
    "price_was_shown": True,
    "stage": "waiting",
    "chain_number": 1,
    "next_step": "take_in",
    "failing_times": 0,
    "notes": "[]",
    "quote_micros": 60_000,
    "charged_micros": 0,
    "is_estimate": False,
    "announced": "",
    "delivered": 0,
    "is_cancel_requested": False,
    "asked_at": ASKED_AT,
    "reserved_at": ASKED_AT,
    "submitted_at": ASKED_AT,
}
_TASK = {
    "id": TASK_ID,
    "job_id": JOB_ID,
    "number": 1,
    "service": "runware",
    "person_key": "T0RETOUCH:U0ADA0001",
    "turn": 1,
    "expected": 1,
    "state": "accepted",
    "tries": 1,
    "polls": 0,
    "failing_times": 0,
    "provider_task_id": "at-the-service",
    "raw_answer": "",
    "failures": "[]",
    "planned_at": ASKED_AT,
    "intent_at": ASKED_AT,
    "accepted_at": ASKED_AT,
}


# Where a column takes not every text.
_WORDS = {
    "ledger.kind": "reservation",
    "rules.kind": "channel",
    "limits.scope": "user",
    "period": "month",
    "approvals.state": "asked",
    "digests.frequency": "weekly",
}
_BY_KIND: dict[type, object] = {
    bool: False,
    int: 1,
    float: 1.5,
    datetime: ASKED_AT,
    date: ASKED_AT.date(),
    UUID: JOB_ID,
    bytes: b"x",
}


def insert_old_rows(connection: sa.Connection) -> None:
    """A row in each table of the schema that is there now, its job and its task as that release wrote them."""
    known = {"jobs": _JOB, "tasks": _TASK}
    for table in _reflect(connection).sorted_tables:
        row = known.get(table.name) or {column.name: _value(column) for column in table.c}
        columns: dict[str, Any] = {key: value for key, value in row.items() if key in table.c}
        if connection.dialect.name == "sqlite":
            columns = {key: _plain(value) for key, value in columns.items()}
        connection.execute(sa.insert(table).values(columns))


def read_all_rows(connection: sa.Connection) -> dict[str, list[dict[str, object]]]:
    """Everything that is there, by table."""
    return {
        table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
        for table in _reflect(connection).sorted_tables
    }


def _reflect(connection: sa.Connection) -> sa.MetaData:
    """The tables that are there now, but for the one that says which step they are of."""
    metadata = sa.MetaData()
    metadata.reflect(connection, only=lambda name, _: name != "alembic_version")
    return metadata


def _value(column: sa.Column[Any]) -> object:
    word = _WORDS.get(f"{column.table.name}.{column.name}") or _WORDS.get(column.name)
    if word is not None:
        return word
    if isinstance(column.type, sa.CHAR):
        return JOB_ID  # as SQLite spells the type of an id
    kind = column.type.python_type
    return _BY_KIND[kind] if kind in _BY_KIND else f"a {column.name}"[: getattr(column.type, "length", None)]


def _plain(value: object) -> object:
    """SQLite reflects an id as text; ours are written without dashes."""
    return value.hex if isinstance(value, UUID) else value
