"""What admins do about money: audit log, approvals and allowances, warnings given, reports ordered."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("audit", "approvals", "allowances", "warnings", "report_orders")


def upgrade() -> None:
    """Five tables, and the indexes that reports read by."""
    _create_audit()
    _create_approvals()
    _create_allowances()
    _create_warnings()
    _create_report_orders()
    op.create_index("ix_ledger_day", "ledger", ["team_id", "day_start"])
    op.create_index("ix_jobs_reserved", "jobs", ["team_id", "reserved_at"])


def downgrade() -> None:
    """Back to a ledger without its admins."""
    op.drop_index("ix_jobs_reserved", table_name="jobs")
    op.drop_index("ix_ledger_day", table_name="ledger")
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only()")


def _create_audit() -> None:
    op.create_table(
        "audit",
        # SQLite counts by itself only where the key is a plain INTEGER.
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_team", "audit", ["team_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_refuses_{event.lower()} BEFORE {event} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_refuses_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )


def _create_approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("quote_micros", sa.BigInteger(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.String(32)),
        sa.PrimaryKeyConstraint("job_id", name="pk_approvals"),
        sa.CheckConstraint(
            "state IN ('offered', 'asked', 'approved', 'denied', 'expired')", name=op.f("ck_approvals_state")
        ),
    )
    op.create_index("ix_approvals_state", "approvals", ["state", "asked_at"])


def _create_allowances() -> None:
    op.create_table(
        "allowances",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("scope_id", sa.String(32), nullable=False),
        sa.Column("period_start", sa.Date()),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "scope", "period", name="pk_allowances"),
        sa.CheckConstraint("amount_micros > 0", name=op.f("ck_allowances_amount_micros")),
    )
    op.create_index("ix_allowances_scope_id", "allowances", ["scope_id"])


def _create_warnings() -> None:
    op.create_table(
        "warnings",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("scope_id", sa.String(32), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "team_id", "scope", "scope_id", "period", "period_start", "percent", name="pk_warnings"
        ),
    )


def _create_report_orders() -> None:
    op.create_table(
        "report_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("report", sa.String(16), nullable=False),
        sa.Column("about", sa.String(32)),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("file_id", sa.String(32)),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_report_orders"),
    )
    op.create_index("ix_report_orders_sent_at", "report_orders", ["sent_at"])
