"""Whose limit is meant; with the words of the tables that everybody above them speaks of limits in."""

from dataclasses import dataclass

from storage import audit, limits

Act = audit.Act
Limit = limits.Limit
Period = limits.Period
Scope = limits.Scope
EVERYBODY = limits.EVERYBODY


@dataclass(frozen=True, kw_only=True)
class Owner:
    """A person, a channel, everybody without a limit of their own, or the workspace."""

    scope: Scope
    scope_id: str = EVERYBODY

    @property
    def name(self) -> str:
        """For the audit log: an id, ``default`` or ``workspace``."""
        if self.scope is Scope.WORKSPACE:
            return "workspace"
        return "default" if self.scope_id == EVERYBODY else self.scope_id
