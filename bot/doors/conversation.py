"""The middle's doors for what people say in threads and want for themselves, opened together."""

from dataclasses import dataclass

from bot.doors.channels import Channels
from bot.doors.history import History
from bot.doors.jobs import Jobs
from bot.doors.preferences import Preferences
from bot.doors.replying import Replies
from bot.doors.results import Results
from bot.doors.showing import Showings
from bot.settings import ThreadReplies
from bot.workshop import Workshop


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """Each is handed to listeners under its own name."""

    replies: Replies
    showings: Showings
    preferences: Preferences
    channels: Channels
    history: History


def open_conversation(
    workshop: Workshop, *, jobs: Jobs, results: Results, mode: ThreadReplies
) -> Conversation:
    """All of them on one workshop; ``mode`` says which replies run where no admin has said otherwise."""
    showings, channels = Showings(workshop), Channels(workshop, mode=mode)
    preferences = Preferences(workshop)
    return Conversation(
        replies=Replies(
            workshop,
            jobs=jobs,
            results=results,
            showings=showings,
            preferences=preferences,
            channels=channels,
        ),
        showings=showings,
        preferences=preferences,
        channels=channels,
        history=History(workshop),
    )
