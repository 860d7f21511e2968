"""``RESULTS.md``: one section a benchmark, each replaced when that benchmark has run again."""

import re
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = """# What it costs

Written by `python -m tests.benchmarks --keep`. Every figure stands beside its own baseline from the same run on
the same machine, so the shares mean more than the numbers. Services, Slack and the load itself run on the same
cores as the app.
"""


def keep(name: str, body: str, *, path: Path = RESULTS) -> None:
    """Put a benchmark's section in place of its last one; the others stay."""
    sections = _read(path.read_text() if path.exists() else "")
    sections[name] = body.strip()
    text = "\n".join(f"\n## {title}\n\n{section}" for title, section in sections.items())
    path.write_text(f"{HEAD}{text}\n")


def _read(text: str) -> dict[str, str]:
    found = re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", text, re.MULTILINE)
    return {title: section.strip() for title, section in found}
