"""Work for a pool in tests: it has to be importable by the processes that do it."""

import os
import signal
import threading
from pathlib import Path

from bot.errors import RequestError


def add(left: int, right: int = 1) -> int:
    """Something small."""
    return left + right


def refuse(text: str) -> None:
    """A failure that the person can put right."""
    raise RequestError(text, field="mask_image")


def read_process_id() -> int:
    """Whose work this is."""
    return os.getpid()


def die() -> None:
    """As a process does when the machine is out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(path: Path) -> str:
    """Dies the first time."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return "done"
    os.kill(os.getpid(), signal.SIGKILL)
    return "unreachable"


def hang() -> None:
    """Never ends."""
    threading.Event().wait()


def take_memory(size_bytes: int) -> int:
    """All at once."""
    return len(bytearray(size_bytes))
