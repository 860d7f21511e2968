"""Text from people, made harmless before it enters ``mrkdwn``: no mention, no link, no early end."""

import html
import re

from slack_sdk.models.blocks import MarkdownTextObject

_BROKEN_ENTITY = re.compile(r"&[a-z]*$")


def escape(text: str) -> str:
    """The same text for ``mrkdwn``, shown as written.

    Everything Slack acts on (``<!channel>``, ``<@U…>``, ``<https://…>``) starts with "<", so its own
    three escapes are enough. Source: Slack's page on formatting text, read 2026-11-20.
    """
    return html.escape(text, quote=False)


def excerpt(text: str, *, limit: int) -> str:
    """``escape(text)`` in at most ``limit`` characters, an ellipsis for what is missing."""
    return cut(escape(text), limit=limit)


def cut(escaped: str, *, limit: int) -> str:
    """The same for text that is escaped already."""
    if len(escaped) <= limit:
        return escaped
    # Half an "&amp;" would show as such.
    return _BROKEN_ENTITY.sub("", escaped[: limit - 1]).rstrip() + "…"


def shorten(text: str, *, limit: int) -> str:
    """Plain text (a button, a file's title) on one line in at most ``limit`` characters, not escaped."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def quote(text: str, *, limit: int) -> str:
    """What somebody wrote as a block quote on one line, so that none of it leaves the quote."""
    return "> " + excerpt(" ".join(text.split()), limit=limit - 2)


def mention(user_id: str) -> str:
    """Names somebody by the id that Slack gave us; what is no id stays plain text."""
    return f"<@{user_id}>" if user_id.isalnum() else escape(user_id)


def mrkdwn(text: str) -> MarkdownTextObject:
    """Finished ``mrkdwn``; ``verbatim`` keeps Slack from finding mentions and links of its own in it."""
    return MarkdownTextObject(text=text, verbatim=True)
