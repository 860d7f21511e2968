"""The middle's doors for what people say in threads and want for themselves, opened together."""

from dataclasses import dataclass

from bot.history import History
from bot.jobs import Jobs
from bot.preferences import Preferences
from bot.replying import Replies
from bot.results import Results
from bot.settings import ThreadReplies
from bot.showing import Showings
from bot.workshop import Workshop


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """Each is handed to listeners under its own name."""

    replies: Replies
    showings: Showings
    preferences: Preferences
    history: History


def open_conversation(
    workshop: Workshop, *, jobs: Jobs, results: Results, mode: ThreadReplies
) -> Conversation:
    """All four on one workshop; ``mode`` says which replies run."""
    showings, preferences = Showings(workshop), Preferences(workshop)
    return Conversation(
        replies=Replies(
            workshop,
            jobs=jobs,
            results=results,
            showings=showings,
            preferences=preferences,
            mode=mode,
        ),
        showings=showings,
        preferences=preferences,
        history=History(workshop),
    )
