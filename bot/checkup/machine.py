"""Looks at this machine: is there room on its disk, is our port free, is every name in ``.env`` one of ours?"""

import asyncio
import contextlib
import difflib
import errno
import shutil
import socket
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import aiohttp

from bot.checkup.check import Check, failed, passed

DISK = "Disk"
PORT = "Port"
NAMES = "Names in .env"

# A few pictures of the largest size with their results, and the database's journal.
ENOUGH_BYTES = 1_000_000_000
_OURS = ("SLACK_", "RUNWARE_", "MAGNIFIC_")
_SECONDS = 2.0


def check_disk(folders: Iterable[Path]) -> Check:
    """Whether there is room where the database and the pictures are; a folder need not be there yet."""
    free = {folder: free_bytes(folder) for folder in folders}
    if not free:
        return passed(DISK, "Nothing is kept on this machine.")
    fullest = min(free, key=lambda folder: free[folder])
    return judge_space(fullest, free_bytes=free[fullest])


def free_bytes(folder: Path) -> int:
    """What is left where the folder is or will be."""
    folder = folder.absolute()
    return shutil.disk_usage(folder).free if folder.exists() else free_bytes(folder.parent)


def judge_space(folder: Path, *, free_bytes: int) -> Check:
    """Whether that is enough."""
    megabytes = f"{free_bytes // 1_000_000:,} MB are free"
    if free_bytes < ENOUGH_BYTES:
        mend = "Make room there, or set PICTURE_RETENTION_DAYS; a full disk stops every job."
        return failed(DISK, f"Only {megabytes} where {folder} is.", mend=mend)
    return passed(DISK, f"{megabytes}.")


async def check_port(host: str, port: int) -> Sequence[Check]:
    """Whether we could listen there, or do already."""
    try:
        _listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and await _is_ours(host, port):
            return [passed(PORT, f"Retouch listens at {host}:{port}.")]
        return [_judge_refusal(error, f"{host}:{port}")]
    return [passed(PORT, f"{host}:{port} is free.")]


def _listen(host: str, port: int) -> None:
    """As ``retouch serve`` would, for a moment.

    Raises:
        OSError: it cannot.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)
        trial.listen(1)


async def _is_ours(host: str, port: int) -> bool:
    """Whether whoever listens there answers as we do; every address of ours is reached from this machine."""
    near = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 (compared, not listened at)
    url = f"http://{f'[{near}]' if ':' in near else near}:{port}/healthz"
    with contextlib.suppress(aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
        async with asyncio.timeout(_SECONDS), aiohttp.ClientSession() as session, session.get(url) as answer:
            return await answer.text() == "ok\n"
    return False


def _judge_refusal(error: OSError, where: str) -> Check:
    if error.errno == errno.EADDRINUSE:
        return failed(PORT, f"Another program listens at {where}.", mend="Stop it, or set PORT to another.")
    if error.errno in {errno.EACCES, errno.EPERM}:
        mend = "Set PORT to one above 1023 and let a proxy listen below."
        return failed(PORT, f"This user may not listen at {where}.", mend=mend)
    mend = "Set HOST to 127.0.0.1 behind a proxy on this machine, or to 0.0.0.0 for every address it has."
    return failed(PORT, f"This machine cannot listen at {where}.", mend=mend)


def check_names(named: Collection[str], *, known: Collection[str]) -> Check:
    """Whether ``.env`` sets anything that looks like a setting of ours and is none, so that nothing reads it."""
    spelt = {name.upper() for name in known}
    strangers = [(name, _meant(name.upper(), spelt)) for name in named if name.upper() not in spelt]
    misspelt = [
        f"{name} (did you mean {meant}?)" if meant else name
        for name, meant in strangers
        if meant or name.upper().startswith(_OURS)
    ]
    if misspelt:
        mend = "Correct or remove it in .env; `retouch doctor` shows above what is in force."
        return failed(NAMES, f"Retouch has no setting {', '.join(misspelt)}.", mend=mend)
    return passed(
        NAMES, "All of them are known." if named else "There is no .env in this folder, or it is empty."
    )


def _meant(name: str, known: Collection[str]) -> str | None:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    return close[0] if close else None
