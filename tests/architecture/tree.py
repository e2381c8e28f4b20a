"""The tree as git sees it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "infra", "schema", "studio", "workers")


@cache
def files() -> tuple[Path, ...]:
    """What is tracked, and what is new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def statements(path: Path) -> Iterator[ast.stmt]:
    """All of a file, those within others too: the expressions, which are most of it, are passed by."""
    left: list[ast.AST] = [ast.parse(path.read_bytes())]
    while left:
        for node in ast.iter_child_nodes(left.pop()):
            if isinstance(node, ast.stmt):
                yield node
            if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
                left.append(node)


def ours(*suffixes: str, under: tuple[str, ...] = (*PACKAGES, "tests")) -> list[Path]:
    return [
        path
        for path in files()
        if path.suffix in suffixes and path.relative_to(ROOT).parts[0] in under
    ]
