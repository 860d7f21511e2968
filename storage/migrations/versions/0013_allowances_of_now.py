"""An index for what is allowed now, among all that was ever allowed."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Each limit check finds a period's approvals without reading the workspace's past ones."""
    op.drop_index("ix_allowances_scope_id", table_name="allowances")
    op.create_index("ix_allowances_owner", "allowances", ["team_id", "scope_id", "period_start"])


def downgrade() -> None:
    """Back to the owner alone."""
    op.drop_index("ix_allowances_owner", table_name="allowances")
    op.create_index("ix_allowances_scope_id", "allowances", ["scope_id"])
