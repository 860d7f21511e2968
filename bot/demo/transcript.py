"""A Slack message as plain lines, and a channel printed as it happens."""

import re
from collections.abc import Callable, Iterable, Mapping

from bot.demo.slack.wire import Payload
from bot.demo.workspace import Workspace

_MENTION = re.compile(r"<@(\w+)(?:\|[^>]*)?>")
_PRICE = re.compile(r"\$\d")
_LINK = re.compile(r"<(?:https?:[^|>]+\|)?([^>]+)>")


class Transcript:
    """Prints what is new or has changed in one channel, threads included, and what one person was told."""

    def __init__(self, workspace: Workspace, *, channel: str, user: str, show: Callable[[str], None]) -> None:
        self._workspace = workspace
        self._channel = channel
        self._user = user
        self._show = show
        self._shown: dict[str, list[str]] = {}
        members = workspace.hub.conversations.members.values()
        self._names = {member.user_id: member.real_name for member in members}

    async def follow(self) -> None:
        """Print until cancelled."""
        while True:
            self.print_news()
            await self._workspace.changes.next()

    def print_news(self) -> None:
        """Print what was not printed yet."""
        for head in self._workspace.messages(self._channel):
            self._print(head, place=f"#{self._channel}")
            for reply in self._workspace.messages(self._channel, thread_ts=head["ts"])[1:]:
                self._print(reply, place="  thread")
        for told in self._workspace.ephemerals(self._user):
            self._print(told, place=f"only {self._user} sees")

    def _print(self, message: Payload, *, place: str) -> None:
        lines = plain_lines(message, self._names)
        before = self._shown.get(message["ts"])
        if lines == before:
            return
        self._shown[message["ts"]] = lines
        author = self._names.get(message["user"], message["user"])
        how = " (edits)" if before is not None else ""
        for number, line in enumerate(lines):
            self._show(f"{place}  {author}{how}: {line}" if number == 0 else f"{place}    {line}")


def plain_lines(message: Payload, names: Mapping[str, str]) -> list[str]:
    """Files, then the blocks or else the text, one line each; buttons in brackets.

    A picture that the app names a price for was painted by a stand-in, and says so.
    """
    blocks = message.get("blocks") or []
    texts = list(_block_texts(blocks)) or [message.get("text", "")]
    is_priced = "bot_id" in message and any(_PRICE.search(text) for text in texts)
    kind = "stand-in pixels, simulated price:" if is_priced else "picture"
    lines = [f"[{kind} {file.get('name')}]" for file in message.get("files", [])]
    for text in texts:
        lines += [plain_text(line, names) for line in text.splitlines() if line.strip()]
    return lines


def plain_text(text: str, names: Mapping[str, str]) -> str:
    """Slack's markup as a person reads it."""
    text = _MENTION.sub(lambda match: f"@{names.get(match[1], match[1])}", text)
    text = _LINK.sub(r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("*", "")


def _block_texts(blocks: Iterable[Payload]) -> Iterable[str]:
    for block in blocks:
        kind = block["type"]
        if kind in {"section", "header"} and "text" in block:
            yield block["text"]["text"]
        if kind == "section":
            yield from (field["text"] for field in block.get("fields", []))
        elif kind == "context":
            yield " ".join(part["text"] for part in block["elements"] if "text" in part)
        elif kind == "image":
            yield f"[picture: {block['alt_text']}]"
        elif kind == "actions":
            yield " ".join(_button_text(element) for element in block["elements"])


def _button_text(element: Payload) -> str:
    if "options" in element:
        return "[⋯ " + ", ".join(option["text"]["text"] for option in element["options"]) + "]"
    return f"[{element['text']['text']}]" if "text" in element else f"[{element['type']}]"
