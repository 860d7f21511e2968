"""The arrows of the house, read from every import."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "storage")
MODULES = sorted(path for package in PACKAGES for path in (HOUSE / package).rglob("*.py"))
# A released migration is never edited, and a table is as long as it is.
WRITTEN = [path for path in MODULES if "migrations" not in path.parts]
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50

# Which of our packages a package may import; bot/app.py alone sees all three.
ARROWS = {"handlers": {"bot", "handlers"}, "bot": {"bot", "storage"}, "storage": {"storage"}}
# Where a library may appear at all.
PLACES = {
    "slack_bolt": ("handlers/",),
    "slack_sdk": ("handlers/",),
    "sqlalchemy": ("storage/",),
    "alembic": ("storage/",),
    "dbos": ("bot/engine.py", "bot/peers.py"),
    "PIL": ("bot/images/", "bot/providers/wire.py", "bot/demo/"),
    "httpx": ("bot/providers/", "bot/app.py", "bot/checkup/doctor.py", "handlers/", "bot/demo/"),
}


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively"
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_along_the_arrows(path: Path) -> None:
    package = name_of(path).split("/")[0]

    ours = {name.split(".")[0] for name in imports_of(path)} & set(PACKAGES)

    if name_of(path) != "bot/app.py":
        assert ours <= ARROWS[package]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_appears_only_in_its_place(path: Path) -> None:
    name = name_of(path)

    libraries = {imported.split(".")[0] for imported in imports_of(path)} & set(PLACES)

    misplaced = [library for library in libraries if not name.startswith(PLACES[library])]
    assert misplaced == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_demo_and_the_app_know_nothing_of_each_other(path: Path) -> None:
    name = name_of(path)

    imported = list(imports_of(path))

    ours = [module for module in imported if module.split(".")[0] in PACKAGES]
    if name.startswith("bot/demo/"):
        assert [module for module in ours if not module.startswith("bot.demo")] == []
    elif name != "bot/__main__.py":
        assert [module for module in ours if module.startswith("bot.demo")] == []


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_modules_and_functions_stay_short(path: Path) -> None:
    text = path.read_text()

    long_functions = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert text.count("\n") <= LONGEST_MODULE
    assert long_functions == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_environment_is_read_in_main_alone(path: Path) -> None:
    names = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }

    allowed = name_of(path) == "bot/__main__.py" or name_of(path).startswith("bot/demo/")
    assert allowed or not names & {"os.environ", "os.getenv"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))

    is_package = path.name == "__init__.py"
    assert docstring or (is_package and path.read_text() == "")
