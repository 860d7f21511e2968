"""The simple reference that the money is held against: plain lists, all counted anew each time it is asked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from bot.money.budgets import EVERYBODY, Period, Scope
from storage.counters import CounterKey

DEFAULT_MICROS = 300_000


@dataclass(kw_only=True)
class Account:
    """One job, or one adjustment by an admin, which is spent from the beginning."""

    user_id: str
    channel_id: str | None
    model_key: str | None
    service: str | None
    tag: str | None
    starts: Mapping[Period, date]
    quote_micros: int = 0
    held_micros: int = 0
    spent_micros: int = 0
    drift_micros: int = 0
    is_job: bool = True
    is_settled: bool = False

    @property
    def committed_micros(self) -> int:
        return self.held_micros + self.spent_micros

    def charge(self, micros: int) -> None:
        """The service's bill comes; the first one may differ from a quote that is still held."""
        if not self.is_settled:
            self.drift_micros = micros - self.quote_micros if self.held_micros else 0
            self.is_settled = True
        self.held_micros, self.spent_micros = 0, micros


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a report says about a group."""

    spent_micros: int
    open_micros: int
    jobs: int
    drift_micros: int


@dataclass
class Reference:
    """What everything should add up to."""

    jobs: dict[UUID, Account] = field(default_factory=dict)
    adjustments: list[Account] = field(default_factory=list)
    limits: dict[tuple[Scope, str, Period], int | None] = field(default_factory=dict)
    allowed: dict[CounterKey, int] = field(default_factory=dict)

    def accounts(self) -> Iterable[Account]:
        return (*self.jobs.values(), *self.adjustments)

    def committed(self, key: CounterKey) -> int:
        return sum(
            account.committed_micros
            for account in self.accounts()
            if account.starts[key.period] == key.period_start
            and key.scope_id in (EVERYBODY, account.user_id, account.channel_id)
        )

    def limit(self, key: CounterKey) -> int | None:
        own = (key.scope, key.scope_id, key.period)
        everybody = (key.scope, EVERYBODY, key.period)
        if own in self.limits:
            limit = self.limits[own]
        elif everybody in self.limits:
            limit = self.limits[everybody]
        else:
            limit = DEFAULT_MICROS if (key.scope, key.period) == (Scope.USER, Period.MONTH) else None
        return None if limit is None else limit + self.allowed.get(key, 0)

    def lefts(self, keys: Iterable[CounterKey]) -> list[int]:
        """What each limit leaves; below nothing where it was passed."""
        limits = ((key, self.limit(key)) for key in keys)
        return [limit - self.committed(key) for key, limit in limits if limit is not None]

    def fits(self, keys: Iterable[CounterKey], quote_micros: int) -> bool:
        return all(left >= quote_micros for left in self.lefts(keys))

    def within(self, wanted: Callable[[Account], bool]) -> list[Account]:
        return [account for account in self.accounts() if wanted(account)]


def figures(accounts: Iterable[Account]) -> Figures:
    """What a report should say about these together."""
    chosen = list(accounts)
    return Figures(
        spent_micros=sum(account.spent_micros for account in chosen),
        open_micros=sum(account.held_micros for account in chosen),
        jobs=sum(account.is_job for account in chosen),
        drift_micros=sum(account.drift_micros for account in chosen),
    )


def groups(accounts: Iterable[Account], column: str) -> dict[str | None, Figures]:
    """The same for each person, channel, model, service or tag."""
    found: defaultdict[str | None, list[Account]] = defaultdict(list)
    for account in accounts:
        found[getattr(account, column)].append(account)
    return {key: figures(members) for key, members in found.items()}
