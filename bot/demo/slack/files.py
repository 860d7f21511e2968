"""Files: kept, looked through, shared, shown, deleted; and which of them the app may read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from bot.demo.slack import file_kinds
from bot.demo.slack.cast import BOT_USER_ID, Channel, Kind, Team
from bot.demo.slack.file_kinds import FileKind
from bot.demo.slack.uploads import Upload, new_file_id
from bot.demo.slack.wire import Payload, SlackError

SHOWN_IN_BLOCKS = frozenset({"png", "jpg", "jpeg", "gif"})


@dataclass(frozen=True, kw_only=True)
class Share:
    """One message that carries a file."""

    channel_id: str
    ts: str
    thread_ts: str | None


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file as Slack keeps it; ``kind`` is None until it has been looked through."""

    file_id: str
    owner_id: str
    name: str
    title: str
    created: int
    content: bytes = field(repr=False)
    kind: FileKind | None = None
    shares: tuple[Share, ...] = ()
    was_given_to_app: bool = False
    is_deleted: bool = False


class Files:
    """Every file of the workspace, by id."""

    def __init__(self, *, team: Team, channels: Mapping[str, Channel], clock: Callable[[], float]) -> None:
        self.base_url = ""
        self._team = team
        self._channels = channels  # as they are now: who is in one decides who may read its files
        self._clock = clock
        self._files: dict[str, StoredFile] = {}

    def everything(self) -> list[StoredFile]:
        """Every file, deleted ones too."""
        return list(self._files.values())

    def put_back(self, stored: StoredFile) -> None:
        """A file of an earlier start."""
        self._files[stored.file_id] = stored

    def take_upload(self, upload: Upload, title: str | None) -> StoredFile:
        """The file of a completed upload, the app's own; what it is will be found out later."""
        return self._keep(
            upload.file_id, BOT_USER_ID, name=upload.name, title=title, content=upload.content or b""
        )

    def look_through(self, file_id: str) -> None:
        """Find out what the file is; before that its type is unknown to everybody."""
        stored = self.get(file_id)
        self._files[file_id] = replace(stored, kind=file_kinds.find_kind(stored.content))

    def add(self, owner_id: str, name: str, *, content: bytes, is_for_app: bool = False) -> StoredFile:
        """A file that a person put up; ``is_for_app`` is one given to the app in a form, else unshared."""
        file_id = new_file_id()
        self._keep(file_id, owner_id, name=name, title=name, content=content)
        self._files[file_id] = replace(self._files[file_id], was_given_to_app=is_for_app)
        self.look_through(file_id)
        return self._files[file_id]

    def share(self, file_ids: Iterable[str], share: Share) -> None:
        """Note that a message carries these files."""
        for file_id in file_ids:
            stored = self.get(file_id)
            self._files[file_id] = replace(stored, shares=(*stored.shares, share))

    def unshare(self, channel_id: str, ts: str) -> None:
        """Forget the shares of a message that was deleted."""
        for file_id, stored in self._files.items():
            kept = tuple(s for s in stored.shares if (s.channel_id, s.ts) != (channel_id, ts))
            self._files[file_id] = replace(stored, shares=kept)

    def delete(self, file_id: str) -> StoredFile:
        """Remove a file; returns it as it was."""
        stored = self.get(file_id)
        self._files[file_id] = replace(stored, is_deleted=True, shares=(), content=b"")
        return stored

    def get(self, file_id: str) -> StoredFile:
        """The file.

        Raises:
            SlackError: ``file_not_found`` or ``file_deleted``.
        """
        stored = self._files.get(file_id)
        if stored is None:
            raise SlackError("file_not_found")
        if stored.is_deleted:
            raise SlackError("file_deleted")
        return stored

    def get_for_app(self, file_id: str) -> StoredFile:
        """The file, if the app may see it: its own, given in a form, or shared where the app is.

        Raises:
            SlackError: ``file_not_found`` or ``file_deleted``.
        """
        stored = self.get(file_id)
        if self._is_open_to_app(stored):
            return stored
        raise SlackError("file_not_found")

    def can_show(self, reference: Payload) -> bool:
        """Whether a ``slack_file`` names a picture the app can see, looked through, of a type blocks can show."""
        for stored in self._files.values():
            if stored.is_deleted or not self._is_named(stored.file_id, reference):
                continue
            is_picture = stored.kind is not None and stored.kind.filetype in SHOWN_IN_BLOCKS
            return is_picture and self._is_open_to_app(stored)
        return False

    def _is_named(self, file_id: str, reference: Payload) -> bool:
        if "id" in reference:
            return bool(reference["id"] == file_id)
        shown = self.payload(file_id)
        return reference.get("url") in {shown["url_private"], shown["permalink"]}

    def _is_open_to_app(self, stored: StoredFile) -> bool:
        is_shared_with_app = any(self._channels[share.channel_id].has_app for share in stored.shares)
        return stored.owner_id == BOT_USER_ID or stored.was_given_to_app or is_shared_with_app

    def payload(self, file_id: str) -> Payload:
        """The file object; types and sizes are empty until the file was looked through."""
        stored = self._files[file_id]
        if stored.is_deleted:
            return {"id": file_id, "mode": "tombstone"}
        address = f"{self.base_url}/files-pri/{self._team.team_id}-{file_id}"
        kind, name = stored.kind, quote(stored.name, safe="")
        return {
            "id": file_id,
            "created": stored.created,
            "timestamp": stored.created,
            "name": stored.name,
            "title": stored.title,
            "mimetype": kind.mimetype if kind else "",
            "filetype": kind.filetype if kind else "",
            "pretty_type": kind.pretty_type if kind else "",
            "user": stored.owner_id,
            "user_team": self._team.team_id,
            "editable": False,
            "size": len(stored.content),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": any(
                self._channels[share.channel_id].kind is Kind.CHANNEL for share in stored.shares
            ),
            "public_url_shared": False,
            "url_private": f"{address}/{name}",
            "url_private_download": f"{address}/download/{name}",
            "permalink": f"{self.base_url}/files/{stored.owner_id}/{file_id}/{name}",
            "file_access": "visible",
            **self._picture_part(stored),
            **self._shares_part(stored.shares),
        }

    def _picture_part(self, stored: StoredFile) -> Payload:
        if stored.kind is None or stored.kind.width is None or stored.kind.height is None:
            return {}
        part: Payload = {"original_w": stored.kind.width, "original_h": stored.kind.height}
        if stored.kind.exif_rotation:
            part["image_exif_rotation"] = stored.kind.exif_rotation
        for size in file_kinds.THUMBNAIL_SIZES_PX:
            if size <= max(stored.kind.width, stored.kind.height) or size <= 360:
                address = f"{self.base_url}/files-tmb/{self._team.team_id}-{stored.file_id}/{size}.png"
                part[f"thumb_{size}"] = address
        return part

    def _shares_part(self, shares: Iterable[Share]) -> Payload:
        part: Payload = {"shares": {}, "channels": [], "groups": [], "ims": []}
        lists = {Kind.CHANNEL: "channels", Kind.GROUP: "groups", Kind.IM: "ims"}
        for share in shares:
            channel = self._channels[share.channel_id]
            entry: Payload = {"ts": share.ts, "channel_name": channel.name, "team_id": self._team.team_id}
            if share.thread_ts:
                entry["thread_ts"] = share.thread_ts
            visibility = "public" if channel.kind is Kind.CHANNEL else "private"
            part["shares"].setdefault(visibility, {}).setdefault(channel.channel_id, []).append(entry)
            if channel.channel_id not in part[lists[channel.kind]]:
                part[lists[channel.kind]].append(channel.channel_id)
        return part

    def _keep(
        self, file_id: str, owner_id: str, *, name: str, title: str | None, content: bytes
    ) -> StoredFile:
        self._files[file_id] = StoredFile(
            file_id=file_id,
            owner_id=owner_id,
            name=name,
            title=title or name,
            created=int(self._clock()),
            content=content,
        )
        return self._files[file_id]
