"""The audit log: each act of an admin is written down in the transaction that does it."""

from collections.abc import Sequence
from typing import Final

from bot.people import Person
from bot.workshop import Workshop
from storage import Session, audit

Act = audit.Act

LAST_ACTS: Final = 20


async def log_act(
    workshop: Workshop, session: Session, *, admin: Person, act: str, subject: str, detail: str
) -> None:
    """Who did what to whom, now."""
    await audit.write_act(
        session,
        Act(
            team_id=admin.team_id,
            user_id=admin.user_id,
            act=act,
            subject=subject,
            detail=detail,
            done_at=workshop.clock(),
        ),
    )


async def list_acts(workshop: Workshop, admin: Person) -> Sequence[Act]:
    """What admins did last, newest first."""
    async with workshop.database.transaction(read_only=True) as session:
        return await audit.list_acts(session, admin.team_id, limit=LAST_ACTS)
