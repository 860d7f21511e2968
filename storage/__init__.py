"""Rows: no Slack, no HTTP, nothing of ours."""

from storage.base import Database, DatabaseAway, Session, is_away

__all__ = ["Database", "DatabaseAway", "Session", "is_away"]
