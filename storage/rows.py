"""Statements that every table needs: its rows into a dataclass, and an insert that may meet one that is there."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Select, String, Table, cast, func
from sqlalchemy.dialects import postgresql, sqlite

from storage.base import Base, Session

Read = TypeVar("Read")


def table_of(row: type[Base]) -> Table:
    """Its plain table, whose columns make statements that cost less than those of ``row``'s attributes."""
    return row.metadata.tables[row.__tablename__]


def columns_for(read: type, row: type[Base]) -> list[Column[Any]]:
    """The columns that a dataclass is read from: those with the names of its fields."""
    columns = table_of(row).c
    return [columns[field.name] for field in fields(read)]


async def read_all(
    session: Session, read: type[Read], query: Select[Any], values: Mapping[str, Any] | None = None
) -> list[Read]:
    """Every row of a query of ``columns_for(read, …)``, read; ``values`` are for its ``bindparam``s."""
    rows = await session.execute(query, values)
    return [read(**row) for row in rows.mappings()]


async def read_one(
    session: Session, read: type[Read], query: Select[Any], values: Mapping[str, Any] | None = None
) -> Read | None:
    """The same where there is one row, or none."""
    rows = await session.execute(query, values)
    row = rows.mappings().one_or_none()
    return None if row is None else read(**row)


def insert_into(session: Session, row: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what happens on a conflict; SQLAlchemy has one for each back end.

    Give the rows to ``execute``, not to ``values``: then the SQL is written once, for whatever comes.
    """
    table = table_of(row)
    return sqlite.insert(table) if session.dialect.name == "sqlite" else postgresql.insert(table)


def utc_text(session: Session, moment: ColumnElement[datetime]) -> ColumnElement[str]:
    """A ``UtcDateTime`` as the database writes it, to the second: ``2026-11-28 12:00:00``."""
    if session.dialect.name == "sqlite":
        return func.substr(cast(moment, String), 1, len("2026-11-28 12:00:00"))
    return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD HH24:MI:SS")
