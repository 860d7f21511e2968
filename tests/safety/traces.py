"""Where something that was to be gone could still lie: database files, the picture store, the log."""

import hashlib
from pathlib import Path


def files_with(folder: Path, words: str) -> list[str]:
    """Names of the files below a folder that hold these words, deleted rows and journals included."""
    return sorted(
        path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()
    )


def kept_pictures(folder: Path) -> set[str]:
    """The digests of all pictures in the store."""
    return {path.name for path in (folder / "pictures").rglob("*") if path.is_file()}


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
