"""What the page is built from, and whether what was built is of today."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ASIDE = {"node_modules", "dist", "coverage"}
_FORM = b"1"  # of what the builder adds to what npm makes


@dataclass(frozen=True, slots=True)
class Webpage:
    """The sources of a page, and the folder it is built into; the builder's files lie beside that."""

    frontend: Path
    dist: Path

    @property
    def has_sources(self) -> bool:
        """Whether there is anything to build; an installed wheel brings the page built."""
        return (self.frontend / "package-lock.json").is_file()

    @property
    def is_current(self) -> bool:
        """Whether the built page is of these very sources."""
        try:
            stamp = self.stamp(self.dist).read_text(encoding="ascii")
        except (OSError, ValueError):
            return False
        return stamp == self.digest() and (self.dist / "index.html").is_file()

    def digest(self) -> str:
        """One digest over the names and bytes of all sources."""
        total = hashlib.sha256(_FORM)
        for path in _sources(self.frontend):
            content = path.read_bytes()
            name = path.relative_to(self.frontend).as_posix()
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
        return total.hexdigest()

    @staticmethod
    def stamp(folder: Path) -> Path:
        """Where a built page says what it was built from."""
        return folder / ".sources"

    @property
    def log(self) -> Path:
        return self.dist.with_name(f"{self.dist.name}.log")


HERE = Webpage(ROOT / "frontend", ROOT / "api" / "static" / "page")


def _sources(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in _ASIDE and not f.startswith("."))
        for name in sorted(files):
            path = Path(place) / name
            if path.is_file() and not name.endswith((".tsbuildinfo", ".DS_Store")):
                yield path
