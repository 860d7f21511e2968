"""What admins have ruled for a whole workspace: paused or not, and the channels and models that are allowed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, String, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Session, UtcDateTime
from storage.rows import columns_for, insert_into, table_of

WHOLE: Final = "*"  # the subject of a pause


class RuleKind(StrEnum):
    """A list without rows is no list: everything is allowed."""

    PAUSE = "pause"
    CHANNEL = "channel"
    MODEL = "model"


class RuleRow(Base):
    """One rule in force; lifting it deletes the row, the audit log remembers."""

    __tablename__ = "rules"
    __table_args__ = (CheckConstraint("kind IN ('pause', 'channel', 'model')", name="kind"),)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[str] = mapped_column(String(32), primary_key=True)
    set_by: Mapped[str] = mapped_column(String(32))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row, read; ``subject`` is a channel's id, a model's key, or ``WHOLE``."""

    team_id: str
    kind: RuleKind
    subject: str
    set_by: str
    set_at: datetime


_TABLE: Final = table_of(RuleRow)
# Every job looks at these, so their SQL is written once.
_OF_TEAM: Final = (
    select(*columns_for(Rule, RuleRow))
    .where(_TABLE.c.team_id == bindparam("team_id"))
    .order_by(_TABLE.c.kind, _TABLE.c.subject)
)
_PAUSE: Final = select(_TABLE.c.subject).where(
    _TABLE.c.team_id == bindparam("team_id"), _TABLE.c.kind == RuleKind.PAUSE, _TABLE.c.subject == WHOLE
)


async def add_rule(session: Session, rule: Rule) -> bool:
    """Whether it is new; who set it first stays."""
    inserted = await session.execute(
        insert_into(session, RuleRow)
        .values(**asdict(rule))
        .on_conflict_do_nothing(index_elements=["team_id", "kind", "subject"])
        .returning(RuleRow.subject)
    )
    return inserted.first() is not None


async def drop_rule(session: Session, team_id: str, *, kind: RuleKind, subject: str) -> bool:
    """Whether there was one to lift."""
    deleted = await session.execute(
        delete(RuleRow)
        .where(RuleRow.team_id == team_id, RuleRow.kind == kind, RuleRow.subject == subject)
        .returning(RuleRow.subject)
    )
    return deleted.first() is not None


async def list_rules(session: Session, team_id: str) -> Sequence[Rule]:
    """Every rule in force in a workspace, in a steady order."""
    rows = await session.execute(_OF_TEAM, {"team_id": team_id})
    return [Rule(**{**row, "kind": RuleKind(row["kind"])}) for row in rows.mappings()]


async def is_paused(session: Session, team_id: str) -> bool:
    """Whether nothing new is to be sent to a service."""
    return await session.scalar(_PAUSE, {"team_id": team_id}) is not None
