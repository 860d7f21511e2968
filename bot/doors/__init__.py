"""The doors of the middle: all that a listener may ask for, handed to Slack's side as one."""

from dataclasses import dataclass

from bot.doors.conversation import Conversation
from bot.doors.jobs import Jobs
from bot.doors.mask_pages import MaskPages
from bot.doors.results import Results
from bot.installing.removal import Removal
from bot.money.spending import Spending
from bot.office.desk import Office
from bot.privacy.door import Privacy


@dataclass(frozen=True, kw_only=True)
class Doors:
    """Jobs, their results, talk in threads, money, what admins do, what is forgotten, our end, and the mask page."""

    jobs: Jobs
    results: Results
    conversation: Conversation
    spending: Spending
    office: Office
    privacy: Privacy
    removal: Removal
    mask_pages: MaskPages
