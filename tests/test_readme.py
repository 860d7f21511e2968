"""What the README tells a newcomer is so."""

import re
from pathlib import Path

import pytest

from bot.catalogue import MODELS
from bot.money.amounts import micros_from_usd
from bot.money.prices import PriceList
from bot.settings import Settings

HOUSE = Path(__file__).parent.parent
README = (HOUSE / "README.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """What stands below a heading of the second level."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the README has no heading {heading!r}"
    return found[1]


@pytest.mark.parametrize(
    ("heading", "end"), [("Try it", ".venv/bin/retouch demo"), ("Test it", ".venv/bin/pytest")]
)
def test_one_line_below_the_heading_does_its_own_set_up(heading: str, end: str):
    blocks = re.findall(r"^```\w*\n(.*?)\n```$", section(heading), re.MULTILINE | re.DOTALL)

    assert len(blocks) == 1
    assert "\n" not in blocks[0]
    assert blocks[0].startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert blocks[0].endswith(end)


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_every_setting_is_in_the_table(name: str):
    rows = [line for line in section("Settings").splitlines() if line.startswith("| ")]

    assert [row for row in rows if f"`{name}`" in row.split("|")[1]] != []


def test_every_option_in_the_table_exists():
    known = {parameter.option for model in MODELS.values() for parameter in model.parameters.values()} | {
        "--model"
    }

    rows = [line for line in section("Use it").splitlines() if line.startswith("| `--")]

    named = {option for row in rows for option in re.findall(r"`(--[a-z-]+)`", row.split("|")[1])}
    assert named - known == set()
    assert len(named) > 10


def test_the_prices_are_those_of_the_list():
    rows = {
        cells[1].strip(): [cell.strip() for cell in cells[2:-1]]
        for cells in (line.split("|") for line in section("What it costs").splitlines())
        if len(cells) > 5
    }

    for price in PriceList.load().rows():
        name = price.model.name.replace("2.0 Edit", "2.0 Edit and Remix").replace(
            "2.0 Remix", "2.0 Edit and Remix"
        )
        column = ["TURBO", "DEFAULT", "QUALITY"].index(price.speed)
        assert micros_from_usd(rows[name][column]) == price.micros
        if price.character_micros is not None:
            character = rows[name][3].split(", ")[column]
            assert micros_from_usd(character) == price.character_micros


def test_every_file_of_ours_that_is_named_exists():
    named = set(re.findall(r"`((?:bot|handlers|storage|tests)/[\w/.]*)`", README))

    assert [name for name in sorted(named) if not (HOUSE / name).exists()] == []
