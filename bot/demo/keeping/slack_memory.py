"""What the local Slack remembers from one start to the next: channels, messages, files.

Forms that were open, triggers, response addresses, Home tabs and what only one person was told do not
outlive it; Slack's clients forget most of them as well.
"""

from dataclasses import asdict, replace

from bot.demo.keeping.cellar import Cellar
from bot.demo.slack.cast import Channel, ChannelRule, Kind
from bot.demo.slack.file_kinds import FileKind
from bot.demo.slack.files import Share, StoredFile
from bot.demo.slack.hub import Hub
from bot.demo.slack.wire import Payload

_NAME = "workspace"


def recall_workspace(hub: Hub, cellar: Cellar) -> None:
    """Put back what was kept, if anything was.

    Raises:
        CellarFailed: it cannot be read.
    """
    kept = cellar.read(_NAME)
    if kept is None:
        return
    for entry in kept["channels"]:
        hub.conversations.put_back(_channel(entry), kept["messages"][entry["channel_id"]])
    for entry in kept["files"]:
        hub.files.put_back(_file(entry, content=cellar.read_bytes(entry["file_id"])))


def keep_workspace(hub: Hub, cellar: Cellar) -> set[str]:
    """Write down everything; returns the names under which bytes are kept."""
    stored = hub.files.everything()
    for file in stored:
        if not file.is_deleted:
            cellar.write_bytes(file.file_id, file.content)
    content: Payload = {
        "channels": [_channel_entry(channel) for channel in hub.conversations.channels.values()],
        "messages": hub.conversations.everything(),
        "files": [asdict(replace(file, content=b"")) | {"content": None} for file in stored],
    }
    cellar.write(_NAME, content)
    return {file.file_id for file in stored if not file.is_deleted}


def _channel_entry(channel: Channel) -> Payload:
    return asdict(channel) | {"member_ids": sorted(channel.member_ids)}


def _channel(entry: Payload) -> Channel:
    rule = ChannelRule(entry["rule"]) if entry.get("rule") else None
    named = {"kind": Kind(entry["kind"]), "member_ids": frozenset(entry["member_ids"]), "rule": rule}
    return Channel(**{**entry, **named})


def _file(entry: Payload, *, content: bytes) -> StoredFile:
    kind = FileKind(**entry["kind"]) if entry["kind"] is not None else None
    shares = tuple(Share(**share) for share in entry["shares"])
    return StoredFile(**{**entry, "content": content, "kind": kind, "shares": shares})
