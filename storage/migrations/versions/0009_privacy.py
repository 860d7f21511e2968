"""Who and what is to be forgotten, pictures that may be nobody's, and how long admins keep things."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was ever forgotten before, and everything was kept."""
    op.add_column("jobs", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_jobs_unforgotten", "jobs", ["forgotten_at", "finished_at"])
    op.create_table(
        "forgettings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgettings")),
    )
    op.create_table(
        "discarded_pictures",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_discarded_pictures")),
    )
    op.create_table(
        "retentions",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_retentions")),
        sa.CheckConstraint("days > 0", name=op.f("ck_retentions_days")),
    )
    for table, column in (
        ("versions", "digest"),
        ("versions", "answer_digest"),
        ("versions", "delivered_digest"),
        ("attachments", "digest"),
        ("jobs", "seed_digest"),
        ("jobs", "mask_digest"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Everything is kept again; what was forgotten stays so."""
    for table, column in (
        ("jobs", "mask_digest"),
        ("jobs", "seed_digest"),
        ("attachments", "digest"),
        ("versions", "delivered_digest"),
        ("versions", "answer_digest"),
        ("versions", "digest"),
    ):
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    op.drop_table("retentions")
    op.drop_table("discarded_pictures")
    op.drop_table("forgettings")
    op.drop_index("ix_jobs_unforgotten", table_name="jobs")
    op.drop_column("jobs", "forgotten_at")
