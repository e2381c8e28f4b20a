"""How much a browser has to load, told from the built files alone."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

INITIAL_KB = 220
ROUTE_KB = 60
ENTRY = "index.html"
FIRST_SCREEN = "src/app/wall.tsx"

Manifest = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def manifest(page_built: Path) -> Manifest:
    read: Manifest = json.loads((page_built / ".vite" / "manifest.json").read_text())
    return read


def needed(manifest: Manifest, *names: str) -> frozenset[str]:
    """The script files that these modules are made of, with all that they import at once."""

    def walk(name: str, seen: set[str]) -> Iterator[str]:
        if name not in seen:
            seen.add(name)
            yield manifest[name]["file"]
            for imported in manifest[name].get("imports", []):
                yield from walk(imported, seen)

    seen: set[str] = set()
    return frozenset(file for name in names for file in walk(name, seen) if file.endswith(".js"))


def kilobytes(dist: Path, files: frozenset[str]) -> float:
    """Their size over the wire, compressed by gzip at its best, in kB of 1000 bytes."""
    return sum(len(gzip.compress((dist / file).read_bytes(), 9)) for file in files) / 1000


@pytest.mark.feature("UIX-5")
def test_what_comes_before_the_wall(page_built: Path, manifest: Manifest) -> None:
    size = kilobytes(page_built, needed(manifest, ENTRY, FIRST_SCREEN))
    print(f"initial JS: {size:.1f} kB")
    assert size <= INITIAL_KB


@pytest.mark.feature("UIX-5")
def test_what_each_screen_adds(page_built: Path, manifest: Manifest) -> None:
    before = needed(manifest, ENTRY)
    lazy = [name for name, chunk in manifest.items() if chunk.get("isDynamicEntry")]
    sizes = {name: kilobytes(page_built, needed(manifest, name) - before) for name in lazy}
    print("\n".join(f"{name}: {size:.1f} kB" for name, size in sizes.items()))
    assert len(sizes) >= 7, "the page is not split by screens"
    assert {name: size for name, size in sizes.items() if size > ROUTE_KB} == {}
