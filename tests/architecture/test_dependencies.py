"""What the product was asked to stand on is declared, and really used."""

import ast
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.tree import PACKAGES, ROOT, ours, statements

ASKED_FOR = {
    "strawberry-graphql": "strawberry",
    "starlette": "starlette",
    "sqlalchemy": "sqlalchemy",
    "asyncpg": "asyncpg",
    "dramatiq": "dramatiq",
    "redis": "redis",
    "httpx": "httpx",
    "runpod": "runpod",
    "mangum": "mangum",
}


def _project() -> dict[str, object]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project: dict[str, object] = tomllib.load(file)["project"]
    return project


def _names(requirements: object) -> set[str]:
    assert isinstance(requirements, list)
    return {
        one.split(";")[0].split(">")[0].split("=")[0].split("<")[0].split("[")[0].strip().lower()
        for one in requirements
    }


@cache
def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in statements(path):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _used(*packages: str) -> set[str]:
    return set().union(*(_imports(path) for path in ours(".py", under=packages)))


def test_the_nine_are_dependencies_and_imported() -> None:
    declared, used = _names(_project()["dependencies"]), _used(*PACKAGES)
    assert set(ASKED_FOR) <= declared
    # SQLAlchemy loads the driver by name; the rest is imported in so many words.
    assert set(ASKED_FOR.values()) - used <= {"asyncpg"}


def test_pytest_and_schemathesis_are_in_the_test_extra_and_used() -> None:
    extras = _project()["optional-dependencies"]
    assert isinstance(extras, dict)
    assert {"pytest", "schemathesis"} <= _names(extras["test"])
    tests = ours(".py", under=("tests",))
    assert all(any(one in _imports(path) for path in tests) for one in ("pytest", "schemathesis"))


def test_whatever_we_import_is_declared() -> None:
    declared = _names(_project()["dependencies"])
    owners = packages_distributions()
    undeclared = {
        name: owners.get(name, ["?"])
        for name in _used(*PACKAGES)
        if name not in sys.stdlib_module_names
        and name not in PACKAGES
        and not {owner.lower().replace("_", "-") for owner in owners.get(name, ["?"])} & declared
    }
    assert undeclared == {}
