"""A database as an earlier release left it: its own tables, and rows exactly as it wrote them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, create_engine

from storage.forward import MIGRATIONS

TEAM, ADA, DESIGN = "T0RETOUCH", "U0ADA0001", "C0DESIGN1"
DELIVERED, REFUSED, WAITING = UUID(int=1), UUID(int=2), UUID(int=3)  # jobs
ORIGINAL, RESULT = UUID(int=10), UUID(int=11)  # versions
PAGE = UUID(int=30)
_TASK = UUID(int=20)
_NOW = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=5)
_DRAFT = (
    '{"verb":"edit","prompt":"a red door","values":{"model":"3","rendering_speed":"TURBO"},"complaint":null}'
)
_PLACE = {"team_id": TEAM, "channel_id": DESIGN}

Rows = Sequence[Mapping[str, Any]]


def leave_database(path: Path, *, step: str, thread_ts: str, digests: Mapping[str, str]) -> None:
    """Write the database of the release whose newest step was ``step``; ``digests``: seed, mask, result."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)
        for table, rows in _all_rows(thread_ts, digests).items():
            _insert(connection, table, rows)
        if step >= "0003":
            _insert(connection, "mask_pages", [_page(thread_ts, digests)])
    engine.dispose()


def _insert(connection: Connection, table: str, rows: Rows) -> None:
    metadata = MetaData()
    metadata.reflect(connection, only=[table])
    plain = [
        {name: value.hex if isinstance(value, UUID) else value for name, value in row.items()} for row in rows
    ]
    connection.execute(metadata.tables[table].insert(), plain)


def _all_rows(thread_ts: str, digests: Mapping[str, str]) -> dict[str, Rows]:
    return {
        "jobs": [
            _job(
                DELIVERED,
                digests,
                thread_ts=thread_ts,
                stage="delivered",
                charged_micros=30_000,
                version_number=1,
                delivered=1,
                parent_version_id=ORIGINAL,
                reserved_at=_NOW,
                submitted_at=_NOW,
                finished_at=_NOW,
            ),
            _job(
                REFUSED,
                digests,
                thread_ts=thread_ts,
                stage="refused",
                sentence="You have $0.00 left.",
                finished_at=_NOW,
            ),
            _job(WAITING, digests, thread_ts=thread_ts, waiting_for="confirm"),
        ],
        "threads": [{**_PLACE, "id": 1, "thread_ts": thread_ts, "last_number": 1}],
        "versions": [
            _version(ORIGINAL, thread_ts=thread_ts, number=0, digest=digests["seed"], state="original"),
            _version(
                RESULT,
                thread_ts=thread_ts,
                number=1,
                digest=digests["result"],
                delivered_digest=digests["result"],
                state="shared",
                parent_id=ORIGINAL,
                job_id=DELIVERED,
                task_id=_TASK,
                picture_id="p1",
                cost_micros=30_000,
                changed_outside=0,
                outside_px=100,
            ),
        ],
        "attachments": [
            _attachment(job_id, position=position, role=role, digest=digests[name])
            for job_id in (DELIVERED, REFUSED, WAITING)
            for position, (role, name) in enumerate((("seed_image", "seed"), ("mask_image", "mask")))
        ],
        "tasks": [_finished_task()],
        "ledger": [_entry("reservation", 30_000, delta=30_000), _entry("settlement", 30_000, delta=0)],
        "ledger_counters": [
            {
                "team_id": TEAM,
                "scope": scope,
                "scope_id": scope_id,
                "period": period,
                "period_start": start,
                "committed_micros": 30_000,
            }
            for scope, scope_id in (("user", ADA), ("channel", DESIGN), ("workspace", "*"))
            for period, start in _starts().items()
        ],
    }


