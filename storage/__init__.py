"""Rows: no Slack, no HTTP, nothing of ours."""

from storage.base import Database, Session

__all__ = ["Database", "Session"]
