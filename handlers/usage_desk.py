"""What every word behind ``/usage`` works with, and what it answers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from slack_bolt.async_app import AsyncBoltContext

from bot.office.desk import Office
from bot.people import Person
from bot.privacy.door import Privacy
from handlers.blocks.shown import Shown
from handlers.payloads import Origin


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One command: of an admin, but for the word that everybody may use."""

    context: AsyncBoltContext
    origin: Origin
    office: Office
    privacy: Privacy

    @property
    def admin(self) -> Person:
        """Who asks."""
        return self.origin.person

    @property
    def command(self) -> str:
        """``/usage`` as it is called here."""
        prefix: str = self.context["command_prefix"]
        return f"/{prefix}-usage" if prefix else "/usage"


Act = Callable[[Desk, Sequence[str]], Awaitable[str | Shown]]
"""A word's work: all words of the command in, a sentence or a message out."""
