"""A folder that the demo owns: small JSON replaced whole, and the bytes of pictures, each written once."""

import fcntl
import json
import shutil
from pathlib import Path
from typing import IO

from bot.demo.ports import free_port, is_free
from bot.demo.slack.wire import Payload

# Of another version nothing is read; people are told to begin afresh.
VERSION = 1
_OWN_MARK = "demo.lock"
_BYTES = "bytes"


class CellarFailed(Exception):
    """The folder cannot be used; the text says why and what to do."""


class Cellar:
    """Open from ``open`` to ``close``; no second demo gets in meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[bytes] | None = None

    def open(self, *, is_fresh: bool = False) -> None:
        """Take the folder, made where it is missing; ``is_fresh`` throws away what an earlier demo kept in it.

        Raises:
            CellarFailed: another demo has it, or it holds something else than a demo.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        mark = self.folder / _OWN_MARK
        if not mark.exists() and any(self.folder.iterdir()):
            raise CellarFailed(f"{self.folder}/ holds something else. Start the demo in another folder.")
        self._lock = mark.open("ab")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise CellarFailed(f"Another demo is open in {self.folder}/. End it first.") from None
        if is_fresh:
            self._clear(kept=mark)
        (self.folder / _BYTES).mkdir(exist_ok=True)

    def close(self) -> None:
        """Let go of the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def read(self, name: str) -> Payload | None:
        """What was last written under a name; None where nothing was.

        Raises:
            CellarFailed: it cannot be read.
        """
        path = self.folder / f"{name}.json"
        if not path.exists():
            return None
        try:
            kept: Payload = json.loads(path.read_bytes())
        except ValueError:
            kept = {}
        if kept.get("version") != VERSION:
            raise CellarFailed(f"What is kept in {self.folder}/ cannot be read. Begin afresh with --fresh.")
        return kept

    def write(self, name: str, content: Payload) -> None:
        """Replace what is kept under a name, in one step."""
        path = self.folder / f"{name}.json"
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps({"version": VERSION, **content}, default=float))
        beside.replace(path)

    def read_bytes(self, name: str) -> bytes:
        """Bytes kept under a name; empty where they are gone."""
        path = self.folder / _BYTES / name
        return path.read_bytes() if path.exists() else b""

    def write_bytes(self, name: str, content: bytes) -> None:
        """Keep bytes that never change under their name."""
        path = self.folder / _BYTES / name
        if not path.exists():
            beside = path.with_suffix(".part")
            beside.write_bytes(content)
            beside.replace(path)

    def keep_only(self, names: set[str]) -> None:
        """Throw away all bytes but those named."""
        for path in (self.folder / _BYTES).iterdir():
            if path.name not in names:
                path.unlink()

    def port(self, name: str) -> int:
        """A free port, the same one as last time if it still is: addresses told then still lead here."""
        ports = self.read("ports") or {}
        port = ports.get(name)
        if port is None or not is_free(port):
            port = free_port()
        self.write("ports", {**ports, name: port})
        return int(port)

    def _clear(self, *, kept: Path) -> None:
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path != kept:
                path.unlink()
