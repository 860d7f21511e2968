"""``files.*``: the three steps of an upload, looking at a file, removing one."""

from collections.abc import Sequence

from bot.demo.slack.api_chat import thread_head, writable_channel
from bot.demo.slack.cast import BOT_USER_ID, Channel
from bot.demo.slack.checks import check_message_blocks
from bot.demo.slack.hub import Hub, Posting
from bot.demo.slack.wire import Arguments, Payload, SlackError

MOST_ALT_TEXT = 1000
MOST_CHANNELS = 100


def get_upload_url(hub: Hub, arguments: Arguments) -> Payload:
    """``files.getUploadURLExternal``."""
    name = arguments.required("filename")
    if arguments.required("length") == "0":
        raise SlackError("missing_argument")
    alt_text = arguments.text("alt_txt")
    if len(alt_text) > MOST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    file_id, ticket = hub.uploads.reserve(name, arguments.whole("length", 0), has_alt_text=bool(alt_text))
    return {"upload_url": f"{hub.base_url}/upload/v1/{ticket}", "file_id": file_id}


def complete_upload(hub: Hub, arguments: Arguments) -> Payload:
    """``files.completeUploadExternal``: answered at once, shared a little later; each file once only."""
    files = _read_files(arguments)
    channels = _read_channels(hub, arguments)
    thread_ts = arguments.text("thread_ts")
    if thread_ts and len(channels) != 1:
        raise SlackError("invalid_arguments", messages=["[ERROR] thread_ts needs exactly one channel"])
    comment = arguments.text("initial_comment")
    given = None if comment else arguments.structure("blocks", refusal="invalid_blocks")
    blocks = check_message_blocks(given, can_show=hub.files.can_show) if given is not None else []
    if not all(hub.uploads.is_ready(file_id) for file_id, _ in files):
        raise SlackError("file_not_found")
    heads = [thread_head(hub, channel, thread_ts) for channel in channels]
    posting = Posting(
        author_id=BOT_USER_ID, text=comment, blocks=blocks, thread_ts=heads[0] if heads else None
    )
    return {"files": hub.complete_upload(files, channels=channels, posting=posting)}


def info(hub: Hub, arguments: Arguments) -> Payload:
    """``files.info``."""
    stored = hub.files.get_for_app(arguments.required("file"))
    return {
        "file": hub.files.payload(stored.file_id),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def delete(hub: Hub, arguments: Arguments) -> Payload:
    """``files.delete``, of the app's own files."""
    stored = hub.files.get_for_app(arguments.required("file"))
    if stored.owner_id != BOT_USER_ID:
        raise SlackError("cant_delete_file")
    hub.delete_file(stored.file_id)
    return {}


def _read_files(arguments: Arguments) -> Sequence[tuple[str, str | None]]:
    given = arguments.structure("files")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: files"])
    files: list[tuple[str, str | None]] = []
    for entry in given:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: id"])
        files.append((entry["id"], entry.get("title")))
    return files


def _read_channels(hub: Hub, arguments: Arguments) -> list[Channel]:
    """Where to share: one channel under its own name, or several, where people stand for messages to them.

    Raises:
        SlackError: under the names of the method's page, which differ from those of posting.
    """
    others = [name.strip() for name in arguments.text("channels").split(",") if name.strip()]
    if len(others) > MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    places = [_place(hub, name) for name in others]
    if arguments.text("channel_id"):
        places.insert(0, _writable(hub, arguments.text("channel_id")))
    return places


def _place(hub: Hub, name: str) -> Channel:
    if name in hub.conversations.members:
        return hub.conversations.open_im(name)
    try:
        return _writable(hub, name)
    except SlackError as error:
        raise SlackError("invalid_channel" if error.name == "channel_not_found" else error.name) from error


def _writable(hub: Hub, channel_id: str) -> Channel:
    try:
        return writable_channel(hub, channel_id)
    except SlackError as error:
        is_listed = error.name in {"channel_not_found", "not_in_channel"}
        raise SlackError(error.name if is_listed else "posting_to_channel_denied") from error
