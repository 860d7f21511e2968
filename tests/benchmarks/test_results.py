"""The table of figures and the file they are kept in."""

from pathlib import Path

from tests.benchmarks.figure import at_least, table
from tests.benchmarks.results import keep


def test_a_section_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    keep("speed", "old", path=path)
    keep("start", "| a |\n|---|", path=path)

    keep("speed", "new", path=path)

    text = path.read_text()
    assert "old" not in text
    assert text.index("## speed\n\nnew") < text.index("## start\n\n| a |\n|---|\n")
    assert text.count("# What it costs") == 1


def test_a_missed_figure_says_so_in_the_table() -> None:
    figure = at_least("commands", 55, share=0.6, of=100, baseline="bare", unit="a second")

    row = table([figure]).splitlines()[-1]

    assert "0.55 of the baseline" in row
    assert "bare: 100 a second" in row
    assert "**missed**" in row
