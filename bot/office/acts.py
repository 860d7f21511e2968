"""The audit log: each act of an admin is written down in the transaction that does it."""

from collections.abc import Sequence
from typing import Final

from bot.people import Person
from bot.workshop import Workshop
from storage import Session, audit

Act = audit.Act

ACTS_ON_A_PAGE: Final = 20


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


async def list_acts(workshop: Workshop, admin: Person, *, page: int) -> tuple[Sequence[Act], bool]:
    """What admins did, newest first, and whether there is another page behind this one."""
    first = (page - 1) * ACTS_ON_A_PAGE
    async with workshop.database.transaction(read_only=True) as session:
        found = await audit.list_acts(session, admin.team_id, limit=ACTS_ON_A_PAGE + 1, skipped=first)
    return found[:ACTS_ON_A_PAGE], len(found) > ACTS_ON_A_PAGE