def _job(job_id: UUID, digests: Mapping[str, str], **changes: Any) -> dict[str, Any]:
    row = {
        **_PLACE,
        "id": job_id,
        "user_id": ADA,
        "thread_ts": None,
        "is_thread_new": False,
        "response_url": None,
        "parent_version_id": None,
        "draft": _DRAFT,
        "verb": "edit",
        "model_key": "3",
        "tag": None,
        "count": 1,
        "price_was_shown": False,
        "stage": "asked",
        "waiting_for": None,
        "chain_number": 1,
        "next_step": "take_in",
        "failing_step": None,
        "failing_times": 0,
        "sentence": None,
        "notes": "[]",
        "seed_digest": digests["seed"],
        "mask_digest": digests["mask"],
        "marked_share": 0.08,
        "quote_micros": 30_000,
        "charged_micros": 0,
        "is_estimate": False,
        "status_ts": None,
        "announced": "",
        "version_number": None,
        "delivered": 0,
        "is_cancel_requested": False,
        "asked_at": _NOW,
        "reserved_at": None,
        "submitted_at": None,
        "finished_at": None,
    }
    return {**row, **changes}


def _version(version_id: UUID, **changes: Any) -> dict[str, Any]:
    row = {
        **_PLACE,
        "id": version_id,
        "sub_number": None,
        "parent_id": None,
        "job_id": None,
        "task_id": None,
        "picture_id": None,
        "picture_url": None,
        "answer_digest": None,
        "delivered_digest": None,
        "seed": None,
        "cost_micros": 0,
        "is_flagged": False,
        "changed_outside": None,
        "outside_px": None,
        "notes": "[]",
        "file_id": None,
        "share_ts": None,
        "created_at": _NOW,
        "shared_at": None,
        "deleted_at": None,
    }
    return {**row, **changes}


def _attachment(job_id: UUID, *, position: int, role: str, digest: str) -> dict[str, Any]:
    return {
        "job_id": job_id,
        "position": position,
        "role": role,
        "name": "",
        "file_id": None,
        "digest": digest,
        "width_px": 640,
        "height_px": 480,
        "is_mask_like": role == "mask_image",
        "has_transparency": False,
        "is_animated": False,
        "notes": "[]",
    }


def _finished_task() -> dict[str, Any]:
    return {
        "id": _TASK,
        "job_id": DELIVERED,
        "number": 1,
        "service": "runware",
        "person_key": f"{TEAM}:{ADA}",
        "turn": 1,
        "expected": 1,
        "state": "finished",
        "tries": 1,
        "polls": 1,
        "failing_step": None,
        "failing_times": 0,
        "bookmark": None,
        "provider_task_id": str(_TASK),
        "raw_answer": '{"data": []}',
        "failures": "[]",
        "planned_at": _NOW,
        "intent_at": _NOW,
        "accepted_at": _NOW,
        "finished_at": _NOW,
    }


def _entry(kind: str, amount_micros: int, *, delta: int) -> dict[str, Any]:
    starts = _starts()
    return {
        **_PLACE,
        "kind": kind,
        "job_id": DELIVERED,
        "user_id": ADA,
        "model_key": "3",
        "service": "runware",
        "tag": None,
        "amount_micros": amount_micros,
        "delta_micros": delta,
        "is_estimate": False,
        "reason": None,
        "created_at": _NOW,
        "day_start": starts["day"],
        "week_start": starts["week"],
        "month_start": starts["month"],
    }


def _starts() -> dict[str, Any]:
    day = _NOW.date()
    return {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1)}


def _page(thread_ts: str, digests: Mapping[str, str]) -> dict[str, Any]:
    return {
        **_PLACE,
        "id": PAGE,
        "user_id": ADA,
        "thread_ts": thread_ts,
        "parent_version_id": RESULT,
        "draft": _DRAFT,
        "attachments": f'[["seed_image","",null,"{digests["seed"]}"]]',
        "back_url": None,
        "seed_digest": digests["seed"],
        "width_px": 640,
        "height_px": 480,
        "mask_digest": digests["mask"],
        "expires_at": _NOW + timedelta(hours=24),
    }
