"""One job lived through like a person does: a command, a form, waiting, a picture in the thread."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.demo.slack.forms import FormRefused
from bot.demo.slack.wire import Payload, SlackError
from bot.demo.transcript import Transcript, plain_text
from bot.demo.workspace import Workspace

CHANNEL = "design"
PERSON = "mia"
TRIES = 3
FORM_SECONDS = 10.0
LATE_SECONDS = 1.0
RESULT_SECONDS = 120.0
SUMMARY_SECONDS = 5.0

Show = Callable[[str], None]


class CannotRun(Exception):
    """What was asked for makes no sense or did not work out; the text says which."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the person sends; ``mask`` is None for a remix."""

    picture_name: str
    picture: bytes = field(repr=False)
    mask_name: str = ""
    mask: bytes | None = field(default=None, repr=False)
    prompt: str
    model: str = "3"

    @property
    def command(self) -> str:
        """The slash command that opens the form."""
        return "/edit" if self.mask is not None else "/remix"

    @property
    def text(self) -> str:
        """What is typed behind it."""
        return self.prompt if self.mask is None else f"{self.prompt} --model {self.model}"


async def play(workspace: Workspace, wish: Wish, *, show: Show) -> Payload:
    """Live through one job; returns the message that carries the result.

    Raises:
        CannotRun: no picture was delivered; the reason was said in the workspace.
    """
    transcript = Transcript(workspace, channel=CHANNEL, user=PERSON, show=show)
    show(f"#{CHANNEL}  {PERSON}: {wish.command} {wish.text}")
    following = asyncio.create_task(transcript.follow())
    try:
        sent_at = await _send_form(workspace, wish, show=show)
        end = await workspace.wait_for(lambda: _find_end(workspace, since=sent_at), RESULT_SECONDS)
        if end is not None and "files" in end:
            with contextlib.suppress(TimeoutError):
                await workspace.wait_for(lambda: _is_summed_up(workspace, end), SUMMARY_SECONDS)
    except TimeoutError as error:
        raise CannotRun(f"Nothing came of it: {error}") from error
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        transcript.print_news()
    if end is None or "files" not in end:
        raise CannotRun("No picture was delivered.")
    return end


async def _send_form(workspace: Workspace, wish: Wish, *, show: Show) -> float:
    """Fill the form and send it in; returns when, on the workspace's own clock."""
    view = await _open_form(workspace, wish, show=show)
    show(f"#{CHANNEL}  a form opens: {view['title']['text']}")
    values: Payload = {"seed_image": [(wish.picture_name, wish.picture)], "prompt": wish.prompt}
    if wish.mask is not None:
        values["mask_image"] = [(wish.mask_name, wish.mask)]
    sent_at = float(workspace.hub.conversations.next_ts())
    try:
        await workspace.submit(PERSON, view["id"], values)
    except (FormRefused, LookupError, SlackError) as error:
        raise CannotRun(f"The form was not taken: {error}") from error
    if view["errors"]:
        marked = "; ".join(f"{name or 'form'}: {text}" for name, text in view["errors"].items())
        raise CannotRun(f"The form came back: {plain_text(marked, {})}")
    return sent_at


async def _open_form(workspace: Workspace, wish: Wish, *, show: Show) -> Payload:
    """Use the command until a form opens: on a busy machine the app's first answer may come too late."""
    for _ in range(TRIES):
        answer = await workspace.command(PERSON, CHANNEL, wish.command, wish.text)
        with contextlib.suppress(TimeoutError):
            patience = FORM_SECONDS if answer.is_ok else LATE_SECONDS
            (view, *_) = await workspace.wait_for(lambda: workspace.views(PERSON), patience)
            return view
        show(f"#{CHANNEL}  {PERSON} tries again: {wish.command}")
    raise CannotRun("No form opened. The app may be too slow on this machine at the moment: try again.")


def _find_end(workspace: Workspace, *, since: float) -> Payload | None:
    """The result, or else whatever tells the person that there will be none."""
    person_id = workspace.hub.conversations.get_member(PERSON).user_id
    is_running = False
    for head in workspace.messages(CHANNEL):
        for reply in workspace.messages(CHANNEL, thread_ts=head["ts"])[1:]:
            names = _button_names(reply)
            is_running = is_running or "cancel" in names
            is_result = "files" in reply and "again" in names
            # Of all replies without a picture only the one about a bad end names the person.
            is_bad_end = "files" not in reply and f"<@{person_id}>" in reply["text"]
            if is_result or is_bad_end:
                return reply
    told = [note for note in workspace.ephemerals(PERSON) if float(note["ts"]) > since]
    return told[-1] if told and not is_running else None


def _is_summed_up(workspace: Workspace, result: Payload) -> bool:
    return any(
        float(reply.get("edited", {}).get("ts", 0)) > float(result["ts"])
        for reply in workspace.messages(CHANNEL, thread_ts=result["thread_ts"])
    )


def _button_names(message: Payload) -> set[str]:
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return {element["action_id"].partition(":")[0] for row in rows for element in row}
