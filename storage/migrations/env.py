"""Runs the steps on the connection that ``Database.upgrade`` hands over, inside its transaction."""

from alembic import context

from storage.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()
