"""How another process is doing, from Linux's own tables."""

import os
from pathlib import Path


def memory_mb(pid: int) -> float:
    """What of its memory is resident, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(resident.split()[1]) / 1024


def processor_seconds(pid: int) -> float:
    """What it has used of a core since its start, its children apart."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) / os.sysconf("SC_CLK_TCK")


def open_files(pid: int) -> int:
    """How many files and connections it holds."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))
