"""Indexes for a long past: a job's ledger rows, what is open among what is over, and how long a model takes."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_IS_WAITING = sa.text("waiting_for IS NOT NULL")


def upgrade() -> None:
    """What each settlement, each status and each sweep looks for, without reading all that ever was."""
    op.create_index("ix_ledger_job", "ledger", ["job_id"])
    op.create_index(
        "ix_jobs_waiting", "jobs", ["waiting_for"], sqlite_where=_IS_WAITING, postgresql_where=_IS_WAITING
    )
    op.create_index("ix_jobs_pace", "jobs", ["model_key", "stage", "finished_at"])
    op.create_index("ix_versions_state", "versions", ["state", "task_id"])
    op.drop_index("ix_tasks_state", table_name="tasks")
    op.create_index("ix_tasks_state", "tasks", ["state", "planned_at"])


def downgrade() -> None:
    """Back to reading whole tables."""
    op.drop_index("ix_tasks_state", table_name="tasks")
    op.create_index("ix_tasks_state", "tasks", ["service", "state"])
    op.drop_index("ix_versions_state", table_name="versions")
    op.drop_index("ix_jobs_pace", table_name="jobs")
    op.drop_index("ix_jobs_waiting", table_name="jobs")
    op.drop_index("ix_ledger_job", table_name="ledger")
