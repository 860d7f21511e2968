"""Rows: no Slack, no HTTP, nothing of ours."""

from storage.base import Database, DatabaseAway, Session

__all__ = ["Database", "DatabaseAway", "Session"]
