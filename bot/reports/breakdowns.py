"""Every report by its name."""

from typing import Final

from bot.reports import by_channel, by_model, by_person, by_service, by_tag
from bot.reports.base import Breakdown

REPORTS: Final[dict[str, Breakdown]] = {
    "person": by_person.BREAKDOWN,
    "channel": by_channel.BREAKDOWN,
    "model": by_model.BREAKDOWN,
    "service": by_service.BREAKDOWN,
    "tag": by_tag.BREAKDOWN,
}
