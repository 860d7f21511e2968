"""``python -m tests.crash --jobs 300 --kills 100 [--postgres] [--processes 3]``: four zeros, or where they are not."""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.crash.ordeal import Outcome, Plan, run

SHOWN = 20


def main() -> None:
    """Run it and print what came of it; exit code 1 where anything was lost, doubled or charged wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log", type=Path, help="where to write what the processes logged")
    arguments = parser.parse_args()
    if arguments.processes > 1 and not arguments.postgres:
        parser.error("several processes need --postgres; SQLite serves one")
    plan = Plan(
        jobs=arguments.jobs,
        kills=arguments.kills,
        processes=arguments.processes,
        is_postgres=arguments.postgres,
        seed=arguments.seed,
    )
    began_at = time.monotonic()
    outcome = asyncio.run(run(plan, say=lambda line: print(line, file=sys.stderr, flush=True)))
    if arguments.log is not None:
        arguments.log.write_text(outcome.log)
    print(report(plan, outcome, seconds=time.monotonic() - began_at))
    sys.exit(0 if outcome.verdict.is_clean else 1)


def report(plan: Plan, outcome: Outcome, *, seconds: float) -> str:
    """Everything a reader wants to know, in lines."""
    verdict, losses = outcome.verdict, outcome.losses
    recoveries = sorted(losses.recovery_seconds) or [0.0]
    store = "PostgreSQL" if plan.is_postgres else "SQLite"
    ends = ", ".join(f"{count} {end}" for end, count in sorted(verdict.ends.items()))
    exits = ", ".join(f"{code} ({count} times)" for code, count in Counter(losses.unexpected_exits).items())
    return "\n".join(
        [
            f"{plan.jobs} wishes on {store}, {plan.processes} process(es), {seconds:.0f} s, seed {plan.seed}",
            f"  kill -9: {losses.kills}, polite ends: {losses.polite}, database restarts: {outcome.restarts}, "
            f"faults armed: {outcome.gusts}, posts that Slack held back: {outcome.rate_limited}",
            f"  answered with a yes: {verdict.heard}; ended: {ends}",
            f"  processes that ended by themselves: {exits or 'none'}",
            f"  longest recovery: {recoveries[-1]:.1f} s, median {recoveries[len(recoveries) // 2]:.1f} s",
            *_counted("lost", verdict.lost),
            *_counted("doubled submits", verdict.doubled_submits),
            *_counted("doubled posts", verdict.doubled_posts),
            *_counted("wrong charges", verdict.wrong_charges),
        ]
    )


def _counted(what: str, findings: Sequence[str]) -> list[str]:
    shown = [f"    {finding}" for finding in findings[:SHOWN]]
    return [f"  {what}: {len(findings)}", *shown]


if __name__ == "__main__":
    main()
