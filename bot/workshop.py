"""What the steps of a job work with: everything that has an effect, handed over once by ``app.py``."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.announcer import Announcer
from bot.catalogue import Field, ServiceName, Verb
from bot.engine import Engine
from bot.images.pool import PixelPool
from bot.meters import Meters
from bot.money.prices import PriceList
from bot.money.spending import Spending
from bot.pictures import Pictures
from bot.providers.base import Provider
from bot.reading.requests import Draft, Request, read_request
from storage import Database


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long things wait, in seconds."""

    first_poll_seconds: float
    max_poll_seconds: float
    job_timeout_seconds: float
    # Longer than any submit may take on the wire: only then does "unknown" mean "never arrived".
    settling_seconds: float = 120.0
    watch_seconds: float = 5.0
    # Who stood in line for longer is told that it is their turn before anything is sent for them.
    long_in_line_seconds: float = 10.0
    pause_seconds: float = 3.0  # in which a reply that was taken for an instruction can be cancelled
    late_poll_seconds: float = 300.0
    late_limit_seconds: float = 24 * 3600.0
    # How long a file that Slack has taken may be missing from its thread before it is shared again.
    unseen_seconds: float = 20.0
    # Longer than a step may take from keeping a picture to writing down that it is needed.
    picture_settling_seconds: float = 600.0
    first_retry_seconds: float = 1.0
    max_retry_seconds: float = 60.0


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """The tools of a job."""

    database: Database
    engine: Engine
    announcer: Announcer
    providers: Mapping[ServiceName, Provider]
    prices: PriceList
    spending: Spending
    pictures: Pictures
    pool: PixelPool
    timing: Timing
    meters: Meters
    confirm_above_micros: int
    mask_convention: str  # "auto", "white" or "black"
    clock: Callable[[], datetime]
    callback_url: Callable[[ServiceName, UUID], str | None]
    retention_days: int  # how long words and pictures are kept; 0 is for ever
    allows_private: bool  # upload addresses on this machine, where the service is on it too
    operator_teams: Collection[str] | None  # those of who runs us, where others use us too
    usage_command: str  # as people write it here: "/usage", or "/team-usage"

    def read_request(self, draft: Draft, *, verb: Verb, pictures: Mapping[Field, int]) -> Request:
        """What was asked, held against its model.

        Raises:
            RequestError: a bound or an exclusion, with its field.
        """
        return read_request(draft, verb=verb, pictures=pictures, allows_private=self.allows_private)
