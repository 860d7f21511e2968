"""Both back ends, for the engine's tests."""

from tests.databases import database_url

__all__ = ["database_url"]
