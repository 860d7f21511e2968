"""A job under way, written into whatever columns a schema has: none of our present code takes part."""

from datetime import UTC, datetime
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


def insert_old_rows(connection: sa.Connection) -> None:
    """One job and its task, as the schema that is there now spells them."""
    for name, row in (("jobs", _JOB), ("tasks", _TASK)):
        table = sa.Table(name, sa.MetaData(), autoload_with=connection)
        columns: dict[str, Any] = {key: value for key, value in row.items() if key in table.c}
        if connection.dialect.name == "sqlite":
            columns = {key: _plain(value) for key, value in columns.items()}
        connection.execute(sa.insert(table).values(columns))


def _plain(value: object) -> object:
    """SQLite reflects an id as text; ours are written without dashes."""
    return value.hex if isinstance(value, UUID) else value
