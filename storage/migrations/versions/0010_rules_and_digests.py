"""What admins rule for everybody, digests that come by themselves, and sums and indexes that reports read by."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables, a channel as the place of an ordered report, and indexes that answer without the rows."""
    _create_rules_and_digests()
    _create_ledger_days()
    op.create_index("ix_versions_parent", "versions", ["parent_id", "state", "deleted_at"])
    op.drop_index("ix_versions_job", table_name="versions")
    op.create_index("ix_versions_job", "versions", ["job_id", "state", "deleted_at", "id"])
    op.drop_index("ix_jobs_reserved", table_name="jobs")
    op.create_index(
        "ix_jobs_reserved", "jobs", ["team_id", "reserved_at", "stage", "id", "submitted_at", "finished_at"]
    )


def downgrade() -> None:
    """Back to a workspace without rules."""
    op.drop_index("ix_jobs_reserved", table_name="jobs")
    op.create_index("ix_jobs_reserved", "jobs", ["team_id", "reserved_at"])
    op.drop_index("ix_versions_job", table_name="versions")
    op.create_index("ix_versions_job", "versions", ["job_id"])
    op.drop_index("ix_versions_parent", table_name="versions")
    with op.batch_alter_table("report_orders") as table:
        table.drop_column("channel_id")
    for table_name in ("ledger_days", "digests", "rules"):
        op.drop_table(table_name)


def _create_rules_and_digests() -> None:
    op.create_table(
        "rules",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "kind", "subject", name="pk_rules"),
        sa.CheckConstraint("kind IN ('pause', 'channel', 'model')", name=op.f("ck_rules_kind")),
    )
    op.create_table(
        "digests",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("frequency", sa.String(8), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "channel_id", name="pk_digests"),
        sa.CheckConstraint("frequency IN ('weekly', 'monthly')", name=op.f("ck_digests_frequency")),
    )
    op.add_column("report_orders", sa.Column("channel_id", sa.String(32)))


def _create_ledger_days() -> None:
    """Filled from the rows that are there."""
    op.create_table(
        "ledger_days",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("dimension", sa.String(16), nullable=False),
        sa.Column("day_start", sa.Date(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("spent_micros", sa.BigInteger(), nullable=False),
        sa.Column("committed_micros", sa.BigInteger(), nullable=False),
        sa.Column("jobs", sa.BigInteger(), nullable=False),
        sa.Column("drift_micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "dimension", "day_start", "key", name="pk_ledger_days"),
    )
    for dimension in ("channel_id", "model_key", "service", "tag", "user_id"):
        op.execute(
            f"""
            INSERT INTO ledger_days
            SELECT team_id, '{dimension}', day_start, coalesce({dimension}, ''),
                sum(CASE WHEN kind IN ('settlement', 'adjustment') THEN amount_micros ELSE 0 END),
                sum(delta_micros),
                count(CASE WHEN kind = 'reservation' THEN 1 END),
                sum(CASE WHEN kind = 'settlement' AND delta_micros <> amount_micros
                    THEN delta_micros ELSE 0 END)
            FROM ledger GROUP BY team_id, day_start, coalesce({dimension}, '')
            """  # noqa: S608 (the names are ours)
        )
