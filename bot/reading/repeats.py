"""The one line that asks for a request again, and the proof that it does."""

import html

from bot.errors import RequestError
from bot.reading.options import read_text, request_text
from bot.reading.replies import Act, read_reply
from bot.reading.requests import Draft, Request, read_request


def repeat_text(request: Request) -> str | None:
    """What somebody can write below the same pictures, in a thread of ours or anywhere else, to get the same.

    None where no text does: a prompt from a form may hold what in text would be an option or a version.
    """
    line = request_text(request)
    sent = html.escape(line, quote=False)  # as Slack hands it over
    reply = read_reply(sent, is_addressed=True)
    is_plain = reply.act is Act.RUN and reply.base is None
    is_same = all(_is_for(draft, request) for draft in (read_text(sent, verb=None), reply.draft))
    return line if is_plain and is_same else None


def _is_for(draft: Draft, request: Request) -> bool:
    """Pictures are not in the text, and an address was judged when it was first asked for."""
    try:
        read = read_request(draft, verb=draft.verb or request.model.verb, pictures={}, allows_private=True)
    except RequestError:
        return False
    return read == request
