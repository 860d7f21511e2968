"""Money, limits, deliveries, recent pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("ledger", "ledger_counters", "limits", "deliveries", "recent_pictures")


def upgrade() -> None:
    """Create what is needed from the first day on."""
    _create_ledger()
    _create_ledger_counters()
    _create_limits()
    _create_deliveries()
    _create_recent_pictures()


def downgrade() -> None:
    """Drop everything: there is no state before the first."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_is_append_only()")


def _create_ledger() -> None:
    op.create_table(
        "ledger",
        # SQLite counts by itself only where the key is a plain INTEGER.
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("job_id", sa.Uuid()),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32)),
        sa.Column("model_key", sa.String(32)),
        sa.Column("service", sa.String(16)),
        sa.Column("tag", sa.String(80)),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("delta_micros", sa.BigInteger(), nullable=False),
        sa.Column("is_estimate", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day_start", sa.Date(), nullable=False),
        sa.Column("week_start", sa.Date(), nullable=False),
        sa.Column("month_start", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.CheckConstraint(
            "kind IN ('reservation', 'settlement', 'release', 'adjustment')", name=op.f("ck_ledger_kind")
        ),
        sa.CheckConstraint(
            "kind = 'adjustment' OR (job_id IS NOT NULL AND amount_micros >= 0)",
            name=op.f("ck_ledger_amount"),
        ),
    )
    once = sa.text("kind <> 'adjustment'")
    op.create_index(
        "uq_ledger_job_id_kind",
        "ledger",
        ["job_id", "kind"],
        unique=True,
        sqlite_where=once,
        postgresql_where=once,
    )
    op.create_index("ix_ledger_person", "ledger", ["team_id", "user_id", "month_start"])
    op.create_index("ix_ledger_month_start", "ledger", ["month_start"])
    _refuse_changes_to_the_ledger()


def _create_ledger_counters() -> None:
    op.create_table(
        "ledger_counters",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("scope_id", sa.String(32), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("committed_micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "team_id", "scope", "scope_id", "period", "period_start", name="pk_ledger_counters"
        ),
    )


def _refuse_changes_to_the_ledger() -> None:
    """Let the database itself hold that ledger rows are added and never changed."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER ledger_refuses_{event.lower()} BEFORE {event} ON ledger "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER ledger_refuses_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()"
    )


def _create_limits() -> None:
    op.create_table(
        "limits",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("scope_id", sa.String(32), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("limit_micros", sa.BigInteger()),
        sa.PrimaryKeyConstraint("team_id", "scope", "scope_id", "period", name="pk_limits"),
        sa.CheckConstraint("scope IN ('user', 'channel', 'workspace')", name=op.f("ck_limits_scope")),
        sa.CheckConstraint("period IN ('day', 'week', 'month')", name=op.f("ck_limits_period")),
        sa.CheckConstraint("limit_micros >= 0", name=op.f("ck_limits_limit_micros")),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("delivery_key", sa.String(200), nullable=False),
        sa.Column("job_id", sa.Uuid()),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("delivery_key", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_seen_at", "deliveries", ["seen_at"])


def _create_recent_pictures() -> None:
    op.create_table(
        "recent_pictures",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("file_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mimetype", sa.String(100), nullable=False),
        sa.Column("thread_ts", sa.String(32)),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "channel_id", "file_id", name="pk_recent_pictures"),
    )
    op.create_index(
        "ix_recent_pictures_person", "recent_pictures", ["team_id", "channel_id", "user_id", "posted_at"]
    )
    op.create_index(
        "ix_recent_pictures_thread", "recent_pictures", ["team_id", "channel_id", "thread_ts", "posted_at"]
    )
    op.create_index("ix_recent_pictures_posted_at", "recent_pictures", ["posted_at"])
