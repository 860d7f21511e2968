"""What is installed is kept on both back ends."""

from tests.databases import database, database_url, postgres_url

__all__ = ["database", "database_url", "postgres_url"]
