"""Where Retouch is installed, with sealed tokens, and which workspaces an organisation's installation serves."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty where one workspace's token stands in the settings."""
    op.create_table(
        "installations",
        sa.Column("owner_id", sa.String(32), nullable=False),
        sa.Column("enterprise_id", sa.String(32)),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("bot_id", sa.String(32), nullable=False),
        sa.Column("bot_user_id", sa.String(32), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("sealed_tokens", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("refreshing_until", sa.DateTime(timezone=True)),
        sa.Column("installed_by", sa.String(32), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_installations")),
    )
    op.create_table(
        "org_workspaces",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("enterprise_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_org_workspaces")),
    )
    op.create_index("ix_org_workspaces_enterprise_id", "org_workspaces", ["enterprise_id"])


def downgrade() -> None:
    """Back to one workspace; the others have to install it again."""
    op.drop_table("org_workspaces")
    op.drop_table("installations")
