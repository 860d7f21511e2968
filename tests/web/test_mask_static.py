"""What the mask page loads is there, and nothing else can be asked for."""

import re
from pathlib import Path

import bot.web.mask_page
from bot.web.mask_page import FILES

STATIC = Path(bot.web.mask_page.__file__).parent / "static"


def test_every_file_of_the_page_is_served_and_no_other():
    there = {path.name for path in STATIC.iterdir()}

    assert there == {*FILES, "mask.html"}


def test_every_module_of_the_page_imports_only_its_neighbours():
    for name in FILES:
        imports = re.findall(r'from "([^"]*)"', (STATIC / name).read_text())

        assert {each.removeprefix("./") for each in imports} <= set(FILES), name


def test_the_page_loads_nothing_from_elsewhere():
    text = "".join(path.read_text() for path in STATIC.iterdir())

    assert re.findall(r"https?://|//[a-z]+\.[a-z]", text) == []
