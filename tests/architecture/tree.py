"""The tree as git sees it."""

import subprocess
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


def ours(*suffixes: str, under: tuple[str, ...] = (*PACKAGES, "tests")) -> list[Path]:
    return [
        path
        for path in files()
        if path.suffix in suffixes and path.relative_to(ROOT).parts[0] in under
    ]
