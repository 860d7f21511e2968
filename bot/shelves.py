"""What pictures stand on: a folder, or a bucket where machines share. Both hold named bytes, and block."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from uuid import uuid4

import obstore
from obstore.store import S3Store

if TYPE_CHECKING:  # these exist for the type checker alone
    from obstore.store import ClientConfig, S3Config

BUCKET_TIMEOUT: Final = timedelta(seconds=30)


class Shelf(Protocol):
    """Named bytes; every method blocks. Both kinds raise what ``Pictures`` turns into our own errors."""

    def write(self, name: str, content: bytes) -> None:
        """Keep the bytes: all of them, on disk, or none."""

    def read(self, name: str) -> bytes:
        """The bytes; raises FileNotFoundError."""

    def has(self, name: str) -> bool:
        """Whether there is something under this name."""

    def remove(self, name: str) -> None:
        """Take it away; one that is gone already is fine."""

    def written_at(self, name: str) -> datetime | None:
        """When it was last written, None where there is nothing under this name."""

    def list_written(self, folder: str) -> list[tuple[str, datetime]]:
        """What lies in a folder, by its name there, and when it was last written."""


class FolderShelf:
    """Plain files below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, name: str, content: bytes) -> None:
        """Beside its place first, then renamed: a reader meets the whole picture or none."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{uuid4().hex}.part")
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        # A rename, and a folder just made, are on disk only when the folder around them is.
        for folder in (path.parent, self._root):
            _sync_folder(folder)

    def read(self, name: str) -> bytes:
        """The bytes; raises FileNotFoundError."""
        return (self._root / name).read_bytes()

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return (self._root / name).is_file()

    def remove(self, name: str) -> None:
        """Unlink the file; one that is gone already is fine."""
        (self._root / name).unlink(missing_ok=True)

    def written_at(self, name: str) -> datetime | None:
        """When the file was put in its place."""
        try:
            return datetime.fromtimestamp((self._root / name).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    def list_written(self, folder: str) -> list[tuple[str, datetime]]:
        """The files of a folder; none where nothing was ever put there."""
        paths = (self._root / folder).glob("*")
        moments = ((path.name, self.written_at(f"{folder}/{path.name}")) for path in paths)
        return [(name, at) for name, at in moments if at is not None]


class BucketShelf:
    """Objects in an S3 bucket, which by itself shows whole objects only."""

    def __init__(
        self, bucket: str, prefix: str, *, aws: Mapping[str, str], give_up_after: timedelta | None = None
    ) -> None:
        endpoint = aws.get("AWS_ENDPOINT_URL", "")
        client: ClientConfig = {
            "timeout": give_up_after or BUCKET_TIMEOUT,
            "allow_http": endpoint.startswith("http://"),
        }
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            config=_bucket_config(aws),
            client_options=client,
            retry_config=None if give_up_after is None else {"max_retries": 0},
        )

    def write(self, name: str, content: bytes) -> None:
        """Put the object; it is there, whole, when the answer comes."""
        obstore.put(self._store, name, content)

    def read(self, name: str) -> bytes:
        """The object's bytes; raises FileNotFoundError."""
        return bytes(obstore.get(self._store, name).bytes())

    def has(self, name: str) -> bool:
        """Whether the object is there."""
        try:
            obstore.head(self._store, name)
        except FileNotFoundError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Delete the object; one that is gone already is fine."""
        obstore.delete(self._store, name)

    def written_at(self, name: str) -> datetime | None:
        """When the object was put, by the bucket's clock."""
        try:
            written_at: datetime = obstore.head(self._store, name)["last_modified"]
        except FileNotFoundError:
            return None
        return written_at

    def list_written(self, folder: str) -> list[tuple[str, datetime]]:
        """The objects below a folder's name."""
        return [
            (each["path"].rpartition("/")[2], each["last_modified"])
            for some in obstore.list(self._store, prefix=folder)
            for each in some
        ]


def _bucket_config(aws: Mapping[str, str]) -> "S3Config":
    config: S3Config = {}
    if key := aws.get("AWS_ACCESS_KEY_ID"):
        config["access_key_id"] = key
    if secret := aws.get("AWS_SECRET_ACCESS_KEY"):
        config["secret_access_key"] = secret
    if token := aws.get("AWS_SESSION_TOKEN"):
        config["session_token"] = token
    if region := aws.get("AWS_REGION") or aws.get("AWS_DEFAULT_REGION"):
        config["region"] = region
    if endpoint := aws.get("AWS_ENDPOINT_URL"):
        config["endpoint"] = endpoint
    return config


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
