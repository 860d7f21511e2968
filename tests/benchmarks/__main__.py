"""``python -m tests.benchmarks [NAME …] [--keep]``: measure, print the table, keep it in ``RESULTS.md``."""

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from tests.benchmarks import (
    arrivals,
    focus,
    huge,
    journey,
    ledger,
    loop_delay,
    pictures,
    start,
    strokes,
    waiting,
)
from tests.benchmarks.figure import Figure, table
from tests.benchmarks.results import keep

Benchmark = Callable[[], Awaitable[list[Figure]]]

BENCHMARKS: dict[str, Benchmark] = {
    "ledger": ledger.measure,
    "start": start.measure,
    "arrivals": arrivals.measure,
    "journey": journey.measure,
    "loop": loop_delay.measure,
    "waiting": waiting.measure,
    "pictures": pictures.measure,
    "huge": huge.measure,
    "focus": focus.measure,
    "strokes": strokes.measure,
}


def main() -> None:
    """Run those named, or all; exit code 1 where a figure misses what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--keep", action="store_true", help="write the tables to RESULTS.md")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.names if name not in BENCHMARKS]:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    is_met = True
    for name in arguments.names or BENCHMARKS:
        load_before = os.getloadavg()[0]
        figures = asyncio.run(BENCHMARKS[name]())
        section = f"{_circumstances(load_before)}\n\n{table(figures)}"
        print(f"\n## {name}\n\n{section}", flush=True)
        if arguments.keep:
            keep(name, section)
        is_met = is_met and all(figure.is_met is not False for figure in figures)
    sys.exit(0 if is_met else 1)


def _circumstances(load_before: float) -> str:
    now = datetime.now(UTC)
    return (
        f"{now:%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load of the machine before the run: {load_before:.1f}."
    )


if __name__ == "__main__":
    main()
