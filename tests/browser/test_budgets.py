"""How much a browser has to load, told from the built files alone."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

INITIAL_KB = 220
INITIAL_FILES = 20
"""Each of them is a way to the studio and back."""
ROUTE_KB = 60
FIRST_SCREEN = "src/app/wall.tsx"

Manifest = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def manifest(page_built: Path) -> Manifest:
    read: Manifest = json.loads((page_built / ".vite" / "manifest.json").read_text())
    return read


@pytest.fixture(scope="module")
def first(page_built: Path, manifest: Manifest) -> frozenset[str]:
    """What index.html asks for, before any screen."""
    page = (page_built / "index.html").read_text()
    asked = set(re.findall(r'(?:src|href)="/([^"]+)"', page))
    return needed(manifest, *(name for name, chunk in manifest.items() if chunk["file"] in asked))


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
def test_what_comes_before_the_wall(
    page_built: Path, manifest: Manifest, first: frozenset[str]
) -> None:
    files = first | needed(manifest, FIRST_SCREEN)
    size = kilobytes(page_built, files)
    print(f"initial JS: {size:.1f} kB in {len(files)} files")
    assert len(first) > 1
    assert size <= INITIAL_KB
    assert len(files) <= INITIAL_FILES


@pytest.mark.feature("UIX-5")
def test_what_each_screen_adds(page_built: Path, manifest: Manifest, first: frozenset[str]) -> None:
    lazy = [name for name, chunk in manifest.items() if chunk.get("isDynamicEntry")]
    sizes = {name: kilobytes(page_built, needed(manifest, name) - first) for name in lazy}
    print("\n".join(f"{name}: {size:.1f} kB" for name, size in sizes.items()))
    assert len(sizes) >= 7, "the page is not split by screens"
    assert {name: size for name, size in sizes.items() if size > ROUTE_KB} == {}
