"""Whose limit is meant; with the words of the tables that everybody above them speaks of limits in."""

from dataclasses import dataclass

from storage.audit import Act as Act
from storage.limits import EVERYBODY as EVERYBODY
from storage.limits import Limit as Limit
from storage.limits import Period as Period
from storage.limits import Scope as Scope


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
