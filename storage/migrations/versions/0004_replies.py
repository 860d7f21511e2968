"""Replies: how a job was asked for, where a thread builds on, what is shown in it, what people prefer."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A job from before was asked for outright, and a thread from before builds on its newest version."""
    op.add_column("jobs", sa.Column("manner", sa.String(length=16), nullable=False, server_default="at_once"))
    op.add_column("threads", sa.Column("base_version_id", sa.Uuid(), nullable=True))
    op.add_column("threads", sa.Column("base_number", sa.Integer(), nullable=True))
    op.create_table(
        "showings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("thread_ts", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("before_id", sa.Uuid(), nullable=True),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.String(length=32), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showings")),
    )
    op.create_table(
        "preferences",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_preferences")),
    )


def downgrade() -> None:
    """As if nobody had ever replied."""
    op.drop_table("preferences")
    op.drop_table("showings")
    op.drop_column("threads", "base_number")
    op.drop_column("threads", "base_version_id")
    op.drop_column("jobs", "manner")
