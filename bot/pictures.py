"""Where pictures are kept, each under the hash of its bytes: a folder, or a bucket where machines share."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import unquote, urlsplit

from obstore.exceptions import BaseError as BucketError

from bot.errors import BotError, RequestError, StoreUnavailable
from bot.shelves import BucketShelf, FolderShelf, Shelf

THREADS: Final = 4
FOLDERS: Final = tuple(f"{number:02x}" for number in range(256))  # so that none grows too long to list
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_PART: Final = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{32}\.part")

_Result = TypeVar("_Result")


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

    async def list_settled(self, folder: str, *, before: datetime) -> list[tuple[str, datetime]]:
        """The pictures in one of the ``FOLDERS`` that were last put before then, with the moment.

        What a crash left of one that was being written goes on the way.
        """
        return await self._run(lambda: self._list_settled(folder, before))

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

    def _list_settled(self, folder: str, before: datetime) -> list[tuple[str, datetime]]:
        written = [(name, at) for name, at in self._shelf.list_written(folder) if at < before]
        for name, _ in written:
            if _PART.fullmatch(name):
                self._shelf.remove(f"{folder}/{name}")
        return [(name, at) for name, at in written if _DIGEST.fullmatch(name)]

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


def _name(digest: str) -> str:
    """Where a picture is kept: in the folder that its digest begins with."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a picture's digest")
    return f"{digest[:2]}/{digest}"
