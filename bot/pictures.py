"""Where pictures are kept, each under the hash of its bytes: a folder, or a bucket where machines share."""

import asyncio
import hashlib
import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError as BucketError
from obstore.store import S3Store

from bot.errors import BotError, RequestError, StoreUnavailable

if TYPE_CHECKING:  # these exist for the type checker alone
    from obstore.store import ClientConfig, S3Config

THREADS: Final = 4
BUCKET_TIMEOUT: Final = timedelta(seconds=30)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")

_Result = TypeVar("_Result")


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


class Pictures:
    """Pictures by digest (SHA-256 in hex). Blocking work runs in threads of its own."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="pictures")

    async def put(self, content: bytes) -> str:
        """Keep the bytes and return their digest. When it returns, they survive a crash."""
        return await self._run(lambda: self._put(content))

    async def get(self, digest: str) -> bytes:
        """The bytes that were put.

        Raises:
            RequestError: not kept, or kept no longer.
            BotError: no longer the bytes that were put.
            StoreUnavailable: the store cannot be reached.
        """
        return await self._run(lambda: self._get(digest))

    async def exists(self, digest: str) -> bool:
        """Whether the picture is kept."""
        return await self._run(lambda: self._shelf.has(_name(digest)))

    async def delete(self, digest: str) -> None:
        """Remove the picture; one that is gone already is fine."""
        await self._run(lambda: self._shelf.remove(_name(digest)))

    async def delete_settled(self, digest: str, *, before: datetime) -> bool:
        """Remove the picture unless it was put since then; whether it is gone.

        Whoever puts a picture writes down only afterwards that they hold it.
        """
        return await self._run(lambda: self._delete_settled(_name(digest), before))

    def close(self) -> None:
        """End the threads once what they are doing is done."""
        self._pool.shutdown()

    def _put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self._shelf.write(_name(digest), content)
        return digest

    def _get(self, digest: str) -> bytes:
        try:
            content = self._shelf.read(_name(digest))
        except FileNotFoundError as error:
            raise RequestError(
                "This picture is not kept any more. Nothing was charged. Please attach it again."
            ) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise BotError(
                f"stored picture {digest} has other content",
                user_text="A stored picture is damaged. Nothing was charged. Please attach it again.",
            )
        return content

    def _delete_settled(self, name: str, before: datetime) -> bool:
        written_at = self._shelf.written_at(name)
        if written_at is not None and written_at >= before:
            return False
        self._shelf.remove(name)
        return True

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except (OSError, BucketError) as error:
            raise StoreUnavailable("the picture store failed") from error


def open_pictures(
    url: str, *, aws: Mapping[str, str] | None = None, give_up_after: timedelta | None = None
) -> Pictures:
    """The store at a folder (a path or ``file://``) or at ``s3://bucket/prefix``.

    ``give_up_after`` is for somebody who waits: a call to a bucket is tried once and for so long, where
    it would otherwise be tried again for minutes.

    ``aws`` holds a bucket's settings under their usual names: ``AWS_ACCESS_KEY_ID``,
    ``AWS_SECRET_ACCESS_KEY``, ``AWS_SESSION_TOKEN``, ``AWS_REGION`` or ``AWS_DEFAULT_REGION``,
    ``AWS_ENDPOINT_URL``.

    Raises:
        ValueError: an address of another kind, or a bucket's without a bucket.
    """
    if "://" not in url:
        return Pictures(FolderShelf(Path(url)))
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Pictures(FolderShelf(Path(unquote(parts.path))))
    if parts.scheme == "s3" and parts.netloc:
        prefix = parts.path.strip("/")
        return Pictures(BucketShelf(parts.netloc, prefix, aws=aws or {}, give_up_after=give_up_after))
    raise ValueError("pictures are kept in a folder or at s3://bucket/prefix")


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


def _name(digest: str) -> str:
    """Where a picture is kept: 256 folders, so that none grows too long to list."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a picture's digest")
    return f"{digest[:2]}/{digest}"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
