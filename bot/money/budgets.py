"""Whose limit is meant, and the settings' own limits; in the words of the tables, for everybody above them."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage import limits

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


@dataclass(frozen=True, kw_only=True)
class Budgets:
    """Monthly limits that hold where no admin has set another; None is no limit."""

    user_monthly_micros: int | None
    channel_monthly_micros: int | None
    workspace_monthly_micros: int | None

    @property
    def limits(self) -> Mapping[tuple[Scope, Period], int | None]:
        """The same by scope and period."""
        return {
            (Scope.USER, Period.MONTH): self.user_monthly_micros,
            (Scope.CHANNEL, Period.MONTH): self.channel_monthly_micros,
            (Scope.WORKSPACE, Period.MONTH): self.workspace_monthly_micros,
        }
