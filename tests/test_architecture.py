"""The arrows of the house, read from every import."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

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
    "dbos": ("bot/engine/",),
    "PIL": ("bot/images/", "bot/providers/wire.py", "bot/demo/"),
    "httpx": ("bot/providers/", "bot/app.py", "handlers/", "bot/demo/"),
}


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively"
            yield node.module or ""


def test_a_module_imports_only_along_the_arrows() -> None:
    wrong = [
        f"{name_of(path)} imports {package}"
        for path in MODULES
        if name_of(path) != "bot/app.py"
        for package in sorted({name.split(".")[0] for name in imports_of(path)} & set(PACKAGES))
        if package not in ARROWS[name_of(path).split("/")[0]]
    ]

    assert wrong == []


def test_a_library_appears_only_in_its_place() -> None:
    misplaced = [
        f"{name_of(path)} imports {library}"
        for path in MODULES
        for library in sorted({name.split(".")[0] for name in imports_of(path)} & set(PLACES))
        if not name_of(path).startswith(PLACES[library])
    ]

    assert misplaced == []


def test_the_demo_and_the_app_know_nothing_of_each_other() -> None:
    crossing = [
        f"{name_of(path)} imports {module}"
        for path in MODULES
        if name_of(path) != "bot/__main__.py"
        for module in imports_of(path)
        if module.split(".")[0] in PACKAGES
        and module.startswith("bot.demo") != name_of(path).startswith("bot/demo/")
    ]

    assert crossing == []


def test_modules_and_functions_stay_short() -> None:
    long_modules = [name_of(path) for path in WRITTEN if path.read_text().count("\n") > LONGEST_MODULE]
    long_functions = [
        f"{name_of(path)}: {node.name}"
        for path in WRITTEN
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long_modules == []
    assert long_functions == []


def test_the_environment_is_read_in_main_alone() -> None:
    readers = [
        name_of(path)
        for path in MODULES
        if name_of(path) != "bot/__main__.py" and not name_of(path).startswith("bot/demo/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and f"{node.value.id}.{node.attr}" in {"os.environ", "os.getenv"}
    ]

    assert readers == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in MODULES
        if not ast.get_docstring(tree_of(path))
        and not (path.name == "__init__.py" and path.read_text() == "")
    ]

    assert silent == []
