"""Which workspaces an organisation's installation serves, as far as requests from them have told."""

from collections.abc import Sequence

from sqlalchemy import String, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session
from storage.rows import insert_into


class OrgWorkspaceRow(Base):
    """One workspace and its organisation; a workspace changes neither."""

    __tablename__ = "org_workspaces"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(String(32), index=True)


async def note_workspace(session: Session, *, team_id: str, enterprise_id: str) -> None:
    """A request came from this workspace to the organisation's installation."""
    row = insert_into(session, OrgWorkspaceRow).values(team_id=team_id, enterprise_id=enterprise_id)
    await session.execute(
        row.on_conflict_do_update(index_elements=["team_id"], set_={"enterprise_id": enterprise_id})
    )


async def find_enterprise(session: Session, team_id: str) -> str | None:
    """The organisation whose installation serves this workspace."""
    return await session.scalar(
        select(OrgWorkspaceRow.enterprise_id).where(OrgWorkspaceRow.team_id == team_id)
    )


async def list_workspaces(session: Session, enterprise_id: str) -> Sequence[str]:
    """The workspaces that an organisation's installation serves."""
    rows = await session.scalars(
        select(OrgWorkspaceRow.team_id)
        .where(OrgWorkspaceRow.enterprise_id == enterprise_id)
        .order_by(OrgWorkspaceRow.team_id)
    )
    return list(rows)


async def drop_workspaces(session: Session, owner_id: str) -> None:
    """An organisation's installation is gone, or one workspace's own.

    That workspace is then served by its organisation's only when it comes from there again: Slack tells of an
    end more than once, and the second time must not end the organisation's.
    """
    is_meant = or_(OrgWorkspaceRow.enterprise_id == owner_id, OrgWorkspaceRow.team_id == owner_id)
    await session.execute(delete(OrgWorkspaceRow).where(is_meant))
