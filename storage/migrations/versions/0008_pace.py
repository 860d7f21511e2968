"""Slack's pace as rows, so that several processes keep it together."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty: every channel is quiet and no method on hold."""
    op.create_table(
        "pace",
        sa.Column("pace_key", sa.String(length=120), nullable=False),
        sa.Column("until_seconds", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("pace_key", name=op.f("pk_pace")),
    )
    op.create_index(op.f("ix_pace_until_seconds"), "pace", ["until_seconds"])


def downgrade() -> None:
    """Each process counts for itself again."""
    op.drop_table("pace")
