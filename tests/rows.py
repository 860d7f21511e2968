"""Whole rows as objects, for tests that look at everything; the app reads the columns it needs."""

from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import Session
from storage.base import Base

Row = TypeVar("Row", bound=Base)


async def load_rows(session: Session, query: Select[tuple[Row]]) -> list[Row]:
    """What a query of one table finds."""
    async with AsyncSession(session) as loading:
        return list(await loading.scalars(query))
